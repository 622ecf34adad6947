import { base32nopad } from '@scure/base';
import type { Bytes } from './bytes.ts';

/** RFC 4648 section 6 in lower case, without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  return base32nopad.encode(bytes).toLowerCase();
}

/** The bytes behind text that `encodeBase32` could have made. Anything else, upper case included, throws `SyntaxError`. */
export function decodeBase32(text: string): Bytes {
  if (!/^[a-z2-7]*$/.test(text)) throw new SyntaxError('not lower-case base32');
  try {
    return new Uint8Array(base32nopad.decode(text.toUpperCase()));
  } catch {
    throw new SyntaxError('not base32 without padding');
  }
}
