import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Batch } from '../../src/core/batch.ts';
import type { Deps } from '../../src/core/deps.ts';
import { approveBatch, cancelBatch } from '../../src/issue/batch/act.ts';
import { signBatch } from '../../src/issue/batch/sign.ts';
import { submitBatch } from '../../src/issue/batch/submit.ts';
import { issue } from '../../src/issue/issue.ts';
import { runOneChunk } from '../../src/jobs/run-chunk.ts';
import { AGENCY, NOW, openWorld } from '../http/world.ts';
import { csv, exam } from '../stories/exams.ts';
import { requestOn } from '../stories/requests.ts';

const signer: Actor = { kind: 'agency', organisation: AGENCY, roles: ['clerk', 'signer'], person: 's', key: 'k' };

/** An exam of three rows that is to be signed. */
async function released(clock: () => number): Promise<{ readonly deps: Deps; readonly batch: Batch }> {
  const { deps, close } = await openWorld({ clock });
  onTestFinished(close);
  const bytes = new Blob([csv(exam('2026-11-20', 3))]).stream();
  const { batch } = await submitBatch(deps, signer, { file: { format: 'csv', bytes }, dryRun: false });
  if (batch.state !== 'signing') await approveBatch(deps, signer, batch.id, batch.hash);
  return { deps, batch };
}

test.each(['batchRows', 'allocate'] as const)(
  'a process that is held up before %s records nothing of an exam that was cancelled meanwhile',
  async (verb) => {
    let now = NOW;
    const { deps, batch } = await released(() => now);
    const heldUp: Deps['store'] = {
      ...deps.store,
      async [verb](...asked: never[]) {
        now += 60_000;
        await cancelBatch(deps, signer, batch.id);
        return (deps.store[verb] as (...asked: never[]) => unknown)(...asked);
      },
    };
    const handlers = { 'batch.sign': signBatch(1_000) };
    await runOneChunk({ ...deps, store: heldUp }, handlers, { holder: 'held up' });
    expect(await deps.store.batch(batch.id)).toMatchObject({ state: 'cancelled' });
    expect(await deps.store.batchTally(batch.id)).toMatchObject({ issued: 0 });
    expect(await deps.store.prepared({ limit: 9 })).toEqual([]);
  },
);

test('and goes on with what nobody stopped', async () => {
  let now = NOW;
  const { deps, batch } = await released(() => now);
  let times = 0;
  const heldUp: Deps['store'] = {
    ...deps.store,
    async allocate(ranges) {
      if (times++ === 0) now += 60_000;
      return deps.store.allocate(ranges);
    },
  };
  for (let n = 0; n < 2; n++) {
    await runOneChunk({ ...deps, store: heldUp }, { 'batch.sign': signBatch(1_000) }, { holder: 'held up' });
    now += 10_000;
  }
  expect(await deps.store.batchTally(batch.id)).toMatchObject({ issued: 3, unsigned: 0 });
});

test('where nothing is left to record, who was held up is answered', async () => {
  let now = NOW;
  const { deps, close } = await openWorld({ clock: () => now });
  onTestFinished(close);
  const asked = (key: string) => ({ request: requestOn('2026-11-20', 1), idempotency: { key, bodyHash: 'hash' } });
  const [made] = await issue(deps, signer, [asked('first')]);
  const heldUp: Deps['store'] = {
    ...deps.store,
    idempotency(...which) {
      now += 60_000;
      return deps.store.idempotency(...which);
    },
  };
  const late = (key: string) => issue({ ...deps, store: heldUp }, signer, [asked(key)]);
  expect(await late('first')).toEqual([{ ...made, replayed: true }]);
  await expect(late('second')).rejects.toMatchObject({ code: 'unavailable' });
});
