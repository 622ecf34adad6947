import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../../src/core/actor.ts';
import type { Deps } from '../../../src/core/deps.ts';
import { approveBatch, pauseBatch, resumeBatch } from '../../../src/issue/batch/act.ts';
import { signBatch } from '../../../src/issue/batch/sign.ts';
import { submitBatch } from '../../../src/issue/batch/submit.ts';
import { AGENCY, openWorld } from '../../http/world.ts';
import { csv, exam } from '../../stories/exams.ts';

const ROWS = 300;
const person = (name: string): Actor => ({
  kind: 'agency',
  organisation: AGENCY,
  roles: ['clerk', 'signer'],
  person: name,
  key: 'k',
});

test('a batch that is paused is looked at between two records, and goes on with those that are left', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const bytes = new Blob([csv(exam('2026-11-20', ROWS))]).stream();
  const { batch } = await submitBatch(deps, person('clerk'), { file: { format: 'csv', bytes }, dryRun: false });
  const released = batch.state === 'signing' ? batch : await approveBatch(deps, person('signer'), batch.id, batch.hash);

  // Somebody pauses it at the very moment when the first rows are recorded.
  const pausing: Deps['store'] = {
    ...deps.store,
    async commit(writes) {
      await deps.store.commit(writes);
      const recorded = writes.some(({ write }) => write === 'batch.row');
      if (recorded && (await deps.store.batch(batch.id))?.state === 'signing') {
        await pauseBatch(deps, person('signer'), batch.id);
      }
    },
  };
  const sign = async (store: Deps['store'], id = '') => {
    const job = await deps.store.job(id);
    if (!job) throw new Error('no job');
    return signBatch(1_000)({ ...deps, store }, job);
  };
  expect(await sign(pausing, released.job)).toEqual({ writes: [], done: 0 });
  expect(await deps.store.batchTally(batch.id)).toEqual({ issued: 256, failed: 0 });
  expect((await deps.store.batch(batch.id))?.state).toBe('paused');

  const resumed = await resumeBatch(deps, person('signer'), batch.id);
  expect(await sign(deps.store, resumed.job)).toMatchObject({ done: ROWS });
  expect(await deps.store.batchTally(batch.id)).toEqual({ issued: ROWS, failed: 0 });
});
