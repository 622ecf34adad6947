import { describe, expect, test } from 'vitest';
import { YinzhengError } from '../../src/core/errors.ts';
import { proveDocument, verifyProofs } from '../../src/credential/data-integrity.ts';
import { ResolutionError } from '../../src/credential/guarded-fetch.ts';
import { canonize } from '../../src/credential/suites.ts';
import { decodeMultibase, encodeMultibase } from '../../src/lib/multibase.ts';
import { changedAt, type Path } from './mutate.ts';
import {
  agency,
  certificate,
  controller,
  didKey,
  didKeyController,
  ed25519,
  loader,
  now,
  p256,
  resolver,
} from './world.ts';

const options = { resolver, loader, now };
const document = certificate();
const proof = await proveDocument(document, { key: ed25519, controller, created: now, loader });
const signed: Record<string, unknown> = { ...document, proof };

/** The proof for a document with extra options, as another implementation might make it. */
async function proofWith(more: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { proofValue: _, ...config } = { ...proof, ...more };
  const hash = async (value: object) => {
    const canonical = await canonize(value, { documentLoader: loader });
    return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical)));
  };
  const toSign = [...(await hash({ '@context': document['@context'], ...config })), ...(await hash(document))];
  return { ...config, proofValue: encodeMultibase('z', await ed25519.sign(Uint8Array.from(toSign))) };
}

describe('proveDocument', () => {
  test('names the key and signs the same document to the same proof', async () => {
    expect(proof).toEqual({
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-rdfc-2022',
      created: '2026-11-02T08:00:00Z',
      verificationMethod: `${controller}#${ed25519.id}`,
      proofPurpose: 'assertionMethod',
      proofValue: expect.stringMatching(/^z[1-9A-HJ-NP-Za-km-z]{80,90}$/),
    });
    expect(await proveDocument(document, { key: ed25519, controller, created: now, loader })).toEqual(proof);
    expect(document).toEqual(certificate());
  });

  test('refuses an undefined term and does not use the key', async () => {
    const key = { ...ed25519, sign: () => Promise.reject(new Error('the key was used')) };
    const attempt = proveDocument({ ...document, nickname: 'x' }, { key, controller, created: now, loader });
    await expect(attempt).rejects.toThrow('Safe mode validation error.');
  });

  test.each([
    ['a proof', { proof }],
    ['null', { replaces: null }],
    ['a lone surrogate', { name: '\ud800' }],
    ['no issuer', { issuer: undefined }],
  ])('refuses a document with %s', async (_what, change) => {
    const attempt = proveDocument({ ...document, ...change }, { key: ed25519, controller, created: now, loader });
    await expect(attempt).rejects.toMatchObject({ code: 'lint_failed' });
  });

  test('refuses a P-256 key', async () => {
    await expect(proveDocument(document, { key: p256, controller, created: now, loader })).rejects.toThrow('algorithm');
  });
});

