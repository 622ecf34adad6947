import { type Bytes, concat } from './bytes.ts';
import { nodeCrypto } from './node-crypto-node.ts';

const NONCE = 12;
const TAG = 16;
const NODE_CIPHER = 'aes-256-gcm';

/** AES-256-GCM (NIST SP 800-38D). Returns nonce ‖ ciphertext ‖ tag; `context` is authenticated, not encrypted. */
export async function encrypt(key: Bytes, nonce: Bytes, plain: Bytes, context: Bytes): Promise<Bytes> {
  if (nonce.length !== NONCE) throw new RangeError('AES-GCM takes a nonce of 12 bytes');
  if (key.length !== 32) throw new RangeError('AES-256 takes a key of 32 bytes');
  if (nodeCrypto) {
    const cipher = nodeCrypto.createCipheriv(NODE_CIPHER, key, nonce).setAAD(context);
    return concat(nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag());
  }
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: context },
    await aesKey(key),
    plain,
  );
  return concat(nonce, new Uint8Array(sealed));
}

/** The plain bytes, or a `RangeError` for a wrong key, context or ciphertext: which of them cannot be told. */
export async function decrypt(key: Bytes, sealed: Bytes, context: Bytes): Promise<Bytes> {
  if (key.length !== 32) throw new RangeError('AES-256 takes a key of 32 bytes');
  try {
    return await opened(key, sealed, context);
  } catch (cause) {
    throw new RangeError('the ciphertext does not open: wrong key, wrong context, or altered', { cause });
  }
}

async function opened(key: Bytes, sealed: Bytes, context: Bytes): Promise<Bytes> {
  const nonce = sealed.slice(0, NONCE);
  if (nodeCrypto) {
    if (sealed.length < NONCE + TAG) throw new RangeError('too short');
    const decipher = nodeCrypto.createDecipheriv(NODE_CIPHER, key, nonce, { authTagLength: TAG }).setAAD(context);
    decipher.setAuthTag(sealed.slice(-TAG));
    return concat(decipher.update(sealed.slice(NONCE, -TAG)), decipher.final());
  }
  const gcm = { name: 'AES-GCM', iv: nonce, additionalData: context };
  return new Uint8Array(await crypto.subtle.decrypt(gcm, await aesKey(key), sealed.slice(NONCE)));
}

function aesKey(key: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
