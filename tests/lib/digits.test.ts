import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/lib/bytes.ts';
import { decodeDigits, encodeDigits } from '../../src/lib/digits.ts';

/** Digits for tails of 0 … 7 bytes. */
const DIGITS = [0, 3, 5, 8, 10, 13, 15, 17];

describe('what other implementations of FIDO hybrid expect', () => {
  test.each([
    ['libwebauthn', utf8('hello world'), '335311851610699281684828783'],
    ['webauthn-authenticator-rs', Uint8Array.of(0x61, 0x62, 0xff), '16736865'],
  ])('%s', (_, bytes, digits) => {
    expect(encodeDigits(bytes)).toBe(digits);
    expect(decodeDigits(digits)).toEqual(bytes);
  });
});

describe.each([1, 2, 3, 4, 5, 6, 7])('%i bytes', (bytes) => {
  const digits = DIGITS[bytes] ?? 0;
  const limit = 256n ** BigInt(bytes);

  test(`take ${digits} digits, from all zeros to all ones`, () => {
    expect(encodeDigits(new Uint8Array(bytes))).toBe('0'.repeat(digits));
    const ones = new Uint8Array(bytes).fill(0xff);
    const text = String(limit - 1n).padStart(digits, '0');
    expect(encodeDigits(ones)).toBe(text);
    expect(decodeDigits(text)).toEqual(ones);
  });

  test('the next number is too large, also behind a full group', () => {
    const overflow = String(limit).padStart(digits, '0');
    expect(() => decodeDigits(overflow)).toThrow(SyntaxError);
    expect(() => decodeDigits('0'.repeat(17) + overflow)).toThrow(SyntaxError);
    expect(() => decodeDigits('9'.repeat(digits))).toThrow(SyntaxError);
  });
});

test('no bytes are no digits', () => {
  expect(encodeDigits(new Uint8Array(0))).toBe('');
  expect(decodeDigits('')).toHaveLength(0);
});

test('round trip', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      const text = encodeDigits(bytes);
      expect(text).toHaveLength(Math.floor(bytes.length / 7) * 17 + (DIGITS[bytes.length % 7] ?? 0));
      expect(decodeDigits(text)).toEqual(bytes);
    }),
  );
});

test('strict: what decodes is what would have been encoded', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 60 }), (text) => {
      let bytes: Uint8Array;
      try {
        bytes = decodeDigits(text);
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        return;
      }
      expect(encodeDigits(bytes)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test.each([1, 2, 4, 6, 7, 9, 11, 12, 14, 16, 18, 33])('%i digits are no whole number of bytes', (length) => {
  expect(() => decodeDigits('0'.repeat(length))).toThrow(SyntaxError);
});

test.each(['abc', '12 ', '-01', '0x1', '+12', '1e1', '１２３', '000\n', '1_0'])('%j is not only digits', (text) => {
  expect(() => decodeDigits(text)).toThrow(SyntaxError);
});
