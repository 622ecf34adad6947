import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import dataModel from '../../schemas/w3c/verifiable-credential-schema.json' with { type: 'json' };
import { shippedTemplates } from '../../src/core/lists.ts';
import { buildCredential } from '../../src/credential/build.ts';
import { schemaFile, validateCredential, validateDataModel } from '../../src/credential/json-schema.ts';
import { buildInput } from './build-input.ts';
import { changedAt, pathsIn } from './mutate.ts';

const ORIGIN = 'https://cert.example';
const SKILL = 'skill-level-cn-1.schema.json';

/** The credential with the value at a JSON Pointer put in, or taken out when it is undefined. */
function changed(pointer: string, value: unknown): object {
  const document = JSON.parse(JSON.stringify(buildCredential(buildInput())));
  const path = pointer.slice(1).split('/');
  const last = path.pop() ?? '';
  const parent = path.reduce((node, name) => node[name], document);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return document;
}

describe('schemaFile', () => {
  test('serves the schema of every template and what it refers to', () => {
    for (const { schema } of shippedTemplates()) {
      const text = JSON.parse(schemaFile(ORIGIN, schema)?.body ?? '');
      expect(text.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(text.allOf).toEqual([{ $ref: 'vocational-certificate-1.schema.json' }]);
    }
    const { $id } = JSON.parse(schemaFile(ORIGIN, 'vocational-certificate-1.schema.json')?.body ?? '');
    expect($id).toBe(`${ORIGIN}/schemas/vocational-certificate-1.schema.json`);
    expect([schemaFile(ORIGIN, 'templates.json'), schemaFile(ORIGIN, '__proto__')]).toEqual([undefined, undefined]);
  });

  test('agrees with the template', () => {
    for (const template of shippedTemplates()) {
      const { properties, required = [] } = JSON.parse(schemaFile(ORIGIN, template.schema)?.body ?? '');
      const { level, assessment } = properties.credentialSubject.properties;
      expect(properties.certificateType.const).toBe(template.credentialType);
      expect(properties.numberScheme.const).toBe(template.numbering);
      expect(level.properties.scheme.const).toBe(template.levelScheme);
      expect(assessment.properties.route.enum).toEqual(template.policy.routes);
      expect(assessment.properties.scores.required).toEqual(template.policy.requiredScores);
      expect(required.includes('validUntil')).toBe(template.validityMonths !== null);
      expect(properties.validUntil === false).toBe(template.validityMonths === null);
    }
  });
});

describe('validateCredential', () => {
  test('passes what is built, before and after signing', () => {
    for (const template of shippedTemplates()) {
      const credential = buildCredential(buildInput({ template: template.id }));
      expect(validateCredential(template.schema, credential)).toEqual([]);
      expect(validateCredential(template.schema, { ...credential, proof: { type: 'DataIntegrityProof' } })).toEqual([]);
      expect(validateDataModel(credential)).toEqual([]);
    }
  });

  test.each<[string, unknown, string]>([
    ['/credentialSubject/holder', 'x', 'not_allowed'],
    ['/credentialSubject/assessment/assessor/idNumber', 'x', 'not_allowed'],
    ['/issuer/eqfLevel', 5, 'not_allowed'],
    ['/validUntil', '2027-10-31T15:59:59Z', 'not_allowed'],
    ['/@context/2', 'https://example.org/more', 'not_allowed'],
    ['/credentialSubject/name', '', 'minLength'],
    ['/credentialSubject/name', '张'.repeat(101), 'maxLength'],
    ['/credentialSubject/name', ['张伟'], 'type'],
    ['/credentialSubject/name', ' \u3000', 'pattern'],
    ['/credentialSubject/jobDirection', '', 'minLength'],
    ['/credentialSubject/jobDirection', [], 'minItems'],
    ['/credentialSubject/identity/masked', '11010519491231002X', 'pattern'],
    ['/credentialSubject/identity/commitment', 'abc', 'pattern'],
    ['/credentialSubject/identity/idType', 'cn.driver', 'enum'],
    ['/credentialSubject/level/code', '6', 'enum'],
    ['/credentialSubject/level/rank', 4.5, 'type'],
    ['/credentialSubject/assessment/scores/theory', 86, 'type'],
    ['/credentialSubject/assessment/scores/theory', '100.5', 'pattern'],
    ['/credentialSubject/assessment/scores/theory', '86.25', 'pattern'],
    ['/credentialSubject/assessment/assessedOn', '2026-02-30', 'format'],
    ['/credentialSubject/assessment/route', 'special_capability', 'enum'],
    ['/name/0/@language', 'en', 'const'],
    ['/name/1/@value', '', 'minLength'],
    ['/number', 'X000033000107263000042', 'pattern'],
    ['/region/iso', 'Zhejiang', 'pattern'],
    ['/issuer/id', 'did:web:cert.example', 'pattern'],
  ])('names %s for %j', (pointer, value, rule) => {
    const violations = validateCredential(SKILL, changed(pointer, value));
    expect(violations).toContainEqual(expect.objectContaining({ pointer, rule }));
  });

  test('names the parent of what is missing, once', () => {
    const without = changed('/credentialSubject/identity/commitment', undefined);
    expect(validateCredential(SKILL, without)).toEqual([
      {
        pointer: '/credentialSubject/identity',
        rule: 'required',
        message: expect.stringContaining('"commitment"'),
      },
    ]);
  });

  test('reports all faults at once, with pointers unescaped from the URI form', () => {
    const document = { ...changed('/number', 7), 'ä/~ b': 1 };
    expect(validateCredential(SKILL, document).map((violation) => violation.pointer)).toEqual(
      expect.arrayContaining(['/number', '/ä~1~0 b']),
    );
  });

  test('never repeats a text that it refuses', () => {
    const canary = '11010519491231002X';
    const violations = [
      '/credentialSubject/identity/masked',
      '/number',
      '/credentialSubject/level/code',
      '/issuedOn',
    ].flatMap((pointer) => validateCredential(SKILL, changed(pointer, canary)));
    expect(violations.length).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify(violations)).not.toContain(canary);
  });

  test('refuses values that are no credential at all', () => {
    for (const document of [null, [], 'text', 7, {}]) {
      expect(validateCredential(SKILL, document)).not.toEqual([]);
      expect(validateDataModel(document)).not.toEqual([]);
    }
    expect(validateCredential('none.schema.json', {})).toMatchObject([{ pointer: '/credentialSchema/id' }]);
  });
});

