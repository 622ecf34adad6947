import { describe, expect, test } from 'vitest';
import type { Allowance, Employer } from '../../src/core/employer.ts';
import type { Store } from '../../src/core/ports.ts';
import { NOW } from './samples.ts';
import type { Current } from './store.ts';

const limits = { requestsPerMinute: 60, rowsPerDay: 1_000, unmatchedPerDay: 50 };
export const employer = (code: string): Employer => ({
  code,
  name: { zh: '用人单位', en: 'Employer' },
  limits,
  createdAt: NOW,
});
export const allowance = (limit: number, begins = NOW, name = 'rows:X'): Allowance => ({
  name,
  limit,
  begins,
  ends: begins + 100,
});

export function employersContract(store: Current, again: () => Promise<Store>): void {
  describe('employers', () => {
    test('come in code order, in pages, or one, and a code is taken once', async () => {
      await store().commit(['C', 'A', 'B'].map((code) => ({ write: 'employer.add', employer: employer(code) })));
      expect(await store().employer('A')).toEqual(employer('A'));
      expect(await store().employer('D')).toBeUndefined();
      expect(await store().employers({ limit: 2 })).toEqual([employer('A'), employer('B')]);
      expect(await store().employers({ limit: 2, after: 'B' })).toEqual([employer('C')]);
      expect(await store().employers({ limit: 2, code: 'B' })).toEqual([employer('B')]);
      const twice = store().commit([{ write: 'employer.add', employer: employer('A') }]);
      await expect(twice).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'employer' });
    });

    test('get other limits, and keep the rest', async () => {
      await store().commit([{ write: 'employer.add', employer: employer('A') }]);
      const other = { ...limits, rowsPerDay: 0 };
      await store().commit([{ write: 'employer.limits', code: 'A', limits: other }]);
      expect(await store().employer('A')).toEqual({ ...employer('A'), limits: other });
    });
  });

  describe('an allowance', () => {
    test('is used up to its limit, all or nothing', async () => {
      expect(await store().spend(allowance(10), 11)).toBe(false);
      expect(await store().spend(allowance(10), 7)).toBe(true);
      expect(await store().spend(allowance(10), 4)).toBe(false);
      expect(await store().spent(allowance(10))).toBe(7);
      expect(await store().spend(allowance(10), 3)).toBe(true);
      expect(await store().spend(allowance(10), 1)).toBe(false);
      expect(await store().spend(allowance(11), 1)).toBe(true);
      expect(await store().spend(allowance(10, NOW, 'rows:Y'), 10)).toBe(true);
      expect(await store().spent({ name: 'rows:Z', begins: NOW })).toBe(0);
    });

    test('begins anew in the next stretch, which late calls of the one before count in', async () => {
      await store().spend(allowance(10), 10);
      const next = allowance(10, NOW + 100);
      expect(await store().spent(next)).toBe(0);
      expect(await store().spend(next, 6)).toBe(true);
      expect(await store().spend(allowance(10), 4)).toBe(true);
      expect(await store().spend(allowance(10), 1)).toBe(false);
      expect([await store().spent(next), await store().spent(allowance(10))]).toEqual([10, 10]);
    });

    test('counts what was used already, beyond its limit too, together with its cause or not at all', async () => {
      const count = (number: number) =>
        ({ write: 'allowance.count', allowance: allowance(10), count: number }) as const;
      await store().commit([count(8), count(8)]);
      expect(await store().spent(allowance(10))).toBe(16);
      const twice = { write: 'employer.add', employer: employer('A') } as const;
      await expect(store().commit([count(1), twice, twice])).rejects.toThrow();
      expect(await store().spent(allowance(10))).toBe(16);
      await store().commit([{ ...count(2), allowance: allowance(10, NOW + 100) }]);
      expect(await store().spent(allowance(10, NOW + 100))).toBe(2);
    });

    test('is never passed by many that use it at the same time', async () => {
      const stores = await Promise.all(Array.from({ length: 4 }, again));
      const answers = stores.map(async (from) => {
        let granted = 0;
        for (let n = 0; n < 5; n++) if (await from.spend(allowance(10), 1)) granted++;
        return granted;
      });
      expect((await Promise.all(answers)).reduce((a, b) => a + b)).toBe(10);
      expect(await store().spent(allowance(10))).toBe(10);
    });
  });
}
