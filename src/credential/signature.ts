import type { PublicJwk } from '../core/key.ts';
import type { Bytes } from '../lib/bytes.ts';

/** WebCrypto's names for the two algorithms, import first, then use. */
const ALGORITHMS = {
  OKP: [{ name: 'Ed25519' }, { name: 'Ed25519' }],
  EC: [
    { name: 'ECDSA', namedCurve: 'P-256' },
    { name: 'ECDSA', hash: 'SHA-256' },
  ],
} as const;

/**
 * Checks an Ed25519 signature (RFC 8032) or an ES256 signature (ECDSA on P-256 with SHA-256, r‖s as IEEE P1363 and
 * RFC 7518 section 3.4 write it): 64 bytes each. False for a signature of another length; throws for a key that is
 * no point of its curve.
 */
export async function verifySignature(jwk: PublicJwk, signature: Bytes, data: Bytes): Promise<boolean> {
  const [importing, verifying] = ALGORITHMS[jwk.kty];
  const key = await crypto.subtle.importKey('jwk', jwk, importing, false, ['verify']);
  return signature.length === 64 && crypto.subtle.verify(verifying, key, signature, data);
}
