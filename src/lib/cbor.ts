/** CBOR (RFC 8949) in its deterministic form, section 4.2.1: one value, one encoding. */
import { type DecodeOptions, decode, type EncodeOptions, encode, rfc8949EncodeOptions, Tagged } from 'cborg';
import type { Bytes } from './bytes.ts';

export { Tagged };

type MapSorter = NonNullable<EncodeOptions['mapSorter']>;
const { mapSorter: byBytes } = rfc8949EncodeOptions as { mapSorter: MapSorter };

/** The order of keys' bytes. That of natural numbers is their own, and need not be encoded to be known. */
const inOrder: MapSorter = (one, other) => {
  const [a, b] = [naturalKey(one), naturalKey(other)];
  return a === undefined || b === undefined ? byBytes(one, other) : a - b;
};

function naturalKey([key]: Parameters<MapSorter>[0]): number | undefined {
  const value = Array.isArray(key) ? undefined : key?.value;
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

const DETERMINISTIC = { ...rfc8949EncodeOptions, mapSorter: inOrder };

/** Maps and arrays, text and bytes, numbers, and `Tagged` values; keys come out in order whatever order they went in. */
export function encodeCbor(value: unknown): Bytes {
  return new Uint8Array(encode(value, DETERMINISTIC));
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
