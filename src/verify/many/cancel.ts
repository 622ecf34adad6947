import type { Actor } from '../../core/actor.ts';
import type { Deps } from '../../core/deps.ts';
import { UniqueKeyError, YinzhengError } from '../../core/errors.ts';
import { allow } from '../../core/policy.ts';
import { eventWrite } from '../../core/record-event.ts';
import type { VerificationState } from '../../core/verification.ts';
import { readVerification } from './read.ts';

const TRIES = 10;

/** Ends a verification before its report and removes the rows and what came of them at once. Throws `conflict` when it is over. */
export async function cancelVerification(deps: Deps, actor: Actor, id: string): Promise<VerificationState> {
  allow(actor, 'verification.request');
  for (let tries = 1; ; tries++) {
    const file = await readVerification(deps, actor, id);
    allow(actor, 'verification.request', { owner: file.owner });
    const { job, owner } = file;
    if (!job || job.dueAt === undefined) {
      throw new YinzhengError('conflict', `This verification is ${job?.state ?? 'over'} already.`);
    }
    try {
      await deps.store.commit([
        { write: 'job.cancel', job, at: deps.clock() },
        { write: 'verification.erase', id, what: 'parts' },
        eventWrite(deps, actor, 'verification.cancelled', { subject: id, owner }),
      ]);
      return await readVerification(deps, actor, id);
    } catch (error) {
      // A chunk was committed meanwhile; the next one is another.
      if (!(error instanceof UniqueKeyError && error.table === 'job_chunk') || tries === TRIES) throw error;
    }
  }
}
