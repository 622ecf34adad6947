import { describe, expect, test } from 'vitest';
import { BASIC_FORMATS, COPY_FORMATS, FURTHER_FORMATS } from '../../src/core/template.ts';
import { FORMATS, type Secured } from '../../src/credential/formats.ts';
import { sealFacts } from './seal-facts.ts';
import { certificate, controller, ed25519, loader, now, origin, p256, resolver } from './world.ts';

const { credentialSubject: subject, ...rest } = certificate() as { credentialSubject: { assessment: object } };
const text = [{ '@language': 'zh', '@value': '示例' }];
const assessor = { code: 'S000033000107', name: text, uscc: '52990000DEM000002Y' };
const assessment = { ...subject.assessment, assessor };
const document = { ...rest, name: text, credentialSubject: { ...subject, assessment } } as Record<string, unknown>;
const copy = {
  origin,
  slot: { agency: 'S000033000107', group: 1, index: 42 },
  type: { vct: 'https://cert.example/vct/skill-level-cn/1', 'vct#integrity': 'sha256-AA==' },
  birthdate: '1949-12-31',
  holderKey: undefined,
  random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
};
const documentText = JSON.stringify(document);
const inputFor = (algorithm: string) => ({
  document,
  documentText,
  facts: sealFacts,
  key: algorithm === 'Ed25519' ? ed25519 : p256,
  controller,
  now,
  loader,
  resolver,
  copy,
});

let securing: Secured = {};
for (const format of Object.values(FORMATS)) {
  const made = await format.secure(inputFor(format.algorithm));
  securing = { ...securing, ...made, proofs: { ...securing.proofs, ...made.proofs } };
}

describe('FORMATS', () => {
  test('the entries together make all that is signed, each its own piece', () => {
    expect(Object.keys(securing).sort()).toEqual(['jwt', 'proof', 'proofs', 'sdJwt', 'seal']);
    expect(Object.keys(securing.proofs ?? {})).toEqual(FURTHER_FORMATS);
    const all = [...BASIC_FORMATS, ...FURTHER_FORMATS, ...COPY_FORMATS];
    expect(Object.entries(FORMATS).map(([name, { id }]) => [name, id])).toEqual(all.map((id) => [id, id]));
  });

  test.each(Object.values(FORMATS))('$id: what it made passes, what differs or is missing does not', async (format) => {
    const input = inputFor(format.algorithm);
    expect(await format.check({ ...input, securing })).toMatchObject({ outcome: 'pass' });
    expect(await format.check({ ...input, securing: {} })).toMatchObject({ outcome: 'fail' });

    const other = { ...document, number: 'S000033000107263000043' };
    const facts = { ...sealFacts, number: other.number };
    const changed = { ...input, document: other, documentText: JSON.stringify(other), facts, securing };
    expect(await format.check(changed)).toMatchObject({ outcome: 'fail' });
  });

  test('a seal under another key of the same id fails', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const key = { ...p256, publicJwk: { kty: 'EC', crv: 'P-256', x, y } as const };
    const result = await FORMATS.seal.check({ ...inputFor('ES256'), key, securing });
    expect(result).toMatchObject({ outcome: 'fail', detail: 'the signature does not match' });
  });
});
