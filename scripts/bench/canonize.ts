/**
 * Canonical form, proof and verification of one certificate: this project, the library it would use otherwise, and the
 * bare signature, measured side by side in one process on one thread. Each figure is the best of several rounds, since
 * whatever else the machine does only ever adds.
 *
 *     node scripts/bench/canonize.ts [--rounds 20]
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { parseArgs } from 'node:util';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import type { SigningKey } from '../../src/core/ports.ts';
import { buildCredential } from '../../src/credential/build.ts';
import { libraryCanonize } from '../../src/credential/canonize/library.ts';
import { canonize, proveDocument, verifyProofs } from '../../src/credential/data-integrity.ts';
import { publicKeyMultibase } from '../../src/credential/did.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { decodeMultibase } from '../../src/lib/multibase.ts';
import { buildInput } from '../../tests/credential/build-input.ts';
import { controller, ed25519, keyRecord, loader, now } from '../../tests/credential/world.ts';
import pair from '../../tests/vectors/vc-di-eddsa/keyPair.json' with { type: 'json' };

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } });
const ROUNDS = Number(values.rounds);

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
const theirLoader = async (url: string) => {
  if (url === keyId) return { contextUrl: null, document: keyDocument, documentUrl: url };
  if (url !== controller) return loader(url);
  const document = { '@context': 'https://www.w3.org/ns/did/v1', id: controller, assertionMethod: [keyId] };
  return { contextUrl: null, document, documentUrl: url };
};
const signer = {
  id: keyId,
  algorithm: 'Ed25519',
  sign: async ({ data }: { data: Uint8Array<ArrayBuffer> }) => nodeKey.sign(data),
};
const resolved = { id: keyId, controller, jwk: publicJwk, record: keyRecord(ed25519) };
const resolver = { verificationMethod: async () => resolved };
const prove = (key: SigningKey) => proveDocument(certificate(), { key, controller, created: now, loader });

const signed = {
  ...template,
  proof: await proveDocument(template, { key: ed25519, controller, created: now, loader }),
};
const data = new Uint8Array(64).fill(7);
const signature = sign(null, data, privateKey);
const webKey = await crypto.subtle.importKey('jwk', publicJwk, { name: 'Ed25519' }, false, ['verify']);

async function must(promise: Promise<boolean>): Promise<void> {
  if (!(await promise)) throw new Error('the measurement measures nothing: it does not verify');
}

const measurements: Readonly<Record<string, { times: number; run: () => unknown }>> = {
  'canonize, library': { times: 20, run: () => libraryCanonize(certificate(), { documentLoader: loader }) },
  'canonize, compiled': { times: 500, run: () => canonize(certificate(), { documentLoader: loader }) },
  'make a row (part of the above and of signing)': { times: 500, run: certificate },
  'Ed25519 sign, node:crypto': { times: 300, run: () => sign(null, data, privateKey) },
  'Ed25519 sign, WebCrypto': { times: 300, run: () => ed25519.sign(data) },
  'prove, @digitalbazaar/vc': {
    times: 10,
    run: () =>
      vc.issue({
        credential: certificate(),
        suite: new DataIntegrityProof({ cryptosuite, signer, date: new Date(now) }),
        documentLoader: theirLoader,
      }),
  },
  'prove, node:crypto': { times: 200, run: () => prove(nodeKey) },
  'prove, WebCrypto': { times: 200, run: () => prove(ed25519) },
  'Ed25519 verify, node:crypto': { times: 150, run: () => verify(null, data, publicKey, signature) },
  'Ed25519 verify, WebCrypto': { times: 150, run: () => crypto.subtle.verify('Ed25519', webKey, signature, data) },
  'verify, @digitalbazaar/vc': {
    times: 10,
    run: () =>
      must(
        vc
          .verifyCredential({
            credential: signed,
            suite: new DataIntegrityProof({ cryptosuite }),
            documentLoader: theirLoader,
            checkStatus: async () => ({ verified: true }),
            now: new Date(now),
          })
          .then(({ verified }) => verified),
      ),
  },
  'verify, this project': {
    times: 150,
    run: () => must(verifyProofs(signed, { resolver, loader, now }).then(({ outcome }) => outcome === 'pass')),
  },
};

const best = new Map<string, number>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, { times, run }] of Object.entries(measurements)) {
    const start = process.hrtime.bigint();
    for (let time = 0; time < times; time++) await run();
    const micros = Number(process.hrtime.bigint() - start) / 1e3 / times;
    best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, micros));
  }
}

for (const [name, micros] of best) {
  console.log(
    `${name.padEnd(46)} ${micros.toFixed(1).padStart(8)} µs ${Math.round(1e6 / micros)
      .toLocaleString('en')
      .padStart(10)} /s`,
  );
}
const ratio = (slow: string, fast: string) => (best.get(slow) ?? Number.NaN) / (best.get(fast) ?? Number.NaN);
const lines: [string, string, string][] = [
  ['canonize: library / compiled', `${ratio('canonize, library', 'canonize, compiled').toFixed(0)} ×`, ''],
  [
    'prove: times @digitalbazaar/vc',
    `${ratio('prove, @digitalbazaar/vc', 'prove, node:crypto').toFixed(0)} ×`,
    '≥ 20 ×',
  ],
  ['prove: of raw Ed25519, node:crypto', percent(ratio('Ed25519 sign, node:crypto', 'prove, node:crypto')), '≥ 55 %'],
  ['prove: of raw Ed25519, WebCrypto', percent(ratio('Ed25519 sign, WebCrypto', 'prove, WebCrypto')), '≥ 55 %'],
  [
    'verify: times @digitalbazaar/vc',
    `${ratio('verify, @digitalbazaar/vc', 'verify, this project').toFixed(0)} ×`,
    '≥ 8 ×',
  ],
  [
    'verify: of raw Ed25519, node:crypto',
    percent(ratio('Ed25519 verify, node:crypto', 'verify, this project')),
    '≥ 65 %',
  ],
  ['verify: of raw Ed25519, WebCrypto', percent(ratio('Ed25519 verify, WebCrypto', 'verify, this project')), '≥ 65 %'],
];
console.log();
for (const [what, figure, goal] of lines)
  console.log(`${what.padEnd(46)} ${figure.padStart(8)} ${goal && `(goal ${goal})`}`);

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
