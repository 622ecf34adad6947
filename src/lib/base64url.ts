import { base64urlnopad } from '@scure/base';
import type { Bytes } from './bytes.ts';

/** RFC 4648 section 5, without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return base64urlnopad.encode(bytes);
}

/**
 * The bytes behind text that `encodeBase64url` could have made: no padding, no white space, unused trailing bits zero,
 * as RFC 7515 section 2 and Multibase want it. Anything else throws `SyntaxError`.
 */
export function decodeBase64url(text: string): Bytes {
  try {
    return new Uint8Array(base64urlnopad.decode(text));
  } catch {
    throw new SyntaxError('not base64url without padding');
  }
}
