/**
 * A Signer in this process. Private keys rest in the register, wrapped under a key-encryption key that only this
 * process is given. WebCrypto makes them, and opens and uses them where there is no module of Node's own for that.
 */
import { YinzhengError } from '../core/errors.ts';
import { type KeyAlgorithm, type KeyRecord, LOST_STATES } from '../core/key.ts';
import type { Random, Signer, SigningKey } from '../core/ports.ts';
import type { Bytes } from '../lib/bytes.ts';
import { ALGORITHMS, keyId, publicJwk } from './algorithms.ts';
import { signerAtOnce } from './sign-node.ts';
import { unwrap, wrap } from './wrapping.ts';

export interface LocalSignerOptions {
  /** Key-encryption key, 32 bytes. */
  readonly kek: Bytes;
  /** For the nonces of wrapping. Key pairs come from WebCrypto's own generator, which takes no other. */
  readonly random: Random;
  /** How many opened keys are kept, the last used ones; 1,000 if not said. */
  readonly cache?: number;
}

export function createLocalSigner({ kek, random, cache = 1_000 }: LocalSignerOptions): Signer {
  if (kek.length !== 32) {
    throw new YinzhengError('invalid_configuration', 'The key-encryption key must have 32 bytes.');
  }
  const opened = new Map<string, Promise<SigningKey>>();

  return {
    createKey: async (algorithm) => {
      const { key } = ALGORITHMS[algorithm];
      const pair = (await crypto.subtle.generateKey(key, true, ['sign', 'verify'])) as CryptoKeyPair;
      const jwk = publicJwk(await crypto.subtle.exportKey('jwk', pair.publicKey));
      const id = await keyId(jwk);
      const privateKey = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
      const wrapped = await wrap(kek, random(12), privateKey, context({ id, algorithm }));
      privateKey.fill(0);
      return { id, publicJwk: jwk, wrapped };
    },

    open: async (record) => {
      if (record.wrapped === null || LOST_STATES.includes(record.state)) {
        throw new YinzhengError('key_unavailable', `Key ${record.id} is ${record.state} and signs no more.`);
      }
      // The wrapped text is part of the name: a key counts as open only for the record that it was opened from.
      const name = `${record.id} ${record.wrapped}`;
      const key = opened.get(name) ?? openKey(kek, record, record.wrapped);
      // Least recently used first.
      opened.delete(name);
      opened.set(name, key);
      const [oldest] = opened.keys();
      if (opened.size > cache && oldest !== undefined) opened.delete(oldest);
      try {
        return await key;
      } catch (error) {
        opened.delete(name);
        throw error;
      }
    },

    wrap: (bytes, context) => wrap(kek, random(12), bytes, context),
    unwrap: (wrapped, context) => unwrap(kek, wrapped, context),
  };
}

/** Binds a wrapped private key to its public half (the id is its thumbprint) and to what it is used for. */
function context({ id, algorithm }: Pick<KeyRecord, 'id' | 'algorithm'>): string {
  return `key:${id}:${algorithm}`;
}

async function openKey(kek: Bytes, record: KeyRecord, wrapped: string): Promise<SigningKey> {
  const { id, algorithm } = record;
  if ((await keyId(record.publicJwk)) !== id) {
    throw new YinzhengError('key_unavailable', `Key ${id}: the public key in the register is not the one of this id.`);
  }
  const pkcs8 = await unwrap(kek, wrapped, context(record));
  const sign = signerAtOnce?.(algorithm, pkcs8) ?? (await webSigner(algorithm, pkcs8));
  pkcs8.fill(0);
  return { id, algorithm, publicJwk: record.publicJwk, sign: async (bytes) => sign(bytes) };
}

async function webSigner(algorithm: KeyAlgorithm, pkcs8: Bytes): Promise<(bytes: Bytes) => Promise<Bytes>> {
  const { key, signature } = ALGORITHMS[algorithm];
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, key, false, ['sign']);
  return async (bytes) => new Uint8Array(await crypto.subtle.sign(signature, privateKey, bytes));
}
