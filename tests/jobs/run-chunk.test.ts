import { describe, expect, test } from 'vitest';
import type { Deps } from '../../src/core/deps.ts';
import { YinzhengError } from '../../src/core/errors.ts';
import type { Handler } from '../../src/core/jobs.ts';
import { LEASE_MS, RENEWALS, runOneChunk, TRIES } from '../../src/jobs/run-chunk.ts';
import { event, id, job, NOW } from '../contract/samples.ts';
import { bench } from './bench.ts';

const options = { holder: 'me' };

/** Counts to ten, three at a time; each unit is an event. */
const count: Handler = async (_, { cursor }) => {
  const from = Number(cursor?.next ?? 0);
  const units = [0, 1, 2].map((n) => from + n).filter((n) => n < 10);
  return {
    writes: units.map((n) => ({ write: 'event.add', event: event(n) })),
    done: units.length,
    ...(from === 0 && { total: 10 }),
    ...(from + 3 < 10 && { cursor: { next: from + 3 } }),
  };
};

describe('a job', () => {
  test('is done chunk by chunk, with its progress', async () => {
    const { deps, store, job } = await bench();
    const done: unknown[] = [];
    while (await runOneChunk(deps, { count }, options)) done.push((await job())?.done);
    expect(done).toEqual([3, 6, 9, 10]);
    expect(await job()).toMatchObject({ state: 'done', done: 10, total: 10, chunk: 4 });
    expect(await store.events({ limit: 99 })).toHaveLength(10);
  });

  test('of a kind that nobody here knows waits', async () => {
    const { deps, job: now } = await bench();
    expect(await runOneChunk(deps, { other: count }, options)).toBeUndefined();
    expect(await now()).toEqual(job(1));
  });

  test('takes turns with others', async () => {
    const world = await bench(job(2));
    const endless: Handler = async () => ({ writes: [], done: 1, cursor: {} });
    const order: (string | undefined)[] = [];
    for (let n = 0; n < 4; n++) {
      world.now++;
      order.push((await runOneChunk(world.deps, { count: endless }, options))?.id);
    }
    expect(order).toEqual([id(1), id(2), id(1), id(2)]);
  });
});

describe('a chunk that fails', () => {
  const broken: Handler = async () => {
    throw new TypeError('110105… is no number');
  };

  test('leaves nothing, pauses longer each time, and fails the job after so many tries', async () => {
    const world = await bench();
    const pauses: number[] = [];
    for (let n = 1; n < TRIES; n++) {
      expect(await runOneChunk(world.deps, { count: broken }, options)).toMatchObject({ attempts: n });
      const now = await world.job();
      expect(now).toMatchObject({ state: 'running', error: 'TypeError', attempts: n, chunk: 0 });
      pauses.push((now?.dueAt ?? 0) - world.now);
      expect(await runOneChunk(world.deps, { count: broken }, options)).toBeUndefined();
      world.now = now?.dueAt ?? 0;
    }
    expect(pauses).toEqual([1, 4, 16, 64, 256].map((seconds) => seconds * 1000));
    await runOneChunk(world.deps, { count: broken }, options);
    expect(await world.job()).toMatchObject({ state: 'failed', error: 'TypeError' });
    expect(world.said.at(-1)).toContain('job.failed');
    expect(world.said.join()).not.toContain('110105');
  });

  test('is forgiven when the next try succeeds', async () => {
    const world = await bench();
    await runOneChunk(world.deps, { count: broken }, options);
    world.now += 1000;
    await runOneChunk(world.deps, { count }, options);
    expect(await world.job()).toMatchObject({ done: 3, attempts: 0 });
    expect(await world.job()).not.toHaveProperty('error');
  });

  test('because of its own writes is a failure like any other, and keeps none of them', async () => {
    const world = await bench();
    await world.store.commit([{ write: 'event.add', event: event(2) }]);
    await runOneChunk(world.deps, { count }, options);
    expect(await world.job()).toMatchObject({ done: 0, attempts: 1, error: 'UniqueKeyError' });
    expect(await world.store.events({ limit: 99 })).toEqual([event(2)]);
  });

  test('for a reason that passes is tried again for ever', async () => {
    const world = await bench();
    const full: Handler = async () => {
      throw new YinzhengError('storage_full', 'no space');
    };
    for (let n = 0; n < TRIES * 3; n++, world.now += 5000) await runOneChunk(world.deps, { count: full }, options);
    expect(await world.job()).toMatchObject({ state: 'running', attempts: 0, error: 'storage_full: no space' });
    await runOneChunk(world.deps, { count }, options);
    expect(await world.job()).toMatchObject({ done: 3 });
  });

  test('by killing its process every time ends the job, without another try', async () => {
    const world = await bench();
    for (let n = 0; n < TRIES; n++, world.now += LEASE_MS) {
      await world.store.claimJob({ kinds: ['count'], holder: 'dead', now: world.now, leaseMs: LEASE_MS });
    }
    let tried = false;
    const watched: Handler = (...words) => {
      tried = true;
      return count(...words);
    };
    await runOneChunk(world.deps, { count: watched }, options);
    expect(tried).toBe(false);
    expect(await world.job()).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('never came to an end'),
    });
  });
});

