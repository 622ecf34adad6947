import { describe, expect, test } from 'vitest';
import type { Write } from '../../src/core/ports.ts';
import { block, event, id } from './samples.ts';
import type { Current } from './store.ts';

const adding = (...numbers: number[]): Write[] => numbers.map((n) => ({ write: 'event.add', event: event(n) }));

export function ledgerContract(store: Current): void {
  describe('the ledger', () => {
    const waiting = async (after?: string) => (await store().unsealed({ limit: 999, after })).map(({ id }) => id);

    test('has events waiting in the order of their ids, and takes them in blocks', async () => {
      await store().commit(adding(4, 1, 3, 2));
      expect(await store().unsealed({ limit: 2 })).toEqual([event(1), event(2)]);
      expect(await waiting(id(2))).toEqual([id(3), id(4)]);
      expect(await store().ledgerHead()).toBeUndefined();

      await store().commit([{ write: 'block.add', block: block(1, [1, 3]) }]);
      expect(await waiting()).toEqual([id(2), id(4)]);
      await store().commit([{ write: 'block.add', block: block(2, [2]) }]);
      expect(await waiting()).toEqual([id(4)]);
      expect(await store().ledgerHead()).toEqual(block(2, [2]));
      expect(await store().blocks({ limit: 9, after: 0 })).toEqual([block(1, [1, 3]), block(2, [2])]);
      expect(await store().blocks({ limit: 1, after: 0 })).toEqual([block(1, [1, 3])]);
      expect(await store().blocks({ limit: 9, after: 1 })).toEqual([block(2, [2])]);
      expect(await store().events({ limit: 9 })).toEqual([1, 2, 3, 4].map((n) => event(n)));
    });

    test('has one block in a place, and the events of another one for it go on waiting', async () => {
      await store().commit(adding(1, 2));
      await store().commit([{ write: 'block.add', block: block(1, [1]) }]);
      const rival = store().commit([{ write: 'block.add', block: block(1, [1, 2]) }]);
      await expect(rival).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'ledger' });
      expect(await waiting()).toEqual([id(2)]);
      expect(await store().ledgerHead()).toEqual(block(1, [1]));
    });

    test('takes blocks of more events than a statement has values', async () => {
      const many = Array.from({ length: 205 }, (_, n) => n + 1);
      await store().commit(adding(...many));
      await store().commit([{ write: 'block.add', block: block(1, many.slice(0, 203)) }]);
      expect(await waiting()).toEqual([id(204), id(205)]);
    });
  });
}
