/** Signing by Node's crypto module, which needs no promise. */
import type { KeyAlgorithm } from '../core/key.ts';
import type { Bytes } from '../lib/bytes.ts';
import { nodeCrypto } from '../lib/node-crypto-node.ts';

const HASHES = { Ed25519: null, ES256: 'sha256', ES384: 'sha384' } as const;

/** Opens a private key (PKCS #8) once; what it gives signs as `SigningKey.sign` does. Undefined without that module. */
export const signerAtOnce =
  nodeCrypto &&
  (
    ({ createPrivateKey, sign }) =>
    (algorithm: KeyAlgorithm, pkcs8: Bytes): ((bytes: Bytes) => Bytes) => {
      const key = createPrivateKey({ key: Buffer.from(pkcs8.buffer), format: 'der', type: 'pkcs8' });
      const hash = HASHES[algorithm];
      const input = { key, dsaEncoding: 'ieee-p1363' } as const;
      return (bytes) => new Uint8Array(sign(hash, bytes, input));
    }
  )(nodeCrypto);