describe('a chunk that takes longer than its lease', () => {
  test('stays with whoever works on it, for as long as the claim is renewed', async () => {
    const world = await bench();
    const brief = { holder: 'me', leaseMs: 20 };
    const slow: Handler = async (deps, job) => {
      world.now += 19;
      await expect.poll(async () => (await world.job())?.dueAt, { interval: 1 }).toBe(world.now + 20);
      world.now += 19;
      expect(await runOneChunk(deps, { count }, { holder: 'heir' })).toBeUndefined();
      return count(deps, job);
    };
    await runOneChunk(world.deps, { count: slow }, brief);
    expect(world.said).toEqual([]);
    expect(await world.job()).toMatchObject({ done: 3, chunk: 1, holder: 'me' });
  });

  test('is renewed so many times, and no more', async () => {
    const world = await bench();
    let renewals = 0;
    const commit: Deps['store']['commit'] = async (writes) => {
      if (writes.some(({ write }) => write === 'job.renew')) renewals++;
      await world.store.commit(writes);
    };
    const stuck: Handler = async (deps, job) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return count(deps, job);
    };
    const deps = { ...world.deps, store: { ...world.store, commit } };
    await runOneChunk(deps, { count: stuck }, { holder: 'me', leaseMs: 4 });
    expect(renewals).toBe(RENEWALS);
  });

  test('is lost to whoever took over, and says so', async () => {
    const world = await bench();
    const slow: Handler = async (deps, job) => {
      world.now = NOW + LEASE_MS;
      await runOneChunk(world.deps, { count }, { holder: 'heir' });
      return count(deps, job);
    };
    await runOneChunk(world.deps, { count: slow }, options);
    expect(world.said).toEqual([expect.stringContaining('job.overtaken')]);
    expect(await world.job()).toMatchObject({ done: 3, chunk: 1, holder: 'heir' });
    expect(await world.store.events({ limit: 99 })).toHaveLength(3);
  });

  test('is lost also to whoever took over and failed', async () => {
    const world = await bench(job(1, { id: id(2), kind: 'slow', attempts: TRIES - 2 }));
    const broken: Handler = async () => {
      throw new Error('for good');
    };
    const slow: Handler = async (deps, job) => {
      world.now = NOW + LEASE_MS;
      await runOneChunk(world.deps, { slow: broken }, { holder: 'heir' });
      return count(deps, job);
    };
    await runOneChunk(world.deps, { slow }, options);
    expect(world.said).toEqual([expect.stringContaining('job.failed'), expect.stringContaining('job.overtaken')]);
    expect(await world.store.job(id(2))).toMatchObject({ state: 'failed', done: 0 });
    world.now += 99 * LEASE_MS;
    expect(await runOneChunk(world.deps, { slow: count }, options)).toBeUndefined();
  });

  test('and fails does not disturb whoever took over', async () => {
    const world = await bench();
    const slow: Handler = async () => {
      world.now = NOW + LEASE_MS;
      await world.store.claimJob({ kinds: ['count'], holder: 'heir', now: world.now, leaseMs: LEASE_MS });
      throw new Error('too late');
    };
    await runOneChunk(world.deps, { count: slow }, options);
    expect(await world.job()).toMatchObject({ holder: 'heir', attempts: 2, dueAt: NOW + 2 * LEASE_MS });
    expect(await world.job()).not.toHaveProperty('error');
  });
});
