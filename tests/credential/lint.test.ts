import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedLevelSchemes, shippedOccupations, shippedTemplates } from '../../src/core/lists.ts';
import { type BuildInput, buildCredential, type Credential } from '../../src/credential/build.ts';
import { lint } from '../../src/credential/lint.ts';
import { buildInput, ORIGIN } from './build-input.ts';

const SKILL = 'skill-level-cn-1.schema.json';

function check(document: object, schema = SKILL) {
  return lint(document, { schema, origin: ORIGIN });
}

/** A built credential after some rough handling. */
function bent(change: (document: Record<string, never> & Record<string, unknown>) => void): object {
  const document = JSON.parse(JSON.stringify(buildCredential(buildInput())));
  change(document);
  return document;
}

describe('a credential as it is built', () => {
  test.each(shippedTemplates().map(({ id, schema }) => [id, schema]))('of %s is clean', async (id, schema) => {
    expect(await check(buildCredential(buildInput({ template: id })), schema)).toEqual([]);
  });

  test('is clean for any sound input', async () => {
    const word = fc.stringMatching(/^[\p{Script=Han}A-Za-z][\p{Script=Han}A-Za-z0-9 ·,'"\\<>&{}-]{0,40}$/u);
    const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    const score = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10);
    const input = fc
      .record({
        template: fc.constantFrom(...shippedTemplates()),
        agency: fc.constantFrom('S000033000107', 'Y123444199808', 'S000082999999'),
        occupation: fc.constantFrom(...shippedOccupations()),
        serial: fc.integer({ min: 1, max: 999_999 }),
        index: fc.integer({ min: 0, max: 131_071 }),
        group: fc.integer({ min: 1, max: 1000 }),
        day,
        names: fc.array(word, { minLength: 5, maxLength: 5 }),
        scores: fc.record({ theory: score, practical: score, comprehensive: fc.option(score, { nil: undefined }) }),
        pick: fc.nat(),
      })
      .map((facts): BuildInput => {
        const { id, levelScheme, policy, validityMonths } = facts.template;
        const levels = shippedLevelSchemes().find(({ code }) => code === levelScheme)?.levels ?? [];
        const digits = levels.map(({ code }) => code).filter((code) => /^\d$/.test(code));
        const issuedOn = facts.day.toISOString().slice(0, 10);
        const base = buildInput(
          {
            template: id,
            agency: facts.agency,
            occupation: facts.occupation.code,
            level: digits[facts.pick % digits.length] ?? '',
            route: policy.routes[facts.pick % policy.routes.length] ?? '',
            issuedOn,
            serial: facts.serial,
          },
          validityMonths === null ? {} : { validUntil: '2100-01-01' },
        );
        const [name = '', nameLatin = '', jobDirection = '', batch = '', title = ''] = facts.names;
        return {
          ...base,
          slot: { agency: facts.agency, group: facts.group, index: facts.index },
          agency: { ...base.agency, name: { ...base.agency.name, en: title, fr: title } },
          request: {
            ...base.request,
            holder: { ...base.request.holder, name, nameLatin },
            jobDirection,
            assessment: { ...base.request.assessment, ...facts.scores, batch },
          },
        };
      });
    await fc.assert(
      fc.asyncProperty(input, async (facts) => {
        expect(await check(buildCredential(facts), facts.template.schema)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('text', () => {
  const withName = (name: string) => bent((document) => Object.assign(document.credentialSubject ?? {}, { name }));

  test.each([
    ['张\u202e伟', 'hidden_character'],
    ['张\n伟', 'hidden_character'],
    ['张\ud800伟', 'hidden_character'],
    ['张伟11010519491231002X', 'identity_number'],
    ['１１０１０５１９４９１２３１００２Ｘ', 'identity_number'],
  ])('%j is refused', async (name, rule) => {
    const violations = await check(withName(name));
    expect(violations).toMatchObject([{ pointer: '/credentialSubject/name', rule }]);
    expect(JSON.stringify(violations)).not.toContain('110105');
  });

  test('is checked in names of members too, which are not repeated', async () => {
    for (const name of ['\u202ex', 'x\ud800', '11010519491231002X']) {
      const document = bent((members) => Object.assign(members, { [name]: 1 }));
      expect(await check(document)).toMatchObject([{ pointer: '', rule: 'member_name' }]);
    }
  });

  test('an organisation code that looks like an identity number is none', async () => {
    const uscc = '52110119900101001X';
    const input = buildInput();
    const violations = await check(buildCredential({ ...input, agency: { ...input.agency, uscc } }));
    expect(violations).toEqual([]);
  });

  test('values that JSON has not, and bottomless ones, are refused', async () => {
    let deep: unknown[] = [];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    for (const value of [undefined, Number.NaN, 1n, () => 1, Symbol('s')]) {
      expect(await check({ ...bent(() => {}), value })).toMatchObject([{ pointer: '/value', rule: 'json' }]);
    }
    for (const value of [deep, cyclic]) expect(await check({ value })).toMatchObject([{ rule: 'depth' }]);
  });
});

describe('shape', () => {
  test.each([{}, [], { '@context': null }, { proof: 1 }, { credentialStatus: 7 }])(
    '%j is no credential',
    async (document) => {
      expect(await check(document)).not.toEqual([]);
    },
  );

  test.each<[string, (document: Record<string, unknown>) => void]>([
    ['/proof', (document) => Object.assign(document, { proof: { type: 'DataIntegrityProof' } })],
    ['/evidence', (document) => Object.assign(document, { evidence: [] })],
    ['/credentialSubject/level', (document) => Object.assign(document.credentialSubject ?? {}, { level: {} })],
  ])('names %j', async (pointer, change) => {
    expect(await check(bent(change))).toContainEqual(expect.objectContaining({ pointer }));
  });

  test('a schema that nobody has is a fault of its own', async () => {
    expect(
      await check(
        bent(() => {}),
        'none',
      ),
    ).toMatchObject([{ pointer: '/credentialSchema/id', rule: 'schema' }]);
  });
});

describe('meaning', () => {
  const built = (over: Partial<BuildInput>) => buildCredential(buildInput({}, over));

  test.each<[string, string, Partial<Credential> | ((credential: Credential) => object)]>([
    ['/@context/1', 'context', { '@context': ['https://www.w3.org/ns/credentials/v2', url('other.example')] }],
    ['/credentialSchema/id', 'schema', { credentialSchema: { id: schemaUrl('other.example'), type: 'JsonSchema' } }],
    ['/numberCheck', 'number', { numberCheck: 'F' }],
    ['/number', 'number', { number: 'S000033000107262000042', numberCheck: 'J' }],
    ['/number', 'number', { number: 'S000099000107263000042' }],
    ['/number', 'number', { number: 'S000033000107263000000' }],
    ['/number', 'number', { issuedOn: '2025-11-01' }],
    ['/validFrom', 'dates', { validFrom: '2026-11-03T00:00:00Z' }],
    ['/issuer/id', 'issuer', ({ issuer }) => ({ issuer: { ...issuer, id: `${issuer.id}8` } })],
    ['/issuer/id', 'issuer', ({ issuer }) => ({ issuer: { ...issuer, id: 'did:web:other.example:agencies:S1' } })],
    [
      '/credentialStatus',
      'status',
      ({ credentialStatus }) => ({ credentialStatus: [credentialStatus].flat().toReversed() }),
    ],
    [
      '/credentialStatus',
      'status',
      ({ credentialStatus }) => ({ credentialStatus: Array(4).fill([credentialStatus].flat()[0]) }),
    ],
    ['/replaces/id', 'replaces', ({ id, number }) => ({ replaces: { id, number } })],
  ])('%s must agree with the rest (%s)', async (pointer, rule, change) => {
    const credential = built({});
    const document = { ...credential, ...(typeof change === 'function' ? change(credential) : change) };
    expect(await check(document)).toContainEqual(expect.objectContaining({ pointer, rule }));
  });

  test('nobody is assessed after the day of issue', async () => {
    const input = buildInput();
    const assessment = { ...input.request.assessment, assessedOn: '2026-11-02' };
    expect(await check(buildCredential({ ...input, request: { ...input.request, assessment } }))).toMatchObject([
      { pointer: '/credentialSubject/assessment/assessedOn', rule: 'dates' },
    ]);
  });

  test('validity ends after it began', async () => {
    const credential = buildCredential(buildInput({ template: 'special-capability-cn' }, { validUntil: '2026-10-31' }));
    const violations = await check(credential, 'special-capability-cn-1.schema.json');
    expect(violations).toMatchObject([{ pointer: '/validUntil', rule: 'credential/period' }]);
  });

  test('a slot of another agency or beyond the list is refused', async () => {
    const other = { agency: 'S000033000108', group: 1, index: 5 };
    expect(await check(built({ slot: other }))).toContainEqual(expect.objectContaining({ pointer: '/issuer/id' }));
    for (const index of [131_072, 999_999]) {
      const violations = await check(built({ slot: { agency: 'S000033000107', group: 1, index } }));
      expect(violations).toContainEqual(expect.objectContaining({ pointer: '/credentialStatus', rule: 'status' }));
    }
  });

  test('a term that no context defines is an error, and the property is named', async () => {
    const document = bent(({ credentialStatus }) => Object.assign(Object(credentialStatus)[0], { surprise: 'x' }));
    expect(await check(document)).toContainEqual({
      pointer: '',
      rule: 'json_ld',
      message: 'The document cannot be canonicalised: Safe mode validation error. invalid property: "surprise".',
    });
  });

  function url(host: string): string {
    return `https://${host}/contexts/certificate-v1.jsonld`;
  }

  function schemaUrl(host: string): string {
    return `https://${host}/schemas/${SKILL}`;
  }
});
