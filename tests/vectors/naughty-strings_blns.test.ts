/** minimaxir/big-list-of-naughty-strings in every text of a certificate that somebody can choose. */
import { describe, expect, test } from 'vitest';
import { type BuildInput, buildCredential } from '../../src/credential/build.ts';
import { documentLoader } from '../../src/credential/contexts.ts';
import { canonize } from '../../src/credential/suites.ts';
import { readCertificateFacts } from '../../src/credential/facts.ts';
import { lint } from '../../src/credential/lint.ts';
import { buildInput, ORIGIN } from '../credential/build-input.ts';
import strings from './blns.json' with { type: 'json' };

/** Texts of a request and of the registers, and where they go. */
const FIELDS: Record<string, { pointers: string[]; put(input: BuildInput, text: string): BuildInput }> = {
  name: {
    pointers: ['/credentialSubject/name'],
    put: (input, name) => holder(input, { name }),
  },
  nameLatin: {
    pointers: ['/credentialSubject/nameLatin'],
    put: (input, nameLatin) => holder(input, { nameLatin }),
  },
  jobDirection: {
    pointers: ['/credentialSubject/jobDirection'],
    put: (input, jobDirection) => ({ ...input, request: { ...input.request, jobDirection } }),
  },
  batch: {
    pointers: ['/credentialSubject/assessment/batch'],
    put: (input, batch) => ({
      ...input,
      request: { ...input.request, assessment: { ...input.request.assessment, batch } },
    }),
  },
  agency: {
    pointers: ['/issuer/name/0/@value', '/credentialSubject/assessment/assessor/name/0/@value'],
    put: (input, zh) => ({ ...input, agency: { ...input.agency, name: { ...input.agency.name, zh } } }),
  },
  template: {
    pointers: ['/name/1/@value'],
    put: (input, en) => ({ ...input, template: { ...input.template, name: { ...input.template.name, en } } }),
  },
  occupation: {
    pointers: ['/credentialSubject/occupation/name/0/@value'],
    put: (input, zh) => ({ ...input, occupation: { ...input.occupation, name: { ...input.occupation.name, zh } } }),
  },
  standard: {
    pointers: [
      '/credentialSubject/standard/code',
      '/credentialSubject/standard/documentNumber',
      '/credentialSubject/standard/name/0/@value',
    ],
    put: (input, text) => ({
      ...input,
      standard: {
        id: text,
        kind: 'evaluation_norm',
        version: '2021-09-29',
        documentNumber: text,
        title: { zh: text, en: 'Norm' },
        occupation: input.request.occupation,
      },
    }),
  },
};

function holder(input: BuildInput, over: { name?: string; nameLatin?: string }): BuildInput {
  return { ...input, request: { ...input.request, holder: { ...input.request.holder, ...over } } };
}

function at(document: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .reduce((node, name) => Object(node)[name], document);
}

/** Clean, and the text is data wherever it went; or refused, and only where it went. Tells which. */
async function judge(text: string, fields: readonly string[]): Promise<boolean> {
  let input = buildInput();
  for (const field of fields) input = FIELDS[field]?.put(input, text) ?? input;
  const pointers = fields.flatMap((field) => FIELDS[field]?.pointers ?? []);

  const credential = JSON.parse(JSON.stringify(buildCredential(input)));
  for (const pointer of pointers) expect(at(credential, pointer)).toBe(text);
  const violations = await lint(credential, { schema: 'skill-level-cn-1.schema.json', origin: ORIGIN });
  if (violations.length > 0) {
    expect(pointers).toEqual(expect.arrayContaining(violations.map((violation) => violation.pointer)));
    return false;
  }
  const quads = await canonize(credential, { documentLoader: documentLoader(ORIGIN) });
  expect(quads.split(JSON.stringify(text)).length - 1).toBeGreaterThanOrEqual(new Set(pointers).size);
  if (fields.includes('name')) expect(readCertificateFacts(credential).holder.name).toBe(text);
  return true;
}

describe('naughty strings', () => {
  const refused: string[] = [];

  test('in all fields at once are data, or are refused where they stand', async () => {
    for (const text of strings) if (!(await judge(text, Object.keys(FIELDS)))) refused.push(text);
    expect(strings.length).toBeGreaterThan(500);
    expect(refused.length).toBeGreaterThan(20);
    expect(refused.length).toBeLessThan(100);
  });

  test('that are refused are refused in every field by itself, but for the longest', async () => {
    for (const text of refused) {
      for (const field of Object.keys(FIELDS)) {
        const clean = await judge(text, [field]);
        if ([...text].length <= 100) expect([text, field, clean]).toEqual([text, field, false]);
      }
    }
  });
});
