import { describe, expect, test } from 'vitest';
import { decodeCbor, encodeCbor } from '../../src/lib/cbor.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

// RFC 8949 appendix A.
test.each([
  [1000000, '1a000f4240'],
  [-100, '3863'],
  ['水', '63e6b0b4'],
  [[1, [2, 3]], '8201820203'],
  [
    new Map([
      [1, 2],
      [3, 4],
    ]),
    'a201020304',
  ],
  [hex('01020304'), '4401020304'],
])('%j', (value, encoded) => {
  expect(Buffer.from(encodeCbor(value)).toString('hex')).toBe(encoded);
  expect(decodeCbor(hex(encoded))).toEqual(value);
});

test('keys are written in the order of their bytes (RFC 8949 section 4.2.1)', () => {
  const value = new Map<unknown, number>([
    ['aa', 1],
    [-1, 2],
    ['z', 3],
    [100, 4],
    [10, 5],
  ]);
  expect(Buffer.from(encodeCbor(value)).toString('hex')).toBe('a50a0518640420026' + '17a0362616101');
});

describe('refuses', () => {
  test.each([
    ['nothing', ''],
    ['bytes after the end', '0000'],
    ['a cut value', '1a000f42'],
    ['a long form of a small number', '1801'],
    ['a long form of a length', '7801' + '61'],
    ['a repeated key', 'a201020103'],
    ['an indefinite array', '9f01ff'],
    ['an indefinite text', '7f6161ff'],
    ['undefined', 'f7'],
    ['an unknown tag', 'c100'],
    ['a reserved form', '1c'],
  ])('%s', (_, encoded) => {
    expect(() => decodeCbor(hex(encoded))).toThrow(SyntaxError);
  });
});
