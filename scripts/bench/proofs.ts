/**
 * Canonical form, proof and verification of one certificate: this project, the library it would use otherwise, and the
 * bare signature, side by side in one thread, in turn. Each figure is the one that nine slices of ten do
 * not reach, since whatever else the machine does only ever adds.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import type { SigningKey } from '../../src/core/ports.ts';
import { buildCredential } from '../../src/credential/build.ts';
import { libraryCanonize } from '../../src/credential/canonize/library.ts';
import { proveDocument, verifyProofs } from '../../src/credential/data-integrity.ts';
import { publicKeyMultibase } from '../../src/credential/did.ts';
import { canonize } from '../../src/credential/suites.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { decodeMultibase } from '../../src/lib/multibase.ts';
import { buildInput } from '../../tests/credential/build-input.ts';
import { controller, ed25519, keyRecord, loader, now } from '../../tests/credential/world.ts';
import pair from '../../tests/vectors/vc-di-eddsa/keyPair.json' with { type: 'json' };
import { inThread } from './thread.ts';

const { id, publicJwk } = ed25519;
const privateKey = createPrivateKey({
  key: { ...publicJwk, d: encodeBase64url(decodeMultibase(pair.privateKeyMultibase).slice(2)) },
  format: 'jwk',
});
const publicKey = createPublicKey(privateKey);
const nodeKey: SigningKey = { ...ed25519, sign: async (bytes) => new Uint8Array(sign(null, bytes, privateKey)) };

const text = JSON.stringify(buildCredential(buildInput()));
const template = JSON.parse(text) as Record<string, unknown>;
/** An exam's rows: what differs from one certificate to the next. */
let row = 0;
function certificate(): Record<string, unknown> {
  row++;
  const serial = String(row).padStart(6, '0');
  const subject = template.credentialSubject as Record<string, Record<string, unknown>>;
  return {
    ...template,
    id: `urn:uuid:0192d3a0-7c00-7abc-8def-000000${serial}`,
    number: `S000033000107263${serial}`,
    credentialSubject: {
      ...subject,
      name: `张伟${row}`,
      identity: { ...subject.identity, commitment: `q83vEjRWeJC83vQSNFZ4kLze9BI0VniQvN70${serial}A` },
    },
  };
}

const keyId = `${controller}#${id}`;
const keyDocument = {
  '@context': 'https://w3id.org/security/multikey/v1',
  id: keyId,
  type: 'Multikey',
  controller,
  publicKeyMultibase: publicKeyMultibase(publicJwk),
};
const theirLoader = async (url: string) =>
  url === keyId ? { contextUrl: null, document: keyDocument, documentUrl: url } : loader(url);
const signer = {
  id: keyId,
  algorithm: 'Ed25519',
  sign: async ({ data }: { data: Uint8Array<ArrayBuffer> }) => nodeKey.sign(data),
};
const resolved = { id: keyId, controller, jwk: publicJwk, record: keyRecord(ed25519) };
const resolver = { verificationMethod: async () => resolved };

const signed = {
  ...template,
  proof: await proveDocument(template, { key: ed25519, controller, created: now, loader }),
};
const data = new Uint8Array(64).fill(7);
const signature = sign(null, data, privateKey);

async function must(promise: Promise<boolean>): Promise<void> {
  if (!(await promise)) throw new Error('the measurement measures nothing: it does not verify');
}

const MEASUREMENTS = {
  'canonize, library': () => libraryCanonize(certificate(), { documentLoader: loader }),
  'canonize, compiled': () => canonize(certificate(), { documentLoader: loader }),
  'Ed25519 sign': () => sign(null, data, privateKey),
  'prove, @digitalbazaar/vc': () =>
    vc.issue({
      credential: certificate(),
      suite: new DataIntegrityProof({ cryptosuite, signer, date: new Date(now) }),
      documentLoader: theirLoader,
    }),
  prove: () => proveDocument(certificate(), { key: nodeKey, controller, created: now, loader }),
  'Ed25519 verify': () => verify(null, data, publicKey, signature),
  'verify, @digitalbazaar/vc': () =>
    must(
      new DataIntegrityProof({ cryptosuite })
        .verifyProof({ document: template, proof: signed.proof, documentLoader: theirLoader })
        .then(({ verified }) => verified),
    ),
  verify: () => must(verifyProofs(signed, { resolver, loader, now }).then(({ outcome }) => outcome === 'pass')),
} satisfies Record<string, () => unknown>;

export type Measurement = keyof typeof MEASUREMENTS;

const ROUNDS = 10;

/** Per second. */
type Rates = Record<Measurement, number>;

/** In a thread of its own: the first of a process leaves signatures to others, and this is about one. */
export function proofRates(seconds: number): Promise<Rates> {
  return inThread(import.meta.url, seconds);
}

if (!isMainThread && parentPort) parentPort.postMessage(await ratesOf(workerData as number));

/** Each in turn, so many times, so that whatever else the machine does meets all of them. */
async function ratesOf(seconds: number): Promise<Rates> {
  const all = Object.entries(MEASUREMENTS).map(([name, run]) => ({ name, run, slices: [] as number[] }));
  // The shape is learned, and everything compiled, before anything is measured.
  for (const { run } of all) for (let time = 0; time < 200; time++) await run();
  for (let round = 0; round < ROUNDS; round++) {
    for (const { run, slices } of all) await measure(run, slices, (seconds * 1000) / ROUNDS);
  }
  return Object.fromEntries(all.map(({ name, slices }) => [name, 1e6 / nineOfTen(slices)])) as Rates;
}

/** Microseconds of one run, in slices of ten. */
async function measure(run: () => unknown, slices: number[], ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    const start = process.hrtime.bigint();
    for (let time = 0; time < 10; time++) await run();
    slices.push(Number(process.hrtime.bigint() - start) / 1e4);
  }
}

/** What nine slices of ten do not reach. */
function nineOfTen(slices: readonly number[]): number {
  return slices.toSorted((a, b) => a - b)[Math.floor(slices.length / 10)] ?? Number.NaN;
}
