import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import type { Current } from './store.ts';

export function allocateContract(store: Current, again: () => Promise<Store>): void {
  describe('allocate', () => {
    test('starts at 0 and goes on where it stopped', async () => {
      expect(await store().allocate([{ counter: 'a', count: 3 }])).toEqual([0]);
      expect(await store().allocate([{ counter: 'a', count: 1 }])).toEqual([3]);
      expect(await store().counter('a')).toBe(4);
      expect(await store().counter('b')).toBe(0);
      expect(await (await again()).allocate([{ counter: 'a', count: 1 }])).toEqual([4]);
    });

    test('answers in the order of the question, each counter by itself', async () => {
      const ranges = [
        { counter: 'b', count: 2 },
        { counter: 'a', count: 5 },
        { counter: 'b', count: 1 },
      ];
      expect(await store().allocate(ranges)).toEqual([0, 0, 2]);
      expect(await store().allocate(ranges)).toEqual([3, 5, 5]);
      expect(await store().allocate([])).toEqual([]);
    });

    test.each([0, -1, 1.5, Number.NaN])('refuses a range of %s values', async (count) => {
      await expect(store().allocate([{ counter: 'a', count }])).rejects.toThrow(RangeError);
      expect(await store().allocate([{ counter: 'a', count: 1 }])).toEqual([0]);
    });

    test('hands out every value once to eight connections', async () => {
      const stores = await Promise.all(Array.from({ length: 8 }, again));
      const taken: number[] = [];
      await Promise.all(
        stores.map(async (connection, n) => {
          for (let i = 0; i < 25; i++) {
            const [first = Number.NaN] = await connection.allocate([{ counter: 'a', count: n + 1 }]);
            for (let k = 0; k <= n; k++) taken.push(first + k);
          }
        }),
      );
      const total = 25 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8);
      expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
    });

    test('leaves no hole and nothing twice, whoever asks for what at the same time', { timeout: 60_000 }, async () => {
      const stores = [store(), await again(), await again()];
      const range = fc.record({
        counter: fc.constantFrom('number', 'slot', '号'),
        count: fc.integer({ min: 1, max: 50 }),
      });
      const call = fc.record({ from: fc.constantFrom(...stores), ranges: fc.array(range, { maxLength: 4 }) });
      let run = 0;
      const holds = fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
        const prefix = `${++run}:`;
        const taken = new Map<string, number[]>();
        await Promise.all(
          calls.map(async ({ from, ranges }) => {
            const named = ranges.map(({ counter, count }) => ({ counter: prefix + counter, count }));
            const starts = await from.allocate(named);
            for (const [i, { counter, count }] of named.entries()) {
              const values = Array.from({ length: count }, (_, k) => (starts[i] ?? Number.NaN) + k);
              taken.set(counter, [...(taken.get(counter) ?? []), ...values]);
            }
          }),
        );
        for (const [counter, values] of taken) {
          expect(values.sort((a, b) => a - b)).toEqual(values.map((_, i) => i));
          expect(await store().counter(counter)).toBe(values.length);
        }
      });
      await fc.assert(holds, { numRuns: 25 });
    });
  });
}
