import { base64, base64urlnopad } from '@scure/base';
import type { Bytes } from './bytes.ts';

/** RFC 4648 section 4, with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return base64.encode(bytes);
}

/** What runtimes of 2025 and later bring along (ECMAScript 2026), twenty times as fast. */
interface BuiltIn {
  encode(bytes: Uint8Array): string;
  decode(padded: string): Bytes;
}

const builtIn: BuiltIn | undefined =
  'fromBase64' in Uint8Array
    ? {
        encode: (bytes) => (bytes as unknown as Native).toBase64({ alphabet: 'base64url', omitPadding: true }),
        decode: (padded) =>
          (Uint8Array as unknown as Native).fromBase64(padded, { alphabet: 'base64url', lastChunkHandling: 'strict' }),
      }
    : undefined;

/** The types of these are not in every library of TypeScript that we are checked with. */
interface Native {
  toBase64(options: object): string;
  fromBase64(text: string, options: object): Bytes;
}

/** RFC 4648 section 5, without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return builtIn ? builtIn.encode(bytes) : base64urlnopad.encode(bytes);
}

const ALPHABET = /^[\w-]*$/;

/**
 * The bytes behind text that `encodeBase64url` could have made: no padding, no white space, unused trailing bits zero,
 * as RFC 7515 section 2 and Multibase want it. Anything else throws `SyntaxError`.
 */
export function decodeBase64url(text: string): Bytes {
  try {
    if (!builtIn) return new Uint8Array(base64urlnopad.decode(text));
    // What is built in passes over white space, and looks at the trailing bits only where there is padding.
    if (!ALPHABET.test(text)) throw new RangeError('a character outside the alphabet');
    return builtIn.decode(text + '='.repeat((4 - (text.length % 4)) % 4));
  } catch {
    throw new SyntaxError('not base64url without padding');
  }
}
