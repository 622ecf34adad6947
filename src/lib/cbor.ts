/** CBOR (RFC 8949) in its deterministic form, section 4.2.1: one value, one encoding. */
import { type DecodeOptions, decode, encode, rfc8949EncodeOptions, Tagged } from 'cborg';
import type { Bytes } from './bytes.ts';

export { Tagged };

/** Maps and arrays, text and bytes, numbers, and `Tagged` values; keys come out in order whatever order they went in. */
export function encodeCbor(value: unknown): Bytes {
  return new Uint8Array(encode(value, rfc8949EncodeOptions));
}

/**
 * One value and nothing after it; maps come back as `Map`, and only the tags in `tags` are known. Throws `SyntaxError` for
 * repeated keys, indefinite lengths, numbers in a longer form than they need, `undefined`, and anything that is not CBOR.
 * The order of keys and the form of floats are not looked at: who needs them too encodes the result and compares.
 */
export function decodeCbor(bytes: Bytes, tags: NonNullable<DecodeOptions['tags']> = {}): unknown {
  try {
    return decode(bytes, {
      strict: true,
      useMaps: true,
      rejectDuplicateMapKeys: true,
      allowIndefinite: false,
      allowUndefined: false,
      tags,
    });
  } catch (cause) {
    throw new SyntaxError('not CBOR of the strict kind', { cause });
  }
}
