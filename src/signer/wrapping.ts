/**
 * Secrets at rest: `v1.` and base64url of nonce (12 bytes) ‖ AES-256-GCM ciphertext ‖ tag (16 bytes). The key is the
 * key-encryption key; the additional data is the UTF-8 of a context that names what is wrapped, so that one wrapped
 * secret cannot be put in the place of another. A later key or cipher gets the next version.
 */
import { YinzhengError } from '../core/errors.ts';
import { decrypt, encrypt } from '../lib/aead.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, utf8 } from '../lib/bytes.ts';

const VERSION = 'v1.';

export async function wrap(kek: Bytes, nonce: Bytes, plain: Bytes, context: string): Promise<string> {
  return VERSION + encodeBase64url(await encrypt(kek, nonce, plain, utf8(context)));
}

/** The bytes that were wrapped. Throws `key_unavailable` for another key or context, or altered text. */
export async function unwrap(kek: Bytes, wrapped: string, context: string): Promise<Bytes> {
  if (!wrapped.startsWith(VERSION)) {
    throw new YinzhengError(
      'key_unavailable',
      `The secret ${context} is wrapped in a form that this version cannot read.`,
    );
  }
  try {
    return await decrypt(kek, decodeBase64url(wrapped.slice(VERSION.length)), utf8(context));
  } catch (cause) {
    const message = `The secret ${context} does not open. Check that YINZHENG_KEK is the key that this register was made with.`;
    throw new YinzhengError('key_unavailable', message, { cause });
  }
}
