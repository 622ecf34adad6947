import { describe, expect, test } from 'vitest';
import type { Job } from '../../src/core/jobs.ts';
import type { Store, Write } from '../../src/core/ports.ts';
import { AGENCY, event, id, job, NOW, OTHER } from './samples.ts';
import type { Current } from './store.ts';

const LEASE = 5_000;
const KINDS = ['count', 'other'];

export function jobsContract(store: Current, again: () => Promise<Store>): void {
  const add = (...jobs: Job[]) => store().commit(jobs.map((job) => ({ write: 'job.add', job })));
  const claim = (holder: string, now = NOW, from = store()) =>
    from.claimJob({ kinds: KINDS, holder, now, leaseMs: LEASE });
  const claimed = async (holder: string, now = NOW, from = store()): Promise<Job> => {
    const got = await claim(holder, now, from);
    if (!got) throw new Error(`nothing was due for ${holder}`);
    return got;
  };
  const chunk = (job: Job, done: number, at: number, more: { total?: number; cursor?: Job['cursor'] } = {}): Write => ({
    write: 'job.chunk',
    claim: job,
    done,
    at,
    ...more,
  });

  describe('jobs', () => {
    test('are kept as they were given out, and listed per owner, oldest first', async () => {
      const whole = job(1, { input: { owner: AGENCY, deep: [1, { 键: null }] }, total: 7 });
      await add(whole, job(2, { owner: OTHER }), job(3));
      expect(await store().job(id(1))).toEqual(whole);
      expect(await store().job(id(9))).toBeUndefined();
      const ids = async (page: Parameters<Store['jobs']>[0]) => (await store().jobs(page)).map((one) => one.id);
      expect(await ids({ limit: 9 })).toEqual([id(1), id(2), id(3)]);
      expect(await ids({ limit: 9, owner: AGENCY, after: id(1) })).toEqual([id(3)]);
      expect(await ids({ limit: 1, owner: AGENCY })).toEqual([id(1)]);
      await expect(add(job(1))).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'job' });
    });

    test('are claimed when they are due, the longest due first, of the kinds that were asked for', async () => {
      await add(job(1, { dueAt: NOW + 9 }), job(2, { dueAt: NOW - 5 }), job(3, { kind: 'nobody does this' }));
      expect(await claim('a')).toEqual(
        job(2, { state: 'running', holder: 'a', attempts: 1, dueAt: NOW + LEASE, updatedAt: NOW }),
      );
      expect(await claim('a')).toBeUndefined();
      expect(await claim('b', NOW + 9)).toMatchObject({ id: id(1), holder: 'b' });
      expect(await store().claimJob({ kinds: [], holder: 'a', now: NOW, leaseMs: 1 })).toBeUndefined();
      expect(await store().job(id(3))).toEqual(job(3, { kind: 'nobody does this' }));
    });

    test('go each to one of many that ask at the same time', async () => {
      const stores = await Promise.all(Array.from({ length: 6 }, again));
      await add(...Array.from({ length: 20 }, (_, n) => job(n)));
      const got = await Promise.all(
        stores.map(async (from, n) => {
          const mine: string[] = [];
          for (let one = await claim(`h${n}`, NOW, from); one; one = await claim(`h${n}`, NOW, from)) mine.push(one.id);
          return mine;
        }),
      );
      expect(got.flat().sort()).toEqual(Array.from({ length: 20 }, (_, n) => id(n)));
    });

    test('move on by chunks, take turns with other jobs, and end', async () => {
      await add(job(1), job(2, { dueAt: NOW + 1 }));
      const first = await claimed('a');
      await store().commit([chunk(first, 10, NOW + 2, { total: 15, cursor: { at: 'k' } })]);
      expect(await store().job(id(1))).toMatchObject({
        chunk: 1,
        done: 10,
        total: 15,
        cursor: { at: 'k' },
        attempts: 0,
      });
      expect(await claim('b', NOW + 2)).toMatchObject({ id: id(2) });
      const second = await claimed('b', NOW + 2);
      expect(second).toMatchObject({ id: id(1), chunk: 1, cursor: { at: 'k' }, attempts: 1 });
      await store().commit([chunk(second, 15, NOW + 3)]);
      expect(await store().job(id(1))).toMatchObject({ state: 'done', chunk: 2, done: 15, total: 15 });
      expect(await store().job(id(1))).not.toHaveProperty('dueAt');
      expect(await claim('c', NOW + 99 * LEASE)).toMatchObject({ id: id(2) });
      expect(await claim('c', NOW + 99 * LEASE)).toBeUndefined();
    });

    test('are taken over when the lease ends, and then only one of the two commits the chunk', async () => {
      await add(job(1));
      const dead = await claimed('dead');
      expect(await claim('heir', NOW + LEASE - 1)).toBeUndefined();
      const other = await again();
      const heir = await claimed('heir', NOW + LEASE, other);
      expect(heir).toMatchObject({ holder: 'heir', chunk: dead.chunk, attempts: 2 });

      const commit = (from: Store, by: Job, n: number) =>
        from.commit([{ write: 'event.add', event: event(n) }, chunk(by, n, NOW + LEASE, { cursor: { n } })]);
      const results = await Promise.allSettled([commit(store(), dead, 1), commit(other, heir, 2)]);
      const refused = results.find(({ status }) => status === 'rejected');
      expect(refused).toMatchObject({ reason: { name: 'UniqueKeyError', table: 'job_chunk' } });
      const [said] = await store().events({ limit: 9 });
      expect(await store().events({ limit: 9 })).toEqual([said]);
      expect((await store().job(id(1)))?.cursor).toEqual({ n: (said?.at ?? 0) - NOW });
    });

    test('are kept by whoever is slow, for as long as the claim is renewed', async () => {
      await add(job(1));
      const slow = await claimed('slow');
      await store().commit([{ write: 'job.renew', claim: slow, dueAt: NOW + 2 * LEASE, at: NOW + LEASE - 1 }]);
      expect(await claim('heir', NOW + 2 * LEASE - 1)).toBeUndefined();
      expect(await store().job(id(1))).toMatchObject({ state: 'running', holder: 'slow', attempts: 1 });
      await store().commit([chunk(slow, 3, NOW + 2 * LEASE)]);
      expect(await store().job(id(1))).toMatchObject({ state: 'done', done: 3 });
    });

    test('late news of a lost claim changes nothing', async () => {
      await add(job(1));
      const dead = await claimed('dead');
      await claimed('heir', NOW + LEASE);
      const before = await store().job(id(1));
      await store().commit([
        { write: 'job.renew', claim: dead, dueAt: NOW + 9 * LEASE, at: NOW },
        { write: 'job.retry', claim: dead, attempts: 0, error: 'late', dueAt: NOW, at: NOW },
        { write: 'job.fail', claim: dead, error: 'late', at: NOW },
      ]);
      expect(await store().job(id(1))).toEqual(before);
    });

    test('that fail stay so: who had the chunk before cannot commit it any more', async () => {
      await add(job(1));
      const slow = await claimed('slow');
      const heir = await claimed('heir', NOW + LEASE);
      await store().commit([{ write: 'job.fail', claim: heir, error: 'no hope', at: NOW + LEASE }]);
      const late = store().commit([
        chunk(slow, 3, NOW + LEASE, { cursor: {} }),
        { write: 'event.add', event: event(1) },
      ]);
      await expect(late).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'job_chunk' });
      expect(await store().job(id(1))).toMatchObject({ state: 'failed', chunk: 0, done: 0 });
      expect(await store().events({ limit: 9 })).toEqual([]);
      expect(await claim('c', NOW + 99 * LEASE)).toBeUndefined();
    });

    test('that fail at the same time as a chunk of theirs is committed do one of the two', async () => {
      const other = await again();
      for (const n of [1, 2, 3]) {
        await add(job(n));
        const slow = await claimed('slow');
        const heir = await claimed('heir', NOW + LEASE);
        const results = await Promise.allSettled([
          store().commit([chunk(slow, 3, NOW + LEASE)]),
          other.commit([{ write: 'job.fail', claim: heir, error: 'no hope', at: NOW + LEASE }]),
        ]);
        const done = results[0].status === 'fulfilled';
        expect(await store().job(id(n))).toMatchObject(
          done ? { state: 'done', done: 3 } : { state: 'failed', done: 0 },
        );
        expect(await store().job(id(n))).not.toHaveProperty('dueAt');
      }
    });

    test('pause after a failure, and forget it when the chunk succeeds', async () => {
      await add(job(1));
      const tried = await claimed('a');
      const pause = { attempts: 1, error: 'no luck', dueAt: NOW + 50, at: NOW + 1 };
      await store().commit([{ write: 'job.retry', claim: tried, ...pause }]);
      expect(await store().job(id(1))).toMatchObject({ state: 'running', error: 'no luck', dueAt: NOW + 50 });
      expect(await claim('a', NOW + 49)).toBeUndefined();
      const retried = await claimed('b', NOW + 50);
      expect(retried).toMatchObject({ attempts: 2, error: 'no luck' });
      await store().commit([chunk(retried, 1, NOW + 51, { cursor: {} })]);
      expect(await store().job(id(1))).not.toHaveProperty('error');
    });

    test('that a clock hours ahead put off are claimed behind what is due', async () => {
      await add(job(1), job(2));
      const early = await claimed('a', NOW + 8 * 3_600_000);
      expect((await claimed('b')).id).not.toBe(early.id);
      const again = await claimed('b');
      expect(again).toMatchObject({ id: early.id, attempts: 2, dueAt: NOW + LEASE });
      expect(await claim('b')).toBeUndefined();
    });

    test('that fail keep the reason and are over', async () => {
      await add(job(1));
      await store().commit([{ write: 'job.fail', claim: await claimed('a'), error: 'no hope', at: NOW + 1 }]);
      expect(await store().job(id(1))).toMatchObject({ state: 'failed', error: 'no hope', updatedAt: NOW + 1 });
      expect(await claim('b', NOW + 99 * LEASE)).toBeUndefined();
    });

    test('that are cancelled keep what was done, and the chunk that is being worked on is lost', async () => {
      await add(job(1));
      await store().commit([chunk(await claimed('a'), 3, NOW + 1, { cursor: {} })]);
      const late = await claimed('a', NOW + 1);
      await store().commit([{ write: 'job.cancel', job: late, at: NOW + 2 }]);
      expect(await store().job(id(1))).toMatchObject({ state: 'cancelled', done: 3, updatedAt: NOW + 2 });
      await expect(
        store().commit([{ write: 'event.add', event: event(1) }, chunk(late, 6, NOW + 3)]),
      ).rejects.toMatchObject({ table: 'job_chunk' });
      expect(await store().events({ limit: 9 })).toEqual([]);
      expect(await store().job(id(1))).toMatchObject({ state: 'cancelled', done: 3 });
      expect(await claim('b', NOW + 99 * LEASE)).toBeUndefined();
    });

    test('that are done cannot be cancelled any more', async () => {
      await add(job(1));
      const last = await claimed('a');
      await store().commit([chunk(last, 3, NOW + 1)]);
      await expect(store().commit([{ write: 'job.cancel', job: last, at: NOW + 2 }])).rejects.toMatchObject({
        table: 'job_chunk',
      });
      await store().commit([{ write: 'job.cancel', job: { id: id(1), chunk: 1 }, at: NOW + 2 }]);
      expect(await store().job(id(1))).toMatchObject({ state: 'done', updatedAt: NOW + 1 });
    });
  });

  describe('duties', () => {
    const duty = (now: number, name = 'sweep', from = store()) => from.claimDuty({ name, now, everyMs: 100 });

    test('are done once within their time, each by itself', async () => {
      expect([await duty(NOW), await duty(NOW), await duty(NOW + 99), await duty(NOW + 100)]).toEqual([
        true,
        false,
        false,
        true,
      ]);
      expect(await duty(NOW, 'dust')).toBe(true);
    });

    test('go on after a clock was hours ahead, and to one when clocks differ a little', async () => {
      expect(await duty(NOW + 8 * 3_600_000)).toBe(true);
      expect([await duty(NOW), await duty(NOW), await duty(NOW + 100)]).toEqual([true, false, true]);
      expect([await duty(NOW + 3_000), await duty(NOW + 200), await duty(NOW + 3_100)]).toEqual([true, false, true]);
    });

    test('go to one of many that ask at the same time', async () => {
      const stores = await Promise.all(Array.from({ length: 6 }, again));
      for (const round of [0, 1, 2]) {
        const answers = await Promise.all(stores.map((from) => duty(NOW + round * 100, 'sweep', from)));
        expect(answers.filter(Boolean)).toHaveLength(1);
      }
    });
  });
}
