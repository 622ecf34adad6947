import { describe, expect, test } from 'vitest';
import { AGENCY, id, NOW, OTHER, share } from './samples.ts';
import type { Current } from './store.ts';

export function paperContract(store: Current): void {
  describe('paper', () => {
    test('a layout is chosen, and chosen again', async () => {
      expect(await store().layoutChoice(AGENCY)).toBeUndefined();
      const choice = { layout: 'indigo', colours: { accent: '#123456' }, facts: ['level', 'occupation'] } as const;
      await store().commit([
        { write: 'layout.put', agency: AGENCY, choice },
        { write: 'layout.put', agency: OTHER, choice: { layout: 'plain' } },
      ]);
      expect(await store().layoutChoice(AGENCY)).toEqual(choice);
      await store().commit([{ write: 'layout.put', agency: AGENCY, choice: { layout: 'plain' } }]);
      expect(await store().layoutChoice(AGENCY)).toEqual({ layout: 'plain' });
    });

    test('shares come newest first, a certificate at a time', async () => {
      const certificate = id(1);
      const shares = [2, 3, 4].map((n) => share(n, { certificate }));
      await store().commit([...shares, share(5)].map((one) => ({ write: 'share.add', share: one })));
      expect(await store().share(id(3))).toEqual(shares[1]);
      expect(await store().share(id(9))).toBeUndefined();
      expect(await store().shares(certificate, 2)).toEqual([shares[2], shares[1]]);
      expect(await store().shares(id(9), 9)).toEqual([]);
    });

    test('shares are removed once they ended long ago, withdrawn or not', async () => {
      const shares = [1, 2, 3].map((n) => share(n, { certificate: id(1), expiresAt: NOW + n }));
      await store().commit([
        ...shares.map((one) => ({ write: 'share.add', share: one }) as const),
        { write: 'share.withdraw', id: id(3), at: NOW },
        { write: 'share.forget', before: NOW + 2 },
      ]);
      expect((await store().shares(id(1), 9)).map((one) => one.id)).toEqual([id(3), id(2)]);
      await store().commit([{ write: 'share.forget', before: NOW + 9 }]);
      expect(await store().shares(id(1), 9)).toEqual([]);
    });

    test('a share is withdrawn once', async () => {
      await store().commit([{ write: 'share.add', share: share(1) }]);
      await store().commit([{ write: 'share.withdraw', id: id(1), at: NOW }]);
      await store().commit([{ write: 'share.withdraw', id: id(1), at: NOW + 5 }]);
      expect(await store().share(id(1))).toEqual({ ...share(1), withdrawnAt: NOW });
    });
  });
}
