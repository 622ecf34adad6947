/** W3C vc-di-eddsa and vc-di-ecdsa: every intermediate value of each suite's signature, made here and verified here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentLoader } from '../../src/credential/contexts.ts';
import { addProof, checkProofs } from '../../src/credential/data-integrity.ts';
import { canonize } from '../../src/credential/suites.ts';
import { sha256, utf8 } from '../../src/lib/bytes.ts';
import { canonicalizeJson } from '../../src/lib/jcs.ts';
import { decodeMultibase } from '../../src/lib/multibase.ts';
import { now, resolver, vectorKey } from '../credential/world.ts';

type Json = Record<string, unknown>;
interface Pair {
  readonly publicKeyMultibase: string;
  readonly privateKeyMultibase?: string;
  readonly secretKeyMultibase?: string;
}

const loader = documentLoader('https://cert.example');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), 'utf8');

/** Folder, key pair, length of the hash; Ed25519 signs the same bytes to the same signature, ECDSA does not. */
const SUITES = [
  ['eddsa-jcs-2022', 'vc-di-eddsa/eddsa-jcs-2022', 'vc-di-eddsa/keyPair.json', 256],
  ['ecdsa-rdfc-2019', 'vc-di-ecdsa/ecdsa-rdfc-2019-p256', 'vc-di-ecdsa/p256KeyPair.json', 256],
  ['ecdsa-rdfc-2019', 'vc-di-ecdsa/ecdsa-rdfc-2019-p384', 'vc-di-ecdsa/p384KeyPair.json', 384],
  ['ecdsa-jcs-2019', 'vc-di-ecdsa/ecdsa-jcs-2019-p256', 'vc-di-ecdsa/p256KeyPair.json', 256],
  ['ecdsa-jcs-2019', 'vc-di-ecdsa/ecdsa-jcs-2019-p384', 'vc-di-ecdsa/p384KeyPair.json', 384],
  ['Ed25519Signature2020', 'vc-di-eddsa/Ed25519Signature2020', 'vc-di-eddsa/keyPair.json', 256],
] as const;

/** The one file of a folder whose name begins so. */
function value(folder: string, name: string): string {
  const file = readdirSync(join(import.meta.dirname, folder)).find((one) => one.startsWith(name));
  return read(folder, file ?? name);
}

const verify = ({ proof, ...document }: Json) =>
  checkProofs(document, proof, {
    resolver,
    loader,
    now,
    purpose: 'assertionMethod',
    // The issuer of the vectors is a made-up web page that publishes nothing.
    controller: undefined,
    plain: false,
  });

