import type { PublicJwk } from '../core/key.ts';
import type { Bytes } from '../lib/bytes.ts';
import { verifyOnNode } from './signature-node.ts';

/** WebCrypto's names for each kind of key, import first, then use; and how long a signature is. */
const CURVES = {
  Ed25519: [{ name: 'Ed25519' }, { name: 'Ed25519' }, 64],
  'P-256': [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }, 64],
  'P-384': [{ name: 'ECDSA', namedCurve: 'P-384' }, { name: 'ECDSA', hash: 'SHA-384' }, 96],
} as const;

/**
 * Checks an Ed25519 signature (RFC 8032) or an ECDSA signature (ES256 on P-256, ES384 on P-384; r‖s as IEEE P1363 and
 * RFC 7518 section 3.4 write it). False for a signature of another length; throws for a key that is no point of its
 * curve.
 */
export async function verifySignature(jwk: PublicJwk, signature: Bytes, data: Bytes): Promise<boolean> {
  if (verifyOnNode) return verifyOnNode(jwk, signature, data);
  const [importing, verifying, length] = CURVES[jwk.crv];
  const key = await crypto.subtle.importKey('jwk', jwk, importing, false, ['verify']);
  return signature.length === length && crypto.subtle.verify(verifying, key, signature, data);
}
