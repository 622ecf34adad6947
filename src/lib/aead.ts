import { type Bytes, concat } from './bytes.ts';

const NONCE = 12;

/** AES-256-GCM (NIST SP 800-38D). Returns nonce ‖ ciphertext ‖ tag; `context` is authenticated, not encrypted. */
export async function encrypt(key: Bytes, nonce: Bytes, plain: Bytes, context: Bytes): Promise<Bytes> {
  if (nonce.length !== NONCE) throw new RangeError('AES-GCM takes a nonce of 12 bytes');
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: context },
    await aesKey(key),
    plain,
  );
  return concat(nonce, new Uint8Array(sealed));
}

/** The plain bytes, or a `RangeError` for a wrong key, context or ciphertext: which of them cannot be told. */
export async function decrypt(key: Bytes, sealed: Bytes, context: Bytes): Promise<Bytes> {
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: sealed.slice(0, NONCE), additionalData: context },
      await aesKey(key),
      sealed.slice(NONCE),
    );
    return new Uint8Array(plain);
  } catch (cause) {
    throw new RangeError('the ciphertext does not open: wrong key, wrong context, or altered', { cause });
  }
}

function aesKey(key: Bytes): Promise<CryptoKey> {
  if (key.length !== 32) throw new RangeError('AES-256 takes a key of 32 bytes');
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
