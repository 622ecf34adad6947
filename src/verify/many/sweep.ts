import type { Deps } from '../../core/deps.ts';
import { UniqueKeyError } from '../../core/errors.ts';
import type { Duty } from '../../core/jobs.ts';
import { eventWrite, SYSTEM } from '../../core/record-event.ts';

const BATCH = 20;

/** Removes files and reports whose time is over, and files that never arrived whole. */
export const sweepVerifications: Duty = {
  name: 'verifications.sweep',
  everyMs: 60_000,
  async run(deps) {
    let removed = 0;
    for (;;) {
      const before = removed;
      const over = await deps.store.expiredVerifications(deps.clock(), BATCH);
      for (const { id, owner } of over) if (await remove(deps, id, owner)) removed++;
      if (over.length < BATCH || removed === before) return removed;
    }
  },
};

async function remove(deps: Deps, id: string, owner: string): Promise<boolean> {
  const job = await deps.store.job(id);
  try {
    await deps.store.commit([
      ...(job && job.dueAt !== undefined ? [{ write: 'job.cancel', job, at: deps.clock() } as const] : []),
      { write: 'verification.erase', id, what: 'all' },
      eventWrite(deps, SYSTEM, 'verification.removed', { subject: id, owner, once: `removed:${id}` }),
    ]);
    return true;
  } catch (error) {
    // Another process removed it, or the job moved on: the next round looks again.
    if (error instanceof UniqueKeyError) return false;
    throw error;
  }
}
