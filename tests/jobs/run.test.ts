import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Duty, Handler } from '../../src/core/jobs.ts';
import { createBell } from '../../src/jobs/bell.ts';
import { runJobs, type Work } from '../../src/jobs/run.ts';
import { id, job, NOW } from '../contract/samples.ts';
import { type Bench, bench } from './bench.ts';

/** What never ends until the test does. */
let silent: PromiseWithResolvers<never>;
beforeEach(() => {
  silent = Promise.withResolvers();
  silent.promise.catch(() => undefined);
});

/** Works until the test is over. */
function working(world: Bench, work: Work, pollMs = 10): { readonly bell: ReturnType<typeof createBell> } {
  const [end, bell] = [new AbortController(), createBell()];
  const running = runJobs(world.deps, work, { holder: 'me', signal: end.signal, pollMs, bell });
  onTestFinished(async () => {
    end.abort();
    silent.reject(new Error('the test is over'));
    await running;
  });
  return { bell };
}

const once: Handler = async () => ({ writes: [], done: 1, total: 1 });

test('a duty and a job that wait for somebody hold up no other duty, and an outward job no other job', async () => {
  const world = await bench(job(2, { kind: 'deliver' }));
  let runs = 0;
  const duties: Duty[] = [
    { name: 'ask', everyMs: 1, run: () => silent.promise },
    { name: 'recover', everyMs: 1, run: async () => ++runs },
  ];
  const tick = setInterval(() => world.now++, 1);
  onTestFinished(() => clearInterval(tick));
  working(world, { handlers: { count: once }, outward: { deliver: () => silent.promise }, duties });
  await expect.poll(() => runs).toBeGreaterThan(3);
  await expect.poll(async () => (await world.job())?.state).toBe('done');
  expect(await world.store.job(id(2))).toMatchObject({ state: 'running' });
});

test('an outward job whose host is silent holds up no other of them, and of many only a few are worked on at once', async () => {
  const world = await bench(...[2, 3, 4, 5].map((n) => job(n, { kind: 'deliver', dueAt: NOW - 10 + n })));
  const asked: string[] = [];
  const deliver: Handler = async (deps, one) => {
    asked.push(one.id);
    return one.id === id(3) ? once(deps, one) : silent.promise;
  };
  working(world, { handlers: { count: once }, outward: { deliver }, duties: [] });
  await expect.poll(async () => (await world.store.job(id(3)))?.state).toBe('done');
  await expect.poll(() => asked).toEqual([2, 3, 4, 5].map(id));
  await world.store.commit([6, 7].map((n) => ({ write: 'job.add', job: job(n, { kind: 'deliver' }) })));
  await expect.poll(() => asked).toHaveLength(5);
  expect(await world.store.job(id(7))).toMatchObject({ state: 'waiting' });
});

test('that a register is on hold is told once for all who work on jobs, and so is the end of it', async () => {
  const world = await bench();
  await world.store.commit([{ write: 'hold.put', hold: { reason: 'restored', since: NOW } }]);
  working(world, { handlers: { count: once }, outward: { deliver: once }, duties: [] });
  await expect.poll(() => world.said).not.toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(world.said).toEqual([expect.stringMatching(/^upkeep\.failed .*"jobs".*"on_hold"/)]);
  await world.store.commit([{ write: 'hold.lift' }]);
  await expect.poll(async () => (await world.job())?.state).toBe('done');
  await expect.poll(() => world.said.slice(1)).toEqual([expect.stringMatching(/^upkeep\.recovered .*"jobs"/)]);
});

test('a duty rests between its steps while others have their turns, and not when all is to end', async () => {
  const world = await bench();
  const end = new AbortController();
  const seen: string[] = [];
  const run: Duty['run'] = async (_deps, turn) => {
    setTimeout(() => seen.push('another'), 1);
    const began = performance.now();
    while (performance.now() - began < 5);
    await turn?.rest();
    seen.push('the second step');
    end.abort();
    await turn?.rest();
    seen.push('the end');
    return 2;
  };
  const duties = [{ name: 'seal', everyMs: 1, run }];
  await runJobs(world.deps, { handlers: {}, outward: {}, duties }, { holder: 'me', signal: end.signal, pollMs: 10 });
  expect(seen).toEqual(['another', 'the second step', 'the end']);
});

test('a bell wakes whoever works, also one that was at work when it rang', async () => {
  const world = await bench();
  const slow = Promise.withResolvers<void>();
  const count: Handler = () => slow.promise.then(() => ({ writes: [], done: 1 }));
  const { bell } = working(world, { handlers: { count }, outward: { other: once }, duties: [] }, 60_000);
  const give = async (n: number, kind: string) => {
    await world.store.commit([{ write: 'job.add', job: job(n, { kind }) }]);
    bell.ring();
  };
  const state = async (n: number) => (await world.store.job(id(n)))?.state;
  await expect.poll(() => state(1)).toBe('running');
  await give(2, 'other');
  await expect.poll(() => state(2)).toBe('done');
  await give(3, 'count');
  slow.resolve();
  await expect.poll(() => state(3)).toBe('done');
});