describe('verifyProofs', () => {
  test('passes, and returns a copy of what was signed', async () => {
    const input = structuredClone(signed);
    const result = await verifyProofs(input, options);
    expect(result.outcome).toBe('pass');
    expect(result.keys.map(({ id, record }) => [id, record?.owner])).toEqual([[`${controller}#${ed25519.id}`, agency]]);
    input.number = 'changed later';
    expect(result.document).toEqual(document);
  });

  test('passes under another spelling of the proof, as a set of one', async () => {
    expect((await verifyProofs({ ...document, proof: [proof] }, options)).outcome).toBe('pass');
  });

  test('passes for a did:key issuer', async () => {
    const own = certificate(didKeyController);
    const made = await proveDocument(own, { key: didKey, controller: didKeyController, created: now, loader });
    expect((await verifyProofs({ ...own, proof: made }, options)).outcome).toBe('pass');
  });

  test.each<[string, Path, unknown, string]>([
    ['no proof', ['proof'], undefined, 'there is no proof'],
    ['an empty set', ['proof'], [], 'an empty list says nothing'],
    ['too many proofs', ['proof'], Array(17).fill(proof), 'there are more than 16 proofs'],
    ['a proof that is text', ['proof'], 'proof', 'proof must hold one or more proofs'],
    ['another issuer', ['issuer', 'id'], didKeyController, `the key belongs to ${controller}, not to the issuer`],
    [
      'another purpose',
      ['proof', 'proofPurpose'],
      'authentication',
      'the purpose of the proof must be assertionMethod',
    ],
    [
      'a P-256 key',
      ['proof', 'verificationMethod'],
      `${controller}#${p256.id}`,
      'the key is not one for eddsa-rdfc-2022',
    ],
    ['a key not there', ['proof', 'verificationMethod'], `${controller}#x`, `${controller}#x is not in the register`],
    ['no key', ['proof', 'verificationMethod'], undefined, 'a proof must name its verification method'],
    ['a chain to nothing', ['proof', 'previousProof'], 'urn:uuid:1', 'previousProof must name a proof'],
    ['an odd date', ['proof', 'created'], '2026-11-02', 'created must be a dateTimeStamp'],
    ['a context of its own', ['proof', '@context'], document['@context'], 'keywords are only for text with a language'],
    ['an undefined term', ['nickname'], 'x', 'Safe mode validation error.'],
    ['one in the proof', ['proof', 'nickname'], 'x', 'Safe mode validation error.'],
    ['another number', ['number'], 'S000033000107263000043', 'Invalid signature.'],
    ['another date', ['proof', 'created'], '2026-11-02T08:00:01Z', 'Invalid signature.'],
  ])('fails for %s', async (_what, path, value, detail) => {
    const result = await verifyProofs(
      changedAt(signed, path, () => value),
      options,
    );
    expect(result).toMatchObject({ outcome: 'fail', detail: expect.stringContaining(detail) });
    expect(result.document).toBeUndefined();
  });

  test.each<[string, Path, unknown, string]>([
    [
      'cryptosuite',
      ['proof', 'cryptosuite'],
      'mldsa44-rdfc-2024',
      'the cryptosuite mldsa44-rdfc-2024 is not known here',
    ],
    ['kind of proof', ['proof', 'type'], 'RsaSignature2018', 'proofs of type RsaSignature2018 are not checked'],
    ['DID method', ['proof', 'verificationMethod'], 'did:example:1#2', 'did:example is not resolved here'],
    ['host', ['proof', 'verificationMethod'], 'did:web:other.example#2', 'other.example is not on the list'],
    ['context', ['@context', 2], 'https://other.example/v1', 'the context https://other.example/v1 is not known here'],
  ])('does not know about a foreign %s', async (_what, path, value, detail) => {
    const longer = { ...signed, '@context': [...(document['@context'] as string[]), 'placeholder'] };
    const result = await verifyProofs(
      changedAt(path[0] === '@context' ? longer : signed, path, () => value),
      options,
    );
    expect(result).toMatchObject({ outcome: 'unknown', detail: expect.stringContaining(detail) });
    expect(result.document).toBeUndefined();
  });

  test('a proof that fails outweighs one that is unknown, and that one a proof that passes', async () => {
    const foreign = { ...proof, cryptosuite: 'mldsa44-rdfc-2024' };
    const bad = { ...proof, created: '2026-11-02T08:00:01Z' };
    const outcome = async (...proofs: object[]) =>
      (await verifyProofs({ ...document, proof: proofs }, options)).outcome;
    expect(await outcome(proof, await proofWith({ nonce: '1' }))).toBe('pass');
    expect(await outcome(proof, foreign)).toBe('unknown');
    expect(await outcome(proof, foreign, bad)).toBe('fail');
    expect(await outcome(bad, foreign, proof)).toBe('fail');
  });

  test('believes a proof until it expires', async () => {
    const expiring = { ...document, proof: await proofWith({ expires: '2026-11-02T09:00:00Z' }) };
    const at = async (time: string) => (await verifyProofs(expiring, { ...options, now: Date.parse(time) })).outcome;
    expect(await at('2026-11-02T08:59:59Z')).toBe('pass');
    expect(await at('2026-11-02T09:00:00Z')).toBe('fail');
    const odd = { ...document, proof: await proofWith({ expires: 'never' }) };
    expect((await verifyProofs(odd, options)).outcome).toBe('fail');
  });

  test('refuses the second spelling of a signature', async () => {
    const value = encodeMultibase('u', decodeMultibase(String(proof.proofValue)));
    const result = await verifyProofs({ ...document, proof: { ...proof, proofValue: value } }, options);
    expect(result).toMatchObject({ outcome: 'fail', detail: 'proofValue must be 64 bytes as base58btc' });
  });

  test('an unreachable controller leaves the question open; our own faults are errors', async () => {
    const failing = (error: Error) => ({ verificationMethod: () => Promise.reject(error) });
    const unreachable = failing(new ResolutionError('unreachable', 'no answer'));
    expect(await verifyProofs(signed, { ...options, resolver: unreachable })).toMatchObject({ outcome: 'unknown' });
    const broken = failing(new YinzhengError('unavailable', 'the store is away'));
    await expect(verifyProofs(signed, { ...options, resolver: broken })).rejects.toMatchObject({ code: 'unavailable' });
  });
});
