import { step } from '../../core/batch.ts';
import type { Deps } from '../../core/deps.ts';
import { UniqueKeyError } from '../../core/errors.ts';
import type { Duty } from '../../core/jobs.ts';
import { eventWrite, SYSTEM } from '../../core/record-event.ts';

const PAGE = 20;

/** Removes what was never received to its end, and rows that nobody came back for. */
export const tidyBatchesDuty: Duty = {
  name: 'batches.tidy',
  everyMs: 60_000,
  needed: async ({ store, clock }) => (await store.untidyBatches(clock(), 1)).length > 0,
  run: tidyBatches,
};

async function tidyBatches(deps: Deps): Promise<number> {
  const { store, clock } = deps;
  const due = await store.untidyBatches(clock(), PAGE);
  for (const batch of due) {
    try {
      if (batch.state === 'receiving') await store.commit([{ write: 'batch.drop', batch }]);
      else {
        await store.commit([
          { write: 'batch.step', batch: step(batch, { act: 'expire' }, clock()) },
          { write: 'batch.erase', batch: batch.id, what: 'all' },
          eventWrite(deps, SYSTEM, 'batch.expired', { subject: batch.id, owner: batch.agency }),
        ]);
      }
    } catch (error) {
      // Somebody moved it meanwhile: it is not forgotten then.
      if (!(error instanceof UniqueKeyError)) throw error;
    }
  }
  return due.length;
}
