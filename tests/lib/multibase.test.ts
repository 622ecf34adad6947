import { expect, test } from 'vitest';
import { utf8 } from '../../src/lib/bytes.ts';
import { decodeMultibase, encodeMultibase } from '../../src/lib/multibase.ts';

// Examples of draft-msporny-base58 section 5, and of the Multibase draft.
test.each([
  ['z', 'Hello World!', 'z2NEpo7TZRRrLZSi2U'],
  [
    'z',
    'The quick brown fox jumps over the lazy dog.',
    'zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z',
  ],
  ['u', 'Multibase is awesome! \\o/', 'uTXVsdGliYXNlIGlzIGF3ZXNvbWUhIFxvLw'],
] as const)('%s of %j', (base, plain, text) => {
  expect(encodeMultibase(base, utf8(plain))).toBe(text);
  expect(decodeMultibase(text)).toEqual(utf8(plain));
});

test('leading zero bytes are kept', () => {
  const bytes = Uint8Array.of(0, 0, 0x28, 0x7f, 0xb4, 0xcd);
  expect(encodeMultibase('z', bytes)).toBe('z11233QC4');
  expect(decodeMultibase('z11233QC4')).toEqual(bytes);
});

test.each(['', 'f00', 'mAAAA', 'Z2NEpo', 'z0', 'zO', 'zl', 'z 1', 'uAA==', 'uAB'])('refuses %j', (text) => {
  expect(() => decodeMultibase(text)).toThrow(SyntaxError);
});

test('base58 that would take long is refused before it is read', () => {
  expect(decodeMultibase(`z${'2'.repeat(1024)}`).length).toBeGreaterThan(700);
  expect(() => decodeMultibase(`z${'2'.repeat(1025)}`)).toThrow(SyntaxError);
});
