import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url } from '../../src/lib/base64url.ts';

test('agrees with another implementation, both ways', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64url');
      expect(encodeBase64url(bytes)).toBe(text);
      expect(decodeBase64url(text)).toEqual(bytes);
    }),
  );
});

test.each([
  ['padding', 'AA=='],
  ['white space', 'A A'],
  ['a line break', 'AAAA\n'],
  ['the alphabet of plain base64', '+/+/'],
  ['unused bits that are set', 'AB'],
  ['a length that nothing has', 'AAAAA'],
  ['a character outside ASCII', 'AAAÄ'],
])('refuses %s', (_, text) => {
  expect(() => decodeBase64url(text)).toThrow(SyntaxError);
});

test('exactly one text for given bytes: what decodes encodes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ABCZabcz059-_=+/ '), maxLength: 12 }), (text) => {
      let bytes: Uint8Array;
      try {
        bytes = decodeBase64url(text);
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        return;
      }
      expect(encodeBase64url(bytes)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});
