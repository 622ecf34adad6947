import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decryptBlock, encryptBlock } from '../../src/lib/aes-block.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

// FIPS 197 appendix B, and C.1 and C.3.
test.each([
  ['2b7e151628aed2a6abf7158809cf4f3c', '3243f6a8885a308d313198a2e0370734', '3925841d02dc09fbdc118597196a0b32'],
  ['000102030405060708090a0b0c0d0e0f', '00112233445566778899aabbccddeeff', '69c4e0d86a7b0430d8cdb78070b4c55a'],
  [
    '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
    '00112233445566778899aabbccddeeff',
    '8ea2b7ca516745bfeafc49904b496089',
  ],
])('key %s', async (key, plain, cipher) => {
  expect(await encryptBlock(hex(key), hex(plain))).toEqual(hex(cipher));
  expect(await decryptBlock(hex(key), hex(cipher))).toEqual(hex(plain));
});

test('agrees with another implementation, both ways', async () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  await fc.assert(
    fc.asyncProperty(bytes(32), bytes(16), async (key, block) => {
      const ecb = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
      const expected = new Uint8Array(Buffer.concat([ecb.update(block), ecb.final()]));
      expect(await encryptBlock(new Uint8Array(key), new Uint8Array(block))).toEqual(expected);
      expect(await decryptBlock(new Uint8Array(key), expected)).toEqual(block);
    }),
  );
});

test.each([
  [15, 16],
  [24, 16],
  [33, 16],
  [32, 15],
  [32, 17],
  [32, 0],
])('refuses a key of %i and a block of %i bytes', async (key, block) => {
  await expect(encryptBlock(new Uint8Array(key), new Uint8Array(block))).rejects.toThrow(RangeError);
  await expect(decryptBlock(new Uint8Array(key), new Uint8Array(block))).rejects.toThrow(RangeError);
});
