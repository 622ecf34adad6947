/** Bitstrings of W3C Bitstring Status List v1.0. Index 0 is the left-most bit: the highest bit of the first byte. */
import type { Bytes } from './bytes.ts';
import { gunzip, gzip } from './gzip.ts';
import { decodeMultibase, encodeMultibase } from './multibase.ts';

/** A bitstring of `length` bits, a multiple of 8, with the bits at `indexes` set. Throws `RangeError` for an index outside. */
export function bitstring(indexes: Iterable<number>, length: number): Bytes {
  if (length % 8 !== 0) throw new RangeError('the length must be a multiple of 8');
  const bytes = new Uint8Array(length / 8);
  for (const index of indexes) {
    const at = byteOf(bytes, index);
    bytes[at] = (bytes[at] ?? 0) | (0x80 >> (index % 8));
  }
  return bytes;
}

/** Throws `RangeError` for an index outside the list (the RANGE_ERROR of section 3.2). */
export function getBit(bytes: Uint8Array, index: number): boolean {
  return ((bytes[byteOf(bytes, index)] ?? 0) & (0x80 >> (index % 8))) !== 0;
}

function byteOf(bytes: Uint8Array, index: number): number {
  if (!Number.isSafeInteger(index) || index < 0 || index >= bytes.length * 8) {
    throw new RangeError(`index ${index} is outside a list of ${bytes.length * 8}`);
  }
  return Math.floor(index / 8);
}

/** `encodedList` of section 2.2: `u`, then base64url of the gzipped bytes (section 3.3). */
export async function encodeBitstring(bytes: Bytes): Promise<string> {
  return encodeMultibase('u', await gzip(bytes));
}

/**
 * The bytes of an `encodedList` (section 3.4). Throws `SyntaxError` when it is none, and `RangeError` when it would
 * inflate to more than `maxBytes`.
 */
export async function decodeBitstring(text: string, maxBytes: number): Promise<Bytes> {
  if (text[0] !== 'u') throw new SyntaxError('an encodedList must begin with u (base64url)');
  return gunzip(decodeMultibase(text), maxBytes);
}