describe.each(SUITES)('%s (%s)', (cryptosuite, folder, pairFile, size) => {
  const signed: Json = JSON.parse(value(folder, 'signed'));
  const { proof, ...unsigned } = signed;
  const config: Json = JSON.parse(value(folder, 'proofConfig'));
  const hash = async (text: string) =>
    hex(size === 256 ? await sha256(utf8(text)) : new Uint8Array(await crypto.subtle.digest('SHA-384', utf8(text))));
  const form = (document: object) =>
    cryptosuite.includes('jcs') ? canonicalizeJson(document) : canonize(document, { documentLoader: loader });

  test('canonical forms and their hashes', async () => {
    const document = await form(unsigned);
    expect(document).toBe(value(folder, 'canonDoc'));
    expect(await hash(document)).toBe(value(folder, 'docHash').trim());
    const options = await form(config);
    expect(options).toBe(value(folder, 'proofCanon'));
    expect(await hash(options)).toBe(value(folder, 'proofHash').trim());
  });

  test('the signature is the one that was published, and verifies', async () => {
    const { proofValue } = proof as Json;
    expect(proofValue).toBe(value(folder, 'sigBTC58').trim());
    expect(hex(decodeMultibase(String(proofValue)))).toBe(value(folder, 'sigHex').trim());
    expect(await verify(signed)).toMatchObject({ outcome: 'pass', document: unsigned });
  });

  test.runIf(cryptosuite !== 'Ed25519Signature2020')('we sign the same bytes', async () => {
    const pair: Pair = JSON.parse(read(pairFile));
    const secret = pair.privateKeyMultibase ?? pair.secretKeyMultibase ?? '';
    const real = await vectorKey('key', pair.publicKeyMultibase, secret);
    const toSign: string[] = [];
    const key = { ...real, sign: (bytes: Uint8Array<ArrayBuffer>) => (toSign.push(hex(bytes)), real.sign(bytes)) };
    const { verificationMethod, created } = config as Record<string, string>;
    const made = await addProof(unsigned, {
      key,
      verificationMethod: verificationMethod ?? '',
      created: Date.parse(created ?? ''),
      loader,
      cryptosuite,
      plain: false,
    });
    expect(toSign).toEqual([value(folder, 'combinedHash').trim()]);
    if (real.algorithm === 'Ed25519') expect(made).toEqual(proof);
    expect((await verify({ ...unsigned, proof: made })).outcome).toBe('pass');
  });

  test.each<[string, (signed: Json) => Json]>([
    ['another name', (one) => ({ ...one, name: 'Another' })],
    ['a further claim', (one) => ({ ...one, credentialSubject: { ...Object(one.credentialSubject), more: 1 } })],
    ['a later proof', (one) => ({ ...one, proof: { ...Object(one.proof), created: '2024-02-24T23:36:38Z' } })],
    ['a signature that was cut', (one) => ({ ...one, proof: { ...Object(one.proof), proofValue: cut(one) } })],
    ['a signature in base64url', (one) => ({ ...one, proof: { ...Object(one.proof), proofValue: 'uAAAA' } })],
  ])('%s is refused', async (_what, change) => {
    expect((await verify(change(signed))).outcome).toBe('fail');
  });
});

const cut = ({ proof }: Json) => String(Object(proof).proofValue).slice(0, -1);

describe('chains of proofs (vc-di-eddsa B.2)', () => {
  const chain = (n: number): Json & { proof: Json[] } =>
    JSON.parse(read('vc-di-eddsa/proof-set-chain', `signedProofChain${n}.json`));

  test.each([1, 2])('%i verifies', async (n) => {
    expect((await verify(chain(n))).outcome).toBe('pass');
  });

  test('a further proof builds on those before', async () => {
    const signed = chain(1);
    const pair: Pair = JSON.parse(read('vc-di-eddsa/keyPair.json'));
    const key = await vectorKey('key', pair.publicKeyMultibase, pair.privateKeyMultibase ?? '');
    const id = String(signed.proof.find((one) => one.id !== undefined)?.id);
    const verificationMethod = `did:key:${pair.publicKeyMultibase}#${pair.publicKeyMultibase}`;
    const options = { key, verificationMethod, created: now, loader, cryptosuite: 'eddsa-jcs-2022', plain: false };
    const further = await addProof(signed, { ...options, id: 'urn:uuid:1', previousProof: id });
    const longer = { ...signed, proof: [...signed.proof, further] };
    expect((await verify(longer)).outcome).toBe('pass');

    // What it builds on may not be changed, nor taken away.
    const others = signed.proof.filter((one) => one.id !== id);
    expect(await verify({ ...signed, proof: [...others, further] })).toMatchObject({ rule: 'proof/previous' });
    const found = signed.proof.find((one) => one.id === id) ?? {};
    const changed = { ...found, proofValue: further.proofValue };
    expect((await verify({ ...signed, proof: [...others, changed, further] })).outcome).toBe('fail');
    await expect(addProof(signed, { ...options, previousProof: 'urn:uuid:2' })).rejects.toThrow('previousProof');
  });

  test.each<[string, unknown]>([
    ['of no proof', 'urn:uuid:11111111-1111-4111-8111-111111111111'],
    ['among which one is of no proof', ['urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544', 'urn:uuid:1']],
    ['that is no text', 1],
  ])('previousProof %s is refused', async (_what, previousProof) => {
    const signed = chain(2);
    const proof = signed.proof.map((one) => (one.previousProof ? { ...one, previousProof } : one));
    expect(await verify({ ...signed, proof })).toMatchObject({ outcome: 'fail', rule: 'proof/previous' });
  });
});
