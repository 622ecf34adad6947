import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildCredential } from '../../src/credential/build.ts';
import { readCertificateFacts } from '../../src/credential/facts.ts';
import { buildInput } from './build-input.ts';

const read = (document: unknown) => readCertificateFacts(document as Record<string, unknown>);

test('gives back what was built in', () => {
  const input = buildInput({ template: 'special-capability-cn' });
  const request = {
    ...input.request,
    jobDirection: '数据标注员',
    holder: { ...input.request.holder, nameLatin: 'Zhang Wei' },
  };
  expect(read(buildCredential({ ...input, request }))).toEqual({
    id: '0192d3a0-7c00-7abc-8def-0123456789ab',
    number: 'CN-S000033000107-26-3-0000042',
    printedNumber: `CN-S000033000107-26-3-0000042-${input.numberCheck}`,
    name: { zh: '专项职业能力证书', en: 'Special capability certificate' },
    holder: { name: '张伟', nameLatin: 'Zhang Wei', maskedId: '1101**********002X' },
    occupation: {
      classification: 'CN-OCD',
      edition: '2022',
      code: '4-04-05-05',
      name: { zh: '人工智能训练师', en: 'AI trainer' },
    },
    jobDirection: '数据标注员',
    level: { scheme: 'CN-SKILL', code: '3', name: { zh: '高级工', en: 'Senior' } },
    assessedOn: '2026-11-01',
    issuedOn: '2026-11-01',
    validUntil: '2027-10-31T15:59:59Z',
    issuer: { id: 'did:web:cert.example:agencies:S000033000107' },
  });
});

describe('credentials of other people', () => {
  test('show a name, a holder and an issuer where they have them', () => {
    expect(
      read({
        id: 'https://university.example/credentials/1',
        issuer: 'did:web:university.example',
        name: 'Bachelor of Arts',
        credentialSubject: [{ name: { '@value': 'Pat', '@language': 'en' }, degree: { type: 'BA' } }, { name: 'Sam' }],
        validUntil: '2030-01-01T00:00:00Z',
      }),
    ).toEqual({
      id: 'https://university.example/credentials/1',
      name: { zh: 'Bachelor of Arts', en: 'Bachelor of Arts' },
      holder: { name: 'Pat' },
      validUntil: '2030-01-01T00:00:00Z',
      issuer: { id: 'did:web:university.example' },
    });
  });

  test('fill in the languages that they lack', () => {
    const named = (name: unknown) => read({ name }).name;
    expect(named([{ '@value': 'Diplôme', '@language': 'fr' }])).toEqual({
      zh: 'Diplôme',
      en: 'Diplôme',
      fr: 'Diplôme',
    });
    expect(
      named([
        { '@value': 'Diplom', '@language': 'de' },
        { '@value': 'Diploma', '@language': 'en' },
      ]),
    ).toEqual({ zh: 'Diploma', en: 'Diploma', de: 'Diplom' });
    expect(named([7, null, {}, ''])).toBeUndefined();
  });

  test('cannot hide characters or claim the name of an issuer', () => {
    const facts = read({
      issuer: { id: 'did:web:fake.example', name: 'Ministry', code: 'S000033000107' },
      credentialSubject: { name: 'gnaW\u202eiehz' },
    });
    expect(facts.holder.name).toBe('gnaW\ufffdiehz');
    expect(facts.issuer).toEqual({ id: 'did:web:fake.example' });
  });

  test('leave out an occupation or level that is not whole', () => {
    const subject = { occupation: { code: '1', classification: 'X' }, level: { code: '3' }, identity: { masked: 7 } };
    expect(read({ credentialSubject: subject })).toEqual({ holder: { name: '' }, issuer: { id: '' } });
  });

  test('may be anything: nothing throws, and nothing but text comes out', () => {
    const keys = fc.constantFrom(
      ...'id issuer name number numberCheck credentialSubject occupation level assessment @value @language zh'.split(
        ' ',
      ),
    );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, 7, '', 'text', '__proto__'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(keys, tie('node'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(keys, node), (document) => {
        const text = (value: unknown): boolean =>
          typeof value === 'object' && value !== null ? Object.values(value).every(text) : typeof value === 'string';
        expect(text(read(document))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
