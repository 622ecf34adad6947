/** Multibase, the two encodings that Controlled Identifiers 1.0 section 2.4 names. */
import { base58 } from '@scure/base';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { Bytes } from './bytes.ts';

/** `z`: base58btc, for keys and signatures. `u`: base64url without padding, for anything longer. */
export type MultibasePrefix = 'z' | 'u';

/** Base58 takes time in the square of its length; no key or signature comes near this many characters. */
const MAX_BASE58 = 1024;

export function encodeMultibase(base: MultibasePrefix, bytes: Uint8Array): string {
  return base + (base === 'z' ? base58.encode(bytes) : encodeBase64url(bytes));
}

/** Throws `SyntaxError` for another base, a character outside the alphabet, or more than 1,024 characters of base58. */
export function decodeMultibase(text: string): Bytes {
  const body = text.slice(1);
  if (text[0] === 'u') return decodeBase64url(body);
  if (text[0] !== 'z') throw new SyntaxError('multibase must begin with z (base58btc) or u (base64url)');
  if (body.length > MAX_BASE58) throw new SyntaxError(`more than ${MAX_BASE58} characters of base58`);
  try {
    return new Uint8Array(base58.decode(body));
  } catch {
    throw new SyntaxError('not base58btc');
  }
}
