/**
 * The bare AES block cipher (FIPS 197), also through WebCrypto, which has no ECB mode: a keyed permutation of 16 bytes. Safe
 * only where no block comes twice or equal blocks may look equal.
 */
import type { Bytes } from './bytes.ts';
import { concat } from './bytes.ts';
import { nodeCrypto } from './node-crypto-node.ts';

const BLOCK = 16;
const ZERO = new Uint8Array(BLOCK);

/** `key`: 16 or 32 bytes. `block`: 16 bytes. Throws `RangeError` for other lengths. */
export async function encryptBlock(key: Bytes, block: Bytes): Promise<Bytes> {
  checkLengths(key, block);
  if (nodeCrypto) return plainBlock(nodeCrypto.createCipheriv(ecb(key), key, null), block);
  const aes = await importKey(key);
  // The first block of CBC under a zero vector is the plain block cipher; the second is padding.
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv: ZERO }, aes, block)).slice(0, BLOCK);
}

/** The inverse of `encryptBlock`. */
export async function decryptBlock(key: Bytes, block: Bytes): Promise<Bytes> {
  checkLengths(key, block);
  if (nodeCrypto) return plainBlock(nodeCrypto.createDecipheriv(ecb(key), key, null), block);
  const aes = await importKey(key);
  // CBC wants a padded end: encrypting nothing chained to `block` makes exactly the block of padding that follows it.
  const padding = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv: block }, aes, new Uint8Array(0)));
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv: ZERO }, aes, concat(block, padding)));
}

function checkLengths(key: Bytes, block: Bytes): void {
  if (key.length !== 16 && key.length !== 32) throw new RangeError('the key must have 16 or 32 bytes');
  if (block.length !== BLOCK) throw new RangeError('the block must have 16 bytes');
}

/** Node has the mode that WebCrypto lacks. */
function ecb(key: Bytes): string {
  return `aes-${key.length * 8}-ecb`;
}

interface Cipher {
  setAutoPadding(on: boolean): { update(block: Bytes): Uint8Array };
}

function plainBlock(cipher: Cipher, block: Bytes): Bytes {
  return new Uint8Array(cipher.setAutoPadding(false).update(block));
}

function importKey(key: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, 'AES-CBC', false, ['encrypt', 'decrypt']);
}
