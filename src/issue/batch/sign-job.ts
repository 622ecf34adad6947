import type { Batch } from '../../core/batch.ts';
import type { Deps } from '../../core/deps.ts';
import { uuidv7 } from '../../core/ids.ts';
import { jobWrite } from '../../core/jobs.ts';
import type { Write } from '../../core/ports.ts';

/** Kind of the job that signs a batch. */
export const SIGN_BATCH = 'batch.sign';

/**
 * The writes that keep a batch which is to be signed now, and give out the job that does it; how many of its rows are
 * certificates already goes with the job, so that its rate can be told.
 */
export async function signJob(
  deps: Pick<Deps, 'store' | 'clock' | 'random'>,
  released: Batch,
): Promise<{ batch: Batch; writes: Write[] }> {
  const { id, agency } = released;
  const { issued } = await deps.store.batchTally(id);
  const job = uuidv7(deps.clock, deps.random);
  const batch = { ...released, job };
  const give = jobWrite(deps, { kind: SIGN_BATCH, owner: agency, input: { batch: id, issued }, id: job });
  return { batch, writes: [{ write: 'batch.step', batch }, give] };
}
