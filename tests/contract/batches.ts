import { describe, expect, test } from 'vitest';
import type { Write } from '../../src/core/ports.ts';
import { AGENCY, batch, batchPart, certificate, id, NOW, OTHER } from './samples.ts';
import type { Current } from './store.ts';

export function batchesContract(store: Current): void {
  const commit = (...writes: Write[]) => store().commit(writes);
  const prepare = (one: ReturnType<typeof certificate>) =>
    ({ write: 'certificate.prepare', certificate: one }) as const;
  const taken = (table: string) => ({ name: 'UniqueKeyError', table });

  describe('batches', () => {
    test('are kept whole, listed per agency, newest first, and not before they are received', async () => {
      const whole = batch(1, {
        contentKey: 'c1',
        requestKey: 'r1',
        releases: [{ by: 'agency', person: '甲', key: 'k', hash: 'h', at: NOW }],
        tidyAt: NOW + 9,
      });
      await commit(
        { write: 'batch.add', batch: whole },
        { write: 'batch.add', batch: batch(2, { agency: OTHER }) },
        { write: 'batch.add', batch: batch(3) },
        { write: 'batch.add', batch: batch(4, { state: 'receiving' }) },
      );
      expect(await store().batch(id(1))).toEqual(whole);
      expect(await store().batch(id(9))).toBeUndefined();
      const ids = async (page: Parameters<ReturnType<Current>['batches']>[0]) =>
        (await store().batches(page)).map((one) => one.id);
      expect(await ids({ limit: 9 })).toEqual([id(3), id(2), id(1)]);
      expect(await ids({ limit: 9, agency: AGENCY, after: id(3) })).toEqual([id(1)]);
      expect(await ids({ limit: 1, agency: AGENCY })).toEqual([id(3)]);
    });

    test('with one content, or one request key, are one in an agency', async () => {
      await commit({ write: 'batch.add', batch: batch(1, { contentKey: 'c', requestKey: 'r' }) });
      const add = (n: number, more: object) => commit({ write: 'batch.add', batch: batch(n, more) });
      await expect(add(2, { contentKey: 'c' })).rejects.toMatchObject(taken('batch'));
      await expect(add(2, { requestKey: 'r' })).rejects.toMatchObject(taken('batch'));
      await add(2, { agency: OTHER, contentKey: 'c', requestKey: 'r' });
      await add(3, {});
      const step = { write: 'batch.step', batch: batch(3, { revision: 1, contentKey: 'c' }) } as const;
      await expect(commit(step)).rejects.toMatchObject(taken('batch'));
      expect((await store().batchLike(AGENCY, { contentKey: 'c' }))?.id).toBe(id(1));
      expect((await store().batchLike(OTHER, { requestKey: 'r' }))?.id).toBe(id(2));
      expect(await store().batchLike(AGENCY, { requestKey: 'x' })).toBeUndefined();

      await commit({ write: 'batch.step', batch: batch(1, { revision: 1, state: 'cancelled' }) });
      expect(await store().batchLike(AGENCY, { contentKey: 'c' })).toBeUndefined();
      await commit(step);
      expect((await store().batchLike(AGENCY, { contentKey: 'c' }))?.id).toBe(id(3));
    });

    test('take each step once, whoever takes it', async () => {
      await commit({ write: 'batch.add', batch: batch(1) });
      await commit({ write: 'batch.step', batch: batch(1, { revision: 1, state: 'signing' }) });
      const late = { write: 'batch.step', batch: batch(1, { revision: 1, state: 'cancelled' }) } as const;
      await expect(commit({ write: 'batch.add', batch: batch(2) }, late)).rejects.toMatchObject(taken('batch_step'));
      expect((await store().batch(id(1)))?.state).toBe('signing');
      expect(await store().batch(id(2))).toBeUndefined();
    });

    test('are found when their time is over', async () => {
      await commit(
        { write: 'batch.add', batch: batch(1, { tidyAt: NOW + 2 }) },
        { write: 'batch.add', batch: batch(2, { tidyAt: NOW + 1, state: 'receiving' }) },
        { write: 'batch.add', batch: batch(3) },
      );
      const due = async (now: number, limit = 9) => (await store().untidyBatches(now, limit)).map((one) => one.id);
      expect(await due(NOW)).toEqual([]);
      expect(await due(NOW + 2)).toEqual([id(2), id(1)]);
      expect(await due(NOW + 2, 1)).toEqual([id(2)]);
      await commit({ write: 'batch.step', batch: batch(1, { revision: 1 }) });
      expect(await due(NOW + 2)).toEqual([id(2)]);
    });

    test('have parts, which take the place of earlier ones, and are erased', async () => {
      const parts = [batchPart(1, 1), batchPart(1, 0, { report: 'r', failed: 2 }), batchPart(2, 0)];
      await commit(
        { write: 'batch.add', batch: batch(1) },
        ...parts.map((part) => ({ write: 'batch.part', part }) as const),
      );
      expect(await store().batchPart(id(1), 0)).toEqual(parts[1]);
      expect(await store().batchPart(id(1), 2)).toBeUndefined();
      expect(await store().batchDigests(id(1))).toEqual(['digest-0', 'digest-1']);
      expect(await store().batchTally(id(1))).toEqual({ issued: 0, unsigned: 0, failed: 2 });

      const mended = batchPart(1, 0, { digest: 'other', failed: 1, report: 'r2' });
      await commit({ write: 'batch.part', part: mended });
      expect(await store().batchPart(id(1), 0)).toEqual(mended);
      await commit({ write: 'batch.erase', batch: id(1), what: 'rows' });
      const { sealed: _, ...told } = mended;
      expect(await store().batchPart(id(1), 0)).toEqual(told);
      await commit({ write: 'batch.erase', batch: id(1), what: 'all' });
      expect(await store().batchPart(id(1), 0)).not.toHaveProperty('report');
      await commit({ write: 'batch.drop', batch: batch(1) });
      expect([await store().batch(id(1)), await store().batchDigests(id(1))]).toEqual([undefined, []]);
      expect(await store().batchPart(id(2), 0)).toEqual(parts[2]);
    });

    test('are dropped, or come to their end: whichever is first', async () => {
      await commit({ write: 'batch.add', batch: batch(3) }, { write: 'batch.add', batch: batch(4) });
      const end = (n: number) =>
        ({ write: 'batch.step', batch: batch(n, { revision: 1, state: 'submitted' }) }) as const;
      const drop = (n: number) => ({ write: 'batch.drop', batch: batch(n) }) as const;
      await commit(end(3));
      await expect(commit(drop(3))).rejects.toMatchObject(taken('batch_step'));
      expect(await store().batch(id(3))).toMatchObject({ state: 'submitted' });
      await commit(drop(4));
      await expect(commit(end(4))).rejects.toMatchObject(taken('batch_step'));
      expect(await store().batch(id(4))).toBeUndefined();
    });

    test('have each row as a certificate once', async () => {
      const row = (n: number) => ({ batch: id(1), agency: AGENCY, n, row: n + 1, certificate: id(100 + n) });
      const issue = (n: number) => ({ write: 'batch.row', row: row(n) }) as const;
      const prepared = [2, 9].map((n) => certificate(100 + n));
      await commit(issue(2), issue(1), issue(7), ...prepared.map(prepare));
      await expect(commit(issue(3), issue(7))).rejects.toMatchObject(taken('batch_row'));
      expect(await store().batchRows(id(1), 1, 3)).toEqual([row(1), row(2)]);
      expect(await store().batchRows(id(1), 3, 9)).toEqual([row(7)]);
      expect(await store().batchTally(id(1))).toEqual({ issued: 3, unsigned: 1, failed: 0 });
      expect(await store().batchTally(id(9))).toEqual({ issued: 0, unsigned: 0, failed: 0 });
    });
  });
}
