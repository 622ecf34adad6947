/** What WebCrypto needs to know of each algorithm. */
import type { KeyAlgorithm, PublicJwk } from '../core/key.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import { sha256, utf8 } from '../lib/bytes.ts';

export interface Algorithm {
  /** Parameters for making and importing keys. */
  readonly key: { readonly name: string; readonly namedCurve?: string };
  /** Parameters for signing. */
  readonly signature: { readonly name: string; readonly hash?: string };
}

export const ALGORITHMS: Readonly<Record<KeyAlgorithm, Algorithm>> = {
  Ed25519: { key: { name: 'Ed25519' }, signature: { name: 'Ed25519' } },
  ES256: { key: { name: 'ECDSA', namedCurve: 'P-256' }, signature: { name: 'ECDSA', hash: 'SHA-256' } },
  ES384: { key: { name: 'ECDSA', namedCurve: 'P-384' }, signature: { name: 'ECDSA', hash: 'SHA-384' } },
};

/** The public members of a key that WebCrypto exported, without `ext` and `key_ops`. */
export function publicJwk({ kty, crv, x, y }: JsonWebKey): PublicJwk {
  if (kty === 'OKP' && crv === 'Ed25519' && x) return { kty, crv, x };
  if (kty === 'EC' && (crv === 'P-256' || crv === 'P-384') && x && y) return { kty, crv, x, y };
  throw new TypeError(`no key of ours: ${kty} ${crv}`);
}

/** First 8 bytes of the RFC 7638 thumbprint (required members in lexical order, SHA-256), base64url: 11 characters. */
export async function keyId(jwk: PublicJwk): Promise<string> {
  const members =
    jwk.kty === 'OKP' ? { crv: jwk.crv, kty: jwk.kty, x: jwk.x } : { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y };
  const thumbprint = await sha256(utf8(JSON.stringify(members)));
  return encodeBase64url(thumbprint.subarray(0, 8));
}
