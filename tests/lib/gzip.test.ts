import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { concat, utf8 } from '../../src/lib/bytes.ts';
import { gunzip, gzip } from '../../src/lib/gzip.ts';

const plain = utf8('云计算工程技术人员 '.repeat(1000));

test('agrees with zlib, both ways', async () => {
  expect(new Uint8Array(gunzipSync(await gzip(plain)))).toEqual(plain);
  expect(await gunzip(new Uint8Array(gzipSync(plain)), plain.length)).toEqual(plain);
});

test('the bound is exact', async () => {
  const packed = await gzip(plain);
  expect(await gunzip(packed, plain.length)).toHaveLength(plain.length);
  await expect(gunzip(packed, plain.length - 1)).rejects.toThrow(RangeError);
  expect(await gunzip(await gzip(new Uint8Array(0)), 0)).toHaveLength(0);
});

describe('what is not one whole gzip file', () => {
  const packed = new Uint8Array(gzipSync(plain));
  const spoilt = (at: number) => packed.with(at, (packed.at(at) ?? 0) ^ 1);
  test.each([
    ['nothing', new Uint8Array(0)],
    ['plain text', plain],
    ['a cut file', packed.slice(0, -3)],
    ['a wrong checksum', spoilt(packed.length - 8)],
    ['a wrong length', spoilt(packed.length - 1)],
    ['bytes after the end', concat(packed, utf8('x'))],
  ])('%s', async (_, bytes) => {
    await expect(gunzip(bytes, 1 << 20)).rejects.toThrow(SyntaxError);
  });
});

test('a bomb of 1 GiB is refused at the bound, without inflating or keeping the rest', async () => {
  const mebibyte = deflateRawSync(new Uint8Array(1 << 20), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
  const zeros = Array.from({ length: 1024 }, () => mebibyte);
  // Whoever inflates to the end comes to a block type that does not exist, and says so instead of naming the bound.
  const end = Uint8Array.of(0x07);
  await expect(gunzip(concat(header, mebibyte, end), 2 << 20)).rejects.toThrow(SyntaxError);
  const bomb = concat(header, ...zeros, end);
  expect(bomb.length).toBeLessThan(2 << 20);

  const before = process.resourceUsage().maxRSS;
  await expect(gunzip(bomb, 16_384)).rejects.toThrow(RangeError);
  const kibibytes = process.resourceUsage().maxRSS - before;
  expect(kibibytes).toBeLessThan(32 * 1024);
});
