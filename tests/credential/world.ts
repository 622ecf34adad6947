/** One agency with fixed keys, and a certificate for it to sign. The keys are those that W3C published with its vectors. */

import { algorithmOf, type KeyRecord, type PublicJwk } from '../../src/core/key.ts';
import type { SigningKey } from '../../src/core/ports.ts';
import { documentLoader } from '../../src/credential/contexts.ts';
import { agencyDid, jwkFromMultibase } from '../../src/credential/did.ts';
import { createResolver } from '../../src/credential/resolver.ts';
import { statusEntries } from '../../src/credential/status-list.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { decodeMultibase } from '../../src/lib/multibase.ts';
import { ALGORITHMS } from '../../src/signer/algorithms.ts';
import p256Pair from '../vectors/vc-di-ecdsa/p256KeyPair.json' with { type: 'json' };
import ed25519Pair from '../vectors/vc-di-eddsa/keyPair.json' with { type: 'json' };

export const origin = 'https://cert.example';
export const agency = 'S000033000107';
export const controller = agencyDid(origin, agency);
export const now = Date.parse('2026-11-02T08:00:00Z');
export const loader = documentLoader(origin);

/** A key whose private half a vector file gives as a multibase text. */
export async function vectorKey(id: string, publicText: string, privateText: string): Promise<SigningKey> {
  const publicJwk = jwkFromMultibase(publicText);
  const d = encodeBase64url(decodeMultibase(privateText).slice(2));
  const algorithm = algorithmOf(publicJwk);
  const { key: use, signature: how } = ALGORITHMS[algorithm];
  const key = await crypto.subtle.importKey('jwk', { ...publicJwk, d }, use, false, ['sign']);
  return { id, algorithm, publicJwk, sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(how, key, bytes)) };
}

const ED25519_ID = 'NjQ2NTYzNj0';
const P256_ID = 'YWJjZGVmZ2g';
export const ed25519 = await vectorKey(ED25519_ID, ed25519Pair.publicKeyMultibase, ed25519Pair.privateKeyMultibase);
export const p256 = await vectorKey(P256_ID, p256Pair.publicKeyMultibase, p256Pair.secretKeyMultibase);

/** The same Ed25519 key under its did:key name. */
export const didKey = await vectorKey(
  ed25519Pair.publicKeyMultibase,
  ed25519Pair.publicKeyMultibase,
  ed25519Pair.privateKeyMultibase,
);
export const didKeyController = `did:key:${ed25519Pair.publicKeyMultibase}`;

export function keyRecord(key: { id: string; publicJwk: PublicJwk }, more: Partial<KeyRecord> = {}): KeyRecord {
  return {
    id: key.id,
    owner: agency,
    algorithm: key.publicJwk.kty === 'OKP' ? 'Ed25519' : 'ES256',
    publicJwk: key.publicJwk,
    wrapped: null,
    state: 'active',
    createdAt: Date.parse('2026-01-01T00:00:00Z'),
    ...more,
  };
}

export const resolver = createResolver({
  origin,
  ownKeys: async (owner) => (owner === agency ? [keyRecord(ed25519), keyRecord(p256)] : undefined),
  allowedHosts: [],
  clock: () => now,
});

/** An unsigned certificate of `issuer`, with every kind of member: nested objects, lists, text in two languages. */
export function certificate(issuer: string = controller): Record<string, unknown> {
  const text = (zh: string, en: string) => [
    { '@language': 'zh', '@value': zh },
    { '@language': 'en', '@value': en },
  ];
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2', `${origin}/contexts/certificate-v1.jsonld`],
    id: 'urn:uuid:019a4f00-0000-7000-8000-000000000042',
    type: ['VerifiableCredential', 'VocationalCertificate'],
    issuer: { id: issuer, type: 'EvaluationAgency', name: text('示例评价机构', 'Example Evaluation Agency') },
    validFrom: '2026-10-31T16:00:00Z',
    validUntil: '2029-10-31T15:59:59Z',
    number: 'S000033000107263000042',
    numberScheme: 'cn-vslc-22',
    numberCheck: 'E',
    issuedOn: '2026-11-01',
    credentialSubject: {
      type: 'CertificateHolder',
      name: '张伟',
      identity: {
        type: 'IdentityCommitment',
        idType: 'cn.resident_id',
        masked: '1101**********002X',
        commitment: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
      },
      occupation: {
        classification: 'CN-OCD',
        edition: '2022',
        code: '4-04-05-05',
        name: text('人工智能训练师', 'AI trainer'),
      },
      level: { scheme: 'CN-SKILL', code: '3', rank: 4, name: text('高级工', 'senior') },
      assessment: {
        route: 'social_assessment',
        assessedOn: '2026-10-18',
        scores: { theory: '86', practical: '91.5' },
        result: 'pass',
      },
    },
    credentialStatus: statusEntries(origin, { agency, group: 1, index: 42 }),
  };
}
