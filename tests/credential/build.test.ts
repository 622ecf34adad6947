import { describe, expect, test } from 'vitest';
import { buildCredential } from '../../src/credential/build.ts';
import { documentLoader } from '../../src/credential/contexts.ts';
import { canonize } from '../../src/credential/suites.ts';
import { buildInput, ORIGIN, occupation } from './build-input.ts';

describe('buildCredential', () => {
  test('puts the members of a skill level certificate in one order', () => {
    const credential = buildCredential(buildInput());
    expect(Object.keys(credential)).toEqual(
      (
        '@context id type issuer name validFrom number numberScheme numberCheck certificateType issuedOn region ' +
        'credentialSubject credentialSchema credentialStatus'
      ).split(' '),
    );
    expect(Object.keys(credential.credentialSubject)).toEqual(
      'type name identity occupation level assessment'.split(' '),
    );
    expect(credential).toMatchObject({
      '@context': ['https://www.w3.org/ns/credentials/v2', 'https://cert.example/contexts/certificate-v1.jsonld'],
      id: 'urn:uuid:0192d3a0-7c00-7abc-8def-0123456789ab',
      issuer: { id: 'did:web:cert.example:agencies:S000033000107', type: 'EvaluationAgency' },
      number: 'S000033000107263000042',
      numberCheck: 'E',
      certificateType: 'skill_level',
      region: { division: '33', iso: 'CN-ZJ' },
      credentialSchema: { id: 'https://cert.example/schemas/skill-level-cn-1.schema.json', type: 'JsonSchema' },
    });
  });

  test('gives the same bytes for the same input', () => {
    const text = () => JSON.stringify(buildCredential(buildInput({}, { replaces: { id: 'x', number: 'y' } })));
    expect(text()).toBe(text());
  });

  test('spans whole days of the authority, also where the clock changes', () => {
    const special = { template: 'special-capability-cn', issuedOn: '2026-11-01' };
    const until = { validUntil: '2027-03-28' };
    expect(buildCredential(buildInput(special, until))).toMatchObject({
      validFrom: '2026-10-31T16:00:00Z',
      validUntil: '2027-03-28T15:59:59Z',
    });
    // Berlin is an hour nearer to UTC at the start of that day than at its end.
    expect(buildCredential(buildInput(special, { ...until, timeZone: 'Europe/Berlin' }))).toMatchObject({
      validFrom: '2026-10-31T23:00:00Z',
      validUntil: '2027-03-28T21:59:59Z',
    });
    expect(buildCredential(buildInput())).not.toHaveProperty('validUntil');
  });

  test('never holds the identity number, a number with a fraction, or a European level', () => {
    const text = JSON.stringify(buildCredential(buildInput()));
    expect(text).not.toContain('11010519491231002X');
    expect(text).toContain('"practical":"91.5"');
    expect(text).not.toMatch(/eqf/i);
  });

  test('leaves out what has no value', () => {
    const input = buildInput();
    const { theory, practical, ...unscored } = input.request.assessment;
    expect([theory, practical]).toEqual([86, 91.5]);
    const { credentialSubject } = buildCredential({ ...input, request: { ...input.request, assessment: unscored } });
    expect(credentialSubject.assessment).not.toHaveProperty('scores');
    expect(credentialSubject.occupation).not.toHaveProperty('flags');
  });

  test('names a known job direction in every language, an unknown one as it was written', () => {
    const withDirection = (jobDirection: string) => {
      const input = buildInput();
      const built = buildCredential({ ...input, request: { ...input.request, jobDirection } });
      return built.credentialSubject.jobDirection;
    };
    const annotator = [
      { '@language': 'zh', '@value': '数据标注员' },
      { '@language': 'en', '@value': 'Data annotator' },
    ];
    expect(withDirection('数据标注员')).toEqual(annotator);
    expect(withDirection('Data annotator')).toEqual(annotator);
    expect(withDirection('语音标注员')).toBe('语音标注员');
  });

  test('shows everything that a full request brings', () => {
    const job = { ...occupation('2-02-38-01'), green: true, isco08: '2512', escoUri: 'http://data.europa.eu/esco/x' };
    const input = buildInput({ occupation: '2-02-38-01' }, { occupation: job });
    const built = buildCredential({
      ...input,
      agency: { ...input.agency, name: { zh: '中心', en: 'Centre', fr: 'Centre', de: 'Zentrum' } },
      request: {
        ...input.request,
        holder: { ...input.request.holder, nameLatin: 'Zhang Wei' },
        assessment: { ...input.request.assessment, batch: '2026-11', comprehensive: 0 },
      },
      standard: {
        id: 'ai-engineer-2021',
        kind: 'national_standard',
        version: '2021-09-29',
        documentNumber: '2-02-10-09',
        title: { zh: '人工智能工程技术人员', en: 'AI engineer' },
        occupation: { classification: 'CN-OCD', edition: '2022', code: '2-02-38-01' },
      },
      replaces: { id: '0192d3a0-7c00-7abc-8def-000000000000', number: 'S000033000107263000041' },
    });
    expect(built.issuer.name).toMatchObject(['zh', 'en', 'de', 'fr'].map((language) => ({ '@language': language })));
    expect(built.replaces).toEqual({
      id: 'urn:uuid:0192d3a0-7c00-7abc-8def-000000000000',
      number: 'S000033000107263000041',
    });
    expect(built.credentialSubject).toMatchObject({
      nameLatin: 'Zhang Wei',
      occupation: { flags: ['S', 'L'], isco08: '2512', escoUri: 'http://data.europa.eu/esco/x' },
      standard: { code: 'ai-engineer-2021', version: '2021-09-29' },
      assessment: { batch: '2026-11', scores: { theory: '86', practical: '91.5', comprehensive: '0' } },
    });
  });
});

test('every text of a credential reaches the canonical form, so that a signature covers it', async () => {
  const input = buildInput({ template: 'special-capability-cn', occupation: '2-02-38-01' });
  const request = {
    ...input.request,
    jobDirection: '"\\视觉',
    holder: { ...input.request.holder, nameLatin: 'Zhang' },
  };
  const credential = buildCredential({ ...input, request });
  const { '@context': _, ...members } = credential;
  const quads = await canonize(credential, { documentLoader: documentLoader(ORIGIN) });
  // Names of types end their IRIs, language tags follow their texts; quotes and backslashes are escaped as in JSON.
  expect(leaves(members).filter((leaf) => !quads.includes(JSON.stringify(String(leaf)).slice(1, -1)))).toEqual([]);
  expect(leaves(members).length).toBeGreaterThan(60);
});

function leaves(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];
}
