import { describe, expect, test } from 'vitest';
import { permutation } from '../../src/lib/permutation.ts';

const key = (seed: number) => new Uint8Array(32).fill(seed);
const BITS = 17;
const SIZE = 2 ** BITS;

async function order(seed: number): Promise<number[]> {
  const permute = await permutation(key(seed), BITS);
  return Array.from({ length: SIZE }, (_, n) => permute(n));
}

test.each([2, 3, 4, 5, 8, 11, 16, BITS])('%i bits: every number comes once', async (bits) => {
  const permute = await permutation(key(1), bits);
  const seen = new Uint8Array(2 ** bits);
  for (let n = 0; n < seen.length; n++) {
    const m = permute(n);
    seen[m] = (seen[m] ?? 0) + 1;
  }
  expect(seen.every((count) => count === 1)).toBe(true);
});

test('32 bits: no collision among the first 100,000, all within the domain', async () => {
  const permute = await permutation(key(1), 32);
  const seen = new Set(Array.from({ length: 100_000 }, (_, n) => permute(n)));
  expect(seen.size).toBe(100_000);
  expect(Math.max(...[...seen].slice(0, 1000))).toBeGreaterThan(2 ** 31);
  expect([...seen].every((m) => Number.isInteger(m) && m >= 0 && m < 2 ** 32)).toBe(true);
});

describe('no visible order', () => {
  test('neighbours do not follow each other', async () => {
    const slots = await order(7);
    const steps = slots.slice(1).map((slot, i) => slot - (slots[i] ?? 0));
    const up = steps.filter((step) => step > 0).length / steps.length;
    // A random order goes up half of the time (standard deviation 0.0008) and hardly ever makes one step twice in a row.
    expect(Math.abs(up - 0.5)).toBeLessThan(0.01);
    expect(steps.slice(1).filter((step, i) => step === steps[i]).length).toBeLessThan(20);
    expect(new Set(steps).size).toBeGreaterThan(SIZE / 2);
  });

  test('position and slot do not correlate, in any stretch', async () => {
    const slots = await order(8);
    const mean = (SIZE - 1) / 2;
    for (const [from, to] of [
      [0, SIZE],
      [0, 5000],
      [SIZE - 5000, SIZE],
    ] as const) {
      const middle = (from + to - 1) / 2;
      let [xy, xx, yy] = [0, 0, 0];
      for (let n = from; n < to; n++) {
        const [x, y] = [n - middle, (slots[n] ?? 0) - mean];
        xy += x * y;
        xx += x * x;
        yy += y * y;
      }
      expect(Math.abs(xy / Math.sqrt(xx * yy))).toBeLessThan(5 / Math.sqrt(to - from));
    }
  });

  test('the first slots are spread over the list', async () => {
    const buckets = new Array<number>(16).fill(0);
    for (const slot of (await order(9)).slice(0, 16_000)) {
      const bucket = Math.floor((slot * 16) / SIZE);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('each bit of the slot follows each bit of the position only by chance', async () => {
    const slots = await order(10);
    for (let from = 0; from < BITS; from++) {
      const flips = new Array<number>(BITS).fill(0);
      for (let n = 0; n < 4096; n++) {
        const difference = (slots[n] ?? 0) ^ (slots[n ^ (1 << from)] ?? 0);
        for (let to = 0; to < BITS; to++) flips[to] = (flips[to] ?? 0) + ((difference >> to) & 1);
      }
      for (const count of flips) expect(Math.abs(count - 2048)).toBeLessThan(320);
    }
  });

  test('another key gives another order', async () => {
    const [a, b] = [await order(1), await order(2)];
    // Two random orders agree in about one place.
    expect(a.filter((slot, n) => slot === b[n]).length).toBeLessThan(12);
  });
});

test('the order of a key never changes: slots that were handed out must not move', async () => {
  const permute = await permutation(key(0), BITS);
  expect(Array.from({ length: 8 }, (_, n) => permute(n))).toEqual([
    68376, 112766, 51958, 96696, 10310, 97331, 176, 65897,
  ]);
});

describe('refuses', () => {
  test.each([-1, SIZE, 0.5, NaN])('%s, which is outside the domain', async (n) => {
    const permute = await permutation(key(0), BITS);
    expect(() => permute(n)).toThrow(RangeError);
  });

  test.each([
    [16, 17],
    [33, 17],
    [32, 1],
    [32, 33],
    [32, 8.5],
  ])('a key of %i bytes with %d bits', async (length, bits) => {
    await expect(permutation(new Uint8Array(length), bits)).rejects.toThrow(RangeError);
  });
});