test('validateDataModel wants what VC 2.0 wants', () => {
  const { issuer, ...anonymous } = buildCredential(buildInput());
  expect(issuer.type).toBe('EvaluationAgency');
  expect(validateDataModel(anonymous)).toMatchObject([{ pointer: '', rule: 'required' }]);
  expect(validateDataModel(changed('/@context/0', 'https://www.w3.org/2018/credentials/v1'))).not.toEqual([]);
  expect(validateDataModel(changed('/validFrom', '2026-11-01'))).toMatchObject([{ pointer: '/validFrom' }]);
});

describe('the compiled tests', () => {
  test.each(shippedTemplates().map(({ id }) => id))('say what the library says, wherever %s is changed', (id) => {
    const input = buildInput({ template: id });
    const document = JSON.parse(JSON.stringify(buildCredential(input)));
    const [ours, w3c] = [libraryFor(input.template.schema), new Validator(dataModel as object, '2020-12', true)];
    const changes = [() => undefined, () => '', () => null, () => 7, () => [], (old: unknown) => [old, old]];
    for (const path of pathsIn(document)) {
      for (const change of changes) {
        const changed = changedAt(document, path, change);
        const found = [validateCredential(input.template.schema, changed), validateDataModel(changed)];
        expect([path, ...found.map(({ length }) => length === 0)]).toEqual([
          path,
          ours.validate(changed).valid,
          w3c.validate(changed).valid,
        ]);
      }
    }
  });
});

/** The schema of a template in the library alone. */
function libraryFor(name: string): Validator {
  const base = 'https://schemas.invalid/';
  const read = (file: string) => JSON.parse(schemaFile(ORIGIN, file)?.body ?? '');
  const validator = new Validator({ ...read(name), $id: base + name }, '2020-12', true);
  const common = 'vocational-certificate-1.schema.json';
  validator.addSchema(read(common), base + common);
  return validator;
}
