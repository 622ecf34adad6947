import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitstring, decodeBitstring, encodeBitstring, getBit } from '../../src/lib/bitstring.ts';
import { gzip } from '../../src/lib/gzip.ts';
import { encodeMultibase } from '../../src/lib/multibase.ts';

const LENGTH = 131_072;

/** Reads a bit with nothing of ours: section 3.4 and the definition of index 0 as the left-most bit. */
function foreignBit(encodedList: string, index: number): boolean {
  const bits = [...gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'))]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return bits[index] === '1';
}

describe('an independent decoder reads the bit that was set, and no other', () => {
  test.each([0, 1, 7, 8, 65_537, LENGTH - 1])('index %i', async (index) => {
    const encoded = await encodeBitstring(bitstring([index], LENGTH));
    expect(encoded[0]).toBe('u');
    for (const other of new Set([0, 1, 7, 8, 65_537, LENGTH - 1, index])) {
      expect(foreignBit(encoded, other)).toBe(other === index);
    }
    const ours = await decodeBitstring(encoded, LENGTH / 8);
    expect(getBit(ours, index)).toBe(true);
    expect(ours.reduce((sum, byte) => sum + byte, 0)).toBe(0x80 >> (index % 8));
  });
});

test('the example of Bitstring Status List v1.0 section 2.2 is an empty list', async () => {
  const example = 'uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA';
  expect(await decodeBitstring(example, LENGTH / 8)).toEqual(new Uint8Array(LENGTH / 8));
});

test('any set of indexes survives the round trip', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(1023), { maxLength: 200 }), async (indexes) => {
      const bytes = await decodeBitstring(await encodeBitstring(bitstring(indexes, 1024)), 128);
      const read = Array.from({ length: 1024 }, (_, i) => i).filter((i) => getBit(bytes, i));
      expect(read).toEqual(indexes.sort((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});

test.each([-1, 16, 0.5, NaN, 2 ** 53])('index %s is outside a list of 16', (index) => {
  expect(() => getBit(new Uint8Array(2), index)).toThrow(RangeError);
  expect(() => bitstring([index], 16)).toThrow(RangeError);
});

test('a length that is no multiple of 8 is refused', () => {
  expect(() => bitstring([], 12)).toThrow(RangeError);
});

describe('decodeBitstring refuses', () => {
  test('another base, also one that multibase knows', async () => {
    const packed = await gzip(new Uint8Array(8));
    await expect(decodeBitstring(encodeMultibase('z', packed), 8)).rejects.toThrow(SyntaxError);
    await expect(decodeBitstring(encodeMultibase('u', packed).slice(1), 8)).rejects.toThrow(SyntaxError);
  });

  test('base64url of something that is not gzip', async () => {
    await expect(decodeBitstring('uAAAA', 8)).rejects.toThrow(SyntaxError);
  });

  test('a longer list than the caller allows', async () => {
    const encoded = await encodeBitstring(new Uint8Array(9));
    await expect(decodeBitstring(encoded, 8)).rejects.toThrow(RangeError);
  });
});
