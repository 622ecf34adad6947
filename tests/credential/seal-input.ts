import type { PublicJwk } from '../../src/core/key.ts';
import type { SigningKey } from '../../src/core/ports.ts';
import type { SealFacts } from '../../src/credential/seal.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';

/** A synthetic certificate with every member that a seal can have. */
export const FACTS: SealFacts = {
  certificate: '019d6c1f-5a00-7b3c-9e41-2f60718293a4',
  agency: 'S000033000107',
  issuedOn: '2026-11-01',
  validUntil: '2029-10-31',
  group: 12,
  index: 131_071,
  number: 'S000033000107263000042',
  holderName: '张伟',
  maskedId: '1101**********002X',
  occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05', name: '人工智能训练师' },
  level: { scheme: 'CN-SKILL', code: '3' },
};
/** The key id of `newKey`, as a seal holds it. */
export const KID = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

/** A fresh P-256 key in memory. */
export async function newKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return {
    id: encodeBase64url(KID),
    algorithm: 'ES256',
    publicJwk: (await crypto.subtle.exportKey('jwk', pair.publicKey)) as PublicJwk,
    sign: async (bytes) =>
      new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, bytes)),
  };
}
