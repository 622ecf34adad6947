/** Three processes on one register, one of which is killed in the middle: the others carry on, and nothing is done twice. */
import { expect, test } from 'vitest';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { id, job } from '../contract/samples.ts';
import { databasePath } from '../storage/temporary.ts';
import { run, said } from '../stories/processes.ts';

/** Within this time after a death the work goes on. */
const TAKEOVER_MS = 10_000;
const UNITS = 300;

test('a killed worker’s chunk is done by another, and every unit is there once', { timeout: 60_000 }, async () => {
  const path = await databasePath();
  const store = await openSqlite(path);
  await store.commit([{ write: 'job.add', job: job(1, { input: { units: UNITS } }) }]);
  const start = (name: string, ...last: string[]) => run('jobs/worker', {}, path, name, ...last);
  const victim = await start('victim', '4');
  await said(victim, 'ready');
  const others = await Promise.all([start('b'), start('c')]);

  await said(victim, 'stuck');
  victim.child.kill('SIGKILL');
  expect(await victim.ended).toBe('SIGKILL');
  const left = await store.job(id(1));
  expect(left).toMatchObject({ state: 'running', holder: 'victim' });

  const now = () => store.job(id(1));
  await expect.poll(async () => (await now())?.chunk, { timeout: TAKEOVER_MS }).toBeGreaterThan(left?.chunk ?? UNITS);
  await expect.poll(async () => (await now())?.state).toBe('done');
  const events = await store.events({ limit: 10_000 });
  expect(events.map(({ subject }) => subject).sort()).toEqual(
    Array.from({ length: UNITS }, (_, n) => `unit-${n}`).sort(),
  );

  for (const { child } of others) child.kill('SIGTERM');
  expect(await Promise.all(others.map(({ ended }) => ended))).toEqual([0, 0]);
  for (const { lines } of others) expect(lines.at(-1)).toBe('closed');
  expect(await store.job(id(1))).toMatchObject({ done: UNITS, chunk: UNITS / 5 });
  await store.close();
});
