/**
 * Signatures checked by Node's crypto module, with a key that was read before. The thread that answers requests leaves those of
 * strangers to Node's pool of threads, and answers somebody else meanwhile.
 */
import type { KeyObject } from 'node:crypto';
import type { PublicJwk } from '../core/key.ts';
import type { Bytes } from '../lib/bytes.ts';
import { nodeCrypto } from '../lib/node-crypto-node.ts';

/** Most keys that are kept, the last used ones: a key takes as long to read as a signature to check, and 2 KB. */
const KEPT = 2_000;

/** Node's name of the hash, and how long a signature is. */
const CURVES = { Ed25519: [null, 64], 'P-256': ['sha256', 64], 'P-384': ['sha384', 96] } as const;

let signing = 0;

/**
 * Checks in this thread as long as it lasts. For whoever signs: threads that sign take all cores then, and the pool would only take
 * turns with them; an exam takes a tenth longer.
 */
export async function checkingHere<T>(work: () => Promise<T>): Promise<T> {
  signing++;
  try {
    return await work();
  } finally {
    signing--;
  }
}

export const verifyOnNode = nodeCrypto && verifyWith(nodeCrypto);

function verifyWith({ createPublicKey, verify }: NonNullable<typeof nodeCrypto>) {
  const { isMainThread } = process.getBuiltinModule('node:worker_threads');
  const inPool = process.getBuiltinModule('node:util').promisify(verify);
  const kept = new Map<string, KeyObject>();
  const read = (jwk: PublicJwk): KeyObject => {
    const name = jwk.kty === 'OKP' ? jwk.x : `${jwk.crv} ${jwk.x}.${jwk.y}`;
    const key = kept.get(name) ?? createPublicKey({ key: jwk, format: 'jwk' });
    // Least recently used first.
    kept.delete(name);
    kept.set(name, key);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return key;
  };
  return (jwk: PublicJwk, signature: Bytes, data: Bytes): boolean | Promise<boolean> => {
    const key = { key: read(jwk), dsaEncoding: 'ieee-p1363' } as const;
    const [hash, length] = CURVES[jwk.crv];
    if (signature.length !== length) return false;
    return isMainThread && signing === 0 ? inPool(hash, data, key, signature) : verify(hash, data, key, signature);
  };
}
