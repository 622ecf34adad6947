/** W3C vc-di-eddsa: every intermediate value of one signature, then sets of proofs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentLoader } from '../../src/credential/contexts.ts';
import { proveDocument, verifyProofs } from '../../src/credential/data-integrity.ts';
import { canonize } from '../../src/credential/suites.ts';
import { jwkFromMultibase } from '../../src/credential/did.ts';
import type { KeyResolver } from '../../src/credential/resolver.ts';
import { sha256, utf8 } from '../../src/lib/bytes.ts';
import { decodeMultibase } from '../../src/lib/multibase.ts';
import { didKey, didKeyController, now, resolver } from '../credential/world.ts';

const folder = join(import.meta.dirname, 'vc-di-eddsa');
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const json = (name: string): Record<string, unknown> => JSON.parse(text(name));
const rdfc = (name: string) => text(`eddsa-rdfc-2022/${name}DataInt.txt`);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const loader = documentLoader('https://cert.example');

/** The issuer of the vectors is a made-up web page that publishes nothing; here it vouches for the did:key keys. */
const vouching: KeyResolver = {
  verificationMethod: async (id) => ({
    id,
    controller: 'https://vc.example/issuers/5678',
    jwk: jwkFromMultibase(id.split('#')[1] ?? ''),
  }),
};

describe('eddsa-rdfc-2022 (vc-di-eddsa B.1)', () => {
  const unsigned = json('unsigned.json');
  const signed = json('eddsa-rdfc-2022/signedDataInt.json');

  test('canonical document and its hash', async () => {
    const canonical = await canonize(unsigned, { documentLoader: loader });
    expect(canonical).toBe(rdfc('canonDoc'));
    expect(hex(await sha256(utf8(canonical)))).toBe(rdfc('docHash'));
  });

  test('canonical proof configuration and its hash', async () => {
    const canonical = await canonize(json('eddsa-rdfc-2022/proofConfigDataInt.json'), { documentLoader: loader });
    expect(canonical).toBe(rdfc('proofCanon'));
    expect(hex(await sha256(utf8(canonical)))).toBe(rdfc('proofHash'));
  });

  test('bytes to sign, signature, and the signed credential', async () => {
    const toSign: string[] = [];
    const key = { ...didKey, sign: (bytes: Uint8Array<ArrayBuffer>) => (toSign.push(hex(bytes)), didKey.sign(bytes)) };
    const created = Date.parse('2023-02-24T23:36:38Z');
    const proof = await proveDocument(unsigned, { key, controller: didKeyController, created, loader });
    expect(toSign).toEqual([rdfc('combinedHash')]);
    expect(proof.proofValue).toBe(rdfc('sigBTC58'));
    expect(hex(decodeMultibase(String(proof.proofValue)))).toBe(rdfc('sigHex'));
    expect({ ...unsigned, proof }).toEqual(signed);
  });

  test('verifies when its issuer vouches for the key, and not otherwise', async () => {
    const vouched = await verifyProofs(signed, { resolver: vouching, loader, now });
    expect(vouched).toMatchObject({ outcome: 'pass', document: unsigned });
    const real = await verifyProofs(signed, { resolver, loader, now });
    expect(real).toMatchObject({
      outcome: 'fail',
      detail: `the key belongs to ${didKeyController}, not to the issuer`,
    });
  });
});

describe('proof sets (vc-di-eddsa B.2)', () => {
  const verify = (document: unknown) => verifyProofs(document, { resolver: vouching, loader, now });
  const proofsOf = (document: Record<string, unknown>) => document.proof as Record<string, unknown>[];

  test.each(['signedProofSet1', 'signedProofSet2'])('%s: every proof verifies', async (name) => {
    const document = json(`proof-set-chain/${name}.json`);
    const result = await verify(document);
    expect(result.outcome).toBe('pass');
    expect(result.keys.map(({ id }) => id)).toEqual(
      [document.proof].flat().map((proof) => Object(proof).verificationMethod),
    );
  });

  test('one bad proof spoils the set, wherever it stands', async () => {
    const set = json('proof-set-chain/signedProofSet2.json');
    const [first, second] = proofsOf(set);
    const bad = { ...first, proofValue: second?.proofValue };
    expect((await verify({ ...set, proof: [bad, second] })).outcome).toBe('fail');
    expect((await verify({ ...set, proof: [second, bad] })).outcome).toBe('fail');
  });
});
