import { describe, expect, test } from 'vitest';
import { concat, equalBytes, fromUtf8, sha256, utf8 } from '../../src/lib/bytes.ts';

describe('UTF-8', () => {
  test.each(['', 'plain', '张伟·🙂', '\ufeffwith a byte order mark'])('round trip of %j', (text) => {
    expect(fromUtf8(utf8(text))).toBe(text);
  });

  test.each([
    ['a lone continuation byte', [0x80]],
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a cut character', [0xe5, 0xbc]],
  ])('refuses %s', (_, bytes) => {
    expect(() => fromUtf8(Uint8Array.from(bytes))).toThrow(SyntaxError);
  });
});

test('concat joins in order', () => {
  expect(concat()).toEqual(new Uint8Array(0));
  expect(concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
});

test('equalBytes sees every difference', () => {
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(equalBytes(Uint8Array.of(0, 2), Uint8Array.of(1, 2))).toBe(false);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
});

test('sha256 of "abc" (FIPS 180-4 example)', async () => {
  expect(Buffer.from(await sha256(utf8('abc'))).toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
