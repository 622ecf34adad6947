import { expect, onTestFinished, test } from 'vitest';
import type { Batch } from '../../../src/core/batch.ts';
import { progressOf } from '../../../src/issue/batch/results.ts';
import { signJob } from '../../../src/issue/batch/sign-job.ts';
import { AGENCY, batch, id, NOW } from '../../contract/samples.ts';
import { openWorld } from '../../http/world.ts';

test('rate and time left follow the certificates, within a chunk and after a pause', async () => {
  let now = NOW;
  const { deps, close } = await openWorld({ clock: () => now });
  onTestFinished(close);
  const { commit } = deps.store;
  const begun = batch(1, { state: 'signing', rows: 2_001, faulty: 1 });
  await commit([{ write: 'batch.add', batch: begun }]);
  const job = async (revision: number): Promise<Batch> => {
    const given = await signJob(deps, { ...begun, revision });
    await commit(given.writes);
    return given.batch;
  };
  let n = 0;
  const issue = (count: number) =>
    commit(
      Array.from({ length: count }, () => {
        n++;
        const row = { batch: id(1), agency: AGENCY, n, row: n + 1, certificate: id(100 + n) };
        return { write: 'batch.row', row } as const;
      }),
    );

  const first = await job(1);
  now += 1_000;
  expect(await progressOf(deps, first)).toEqual({ issued: 0, failed: 0, done: 0, total: 2_000 });
  await issue(128);
  expect(await progressOf(deps, first)).toMatchObject({ done: 128, rate: 128, secondsLeft: 15 });
  now += 1_000;
  await issue(128);
  expect(await progressOf(deps, first)).toMatchObject({ done: 256, rate: 128, secondsLeft: 14 });

  now += 3_600_000;
  const second = await job(2);
  expect(await progressOf(deps, second)).toEqual({ issued: 256, failed: 0, done: 256, total: 2_000 });
  now += 1_000;
  await issue(100);
  expect(await progressOf(deps, second)).toMatchObject({ done: 356, rate: 100, secondsLeft: 17 });
});
