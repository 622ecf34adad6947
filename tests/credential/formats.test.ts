import { describe, expect, test } from 'vitest';
import type { Securing } from '../../src/core/certificate.ts';
import { BASIC_FORMATS, FURTHER_FORMATS } from '../../src/core/template.ts';
import { FORMATS } from '../../src/credential/formats.ts';
import { sealFacts } from './seal-facts.ts';
import { certificate, controller, ed25519, loader, now, p256, resolver } from './world.ts';

const document = certificate();
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
});

let securing: Partial<Securing> = {};
for (const format of Object.values(FORMATS)) {
  const made = await format.secure(inputFor(format.algorithm));
  securing = { ...securing, ...made, proofs: { ...securing.proofs, ...made.proofs } };
}

describe('FORMATS', () => {
  test('the entries together make all of Securing, each its own piece', () => {
    expect(Object.keys(securing).sort()).toEqual(['jwt', 'proof', 'proofs', 'seal']);
    expect(Object.keys(securing.proofs ?? {})).toEqual(FURTHER_FORMATS);
    const all = [...BASIC_FORMATS, ...FURTHER_FORMATS];
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
