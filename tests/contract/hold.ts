import { describe, expect, test } from 'vitest';
import type { Hold } from '../../src/core/hold.ts';
import type { Store, Write } from '../../src/core/ports.ts';
import { agency, event, job, mark, NOW } from './samples.ts';
import type { Current } from './store.ts';

const hold: Hold = { reason: 'restored', since: NOW, knownUntil: NOW - 1, presentUntil: NOW - 500, missing: 12 };
const list = { id: 'trust-list', revision: 1, signedAt: NOW, credential: '{}', detached: 'j' };
const refused = { name: 'YinzhengError', code: 'on_hold' };

export function holdContract(store: Current, again: () => Promise<Store>): void {
  const put = () => store().commit([{ write: 'hold.put', hold }]);
  const take = (counter: string, count = 1) => store().allocate([{ counter, count }]);

  describe('a hold', () => {
    test('is there until it is lifted, and the later one counts', async () => {
      expect(await store().hold()).toBeUndefined();
      await put();
      expect(await (await again()).hold()).toEqual(hold);
      await store().commit([{ write: 'hold.put', hold: { reason: 'restored', since: NOW + 1 } }]);
      expect(await store().hold()).toEqual({ reason: 'restored', since: NOW + 1 });
      await store().commit([{ write: 'hold.lift' }]);
      expect(await store().hold()).toBeUndefined();
    });

    test('stops every process from writing, taking numbers and claiming jobs', async () => {
      const other = await again();
      await store().commit([{ write: 'job.add', job: job(1) }]);
      await put();
      const writes: Write[] = [
        { write: 'agency.add', agency: agency() },
        { write: 'status.mark', mark: mark(1) },
        { write: 'event.add', event: event(1) },
      ];
      for (const write of writes) await expect(other.commit([write])).rejects.toMatchObject(refused);
      await expect(other.allocate([{ counter: 'a', count: 1 }])).rejects.toMatchObject(refused);
      const claim = { kinds: ['count'], holder: 'a', now: NOW, leaseMs: 1 };
      await expect(other.claimJob(claim)).rejects.toMatchObject(refused);

      await store().commit([{ write: 'hold.lift' }]);
      expect(await other.events({ limit: 9 })).toEqual([]);
      expect(await take('a')).toEqual([0]);
      expect(await other.claimJob(claim)).toMatchObject({ id: job(1).id });
    });

    test('lets lists be signed, and nothing come in beside them', async () => {
      await put();
      const archived = { version: 1, signedAt: NOW, credential: 'x', detached: 'a..c' };
      await store().commit([
        { write: 'list.publish', list },
        { write: 'trust-list.archive', list: archived },
      ]);
      expect(await store().publishedList('trust-list')).toEqual(list);
      expect(await store().trustListVersion(1)).toEqual(archived);
      const both: Write[] = [
        { write: 'list.publish', list: { ...list, revision: 2 } },
        { write: 'event.add', event: event(1) },
      ];
      await expect(store().commit(both)).rejects.toMatchObject(refused);
      expect(await store().publishedList('trust-list')).toEqual(list);
      expect(await store().claimDuty({ name: 'lists', now: NOW, everyMs: 5 })).toBe(true);
    });

    test('ends with its event, and counters that moved: those that are there and those to come', async () => {
      await take('old', 3);
      await put();
      await store().commit([
        { write: 'counters.skip', count: 100 },
        { write: 'event.add', event: event(1) },
        { write: 'hold.lift' },
      ]);
      expect([await take('old'), await take('new', 2), await take('new')]).toEqual([[103], [100], [102]]);
      expect(await store().counter('never used')).toBe(0);
      expect(await store().events({ limit: 9 })).toEqual([event(1)]);

      await store().commit([{ write: 'counters.skip', count: 50 }]);
      expect([await take('old'), await take('new'), await take('newer')]).toEqual([[154], [153], [150]]);
    });
  });
}
