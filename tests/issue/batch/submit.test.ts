import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../../src/core/actor.ts';
import type { Deps } from '../../../src/core/deps.ts';
import { YinzhengError } from '../../../src/core/errors.ts';
import { submitBatch } from '../../../src/issue/batch/submit.ts';
import { tidyBatchesDuty } from '../../../src/issue/batch/tidy.ts';
import { AGENCY, NOW, openWorld } from '../../http/world.ts';
import { csv, exam } from '../../stories/exams.ts';

const clerk: Actor = { kind: 'agency', organisation: AGENCY, roles: ['clerk'], person: 'clerk', key: 'k' };
const bytes = new TextEncoder().encode(csv(exam('2026-11-20', 300)));

async function* whole(): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const submit = (deps: Deps, file = whole()) =>
  submitBatch(deps, clerk, { file: { format: 'csv', bytes: file }, dryRun: false });

test('a batch whose last commit was kept, and only its answer lost, is there, and the file that comes again is the same', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const cut: Deps['store'] = {
    ...deps.store,
    async commit(writes) {
      await deps.store.commit(writes);
      if (writes.some(({ write }) => write === 'batch.step')) throw new YinzhengError('unavailable', 'cut off');
    },
  };
  await expect(submit({ ...deps, store: cut })).rejects.toThrow('cut off');
  const [kept] = await deps.store.batches({ limit: 9 });
  expect(kept).toMatchObject({ state: 'submitted', rows: 300 });
  expect(await submit(deps)).toMatchObject({ replayed: true, batch: { id: kept?.id } });
});

test('a file that took so long that it was given up is told, and leaves nothing', async () => {
  let now = NOW;
  const { deps, close } = await openWorld({ clock: () => now });
  onTestFinished(close);
  let id = '';
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 20_000);
    id = (await deps.store.untidyBatches(Number.MAX_SAFE_INTEGER, 9))[0]?.id ?? '';
    now += 16 * 60_000;
    expect(await tidyBatchesDuty.run(deps)).toBe(1);
    yield bytes.subarray(20_000);
  }
  await expect(submit(deps, slow())).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('was given up. Send it again.'),
  });
  expect(await deps.store.batches({ limit: 9 })).toEqual([]);
  const left = await deps.store.batchDigests(id);
  expect(left.length).toBeGreaterThan(0);
  for (const part of left.keys()) expect(await deps.store.batchPart(id, part)).not.toHaveProperty('sealed');
});
