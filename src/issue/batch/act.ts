/** What people do to a batch after it was submitted: one verb each, decided by `core/batch.ts`. */
import type { Actor } from '../../core/actor.ts';
import { type Batch, type BatchAct, type Evidence, type Hand, step } from '../../core/batch.ts';
import type { Deps } from '../../core/deps.ts';
import { invalidRequest, notFound, UniqueKeyError, YinzhengError } from '../../core/errors.ts';
import type { EventType } from '../../core/event.ts';
import { type Action, allow } from '../../core/policy.ts';
import type { Write } from '../../core/ports.ts';
import { eventWrite } from '../../core/record-event.ts';
import { noteFaults } from '../../credential/plain-text.ts';
import { signJob } from './sign-job.ts';

/** Throws `not_found` alike for none, for one that is still being received, and for one of another agency. */
export async function readBatch(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  action: Action,
  id: string,
): Promise<Batch> {
  allow(actor, action);
  const batch = await store.batch(id);
  if (!batch || batch.state === 'receiving') throw notFound();
  allow(actor, action, { owner: batch.agency });
  return batch;
}

/** Gives the actor's word for exactly the content with this hash; with the last word that is needed, signing begins. */
export function approveBatch(deps: Deps, actor: Actor, id: string, hash: string): Promise<Batch> {
  const act: BatchAct = { act: 'release', hand: handOf(actor), hash };
  return move(deps, actor, id, { action: 'batch.approve', act, event: 'batch.approved', data: { hash } });
}

export function rejectBatch(deps: Deps, actor: Actor, id: string, reason: string): Promise<Batch> {
  const faults = noteFaults(reason).map((fault) => ({ ...fault, pointer: '/reason' }));
  if (faults.length > 0) throw invalidRequest(faults);
  const act: BatchAct = { act: 'reject', hand: handOf(actor), reason };
  return move(deps, actor, id, { action: 'batch.approve', act, event: 'batch.rejected', data: { reason } });
}

export function cancelBatch(deps: Deps, actor: Actor, id: string): Promise<Batch> {
  return move(deps, actor, id, { action: 'batch.submit', act: { act: 'cancel' }, event: 'batch.cancelled' });
}

export function pauseBatch(deps: Deps, actor: Actor, id: string): Promise<Batch> {
  return move(deps, actor, id, { action: 'batch.run', act: { act: 'pause' }, event: 'batch.paused' });
}

export function resumeBatch(deps: Deps, actor: Actor, id: string): Promise<Batch> {
  return move(deps, actor, id, { action: 'batch.run', act: { act: 'resume' }, event: 'batch.resumed' });
}

/** Tries again whatever of a batch is no certificate and could be. */
export function retryBatch(deps: Deps, actor: Actor, id: string): Promise<Batch> {
  return move(deps, actor, id, { action: 'batch.run', act: { act: 'retry' }, event: 'batch.retried' });
}

/** Names a file that shows that the exam took place. Name and link stay in clear with the batch, whoever reads it. */
export function addEvidence(deps: Deps, actor: Actor, id: string, evidence: Evidence): Promise<Batch> {
  const { kind, sha256, name, url } = evidence;
  const faults = [...noteFaults(name, '/name'), ...noteFaults(unescaped(url), '/url')];
  if (faults.length > 0) throw invalidRequest(faults);
  const act: BatchAct = { act: 'evidence', evidence };
  return move(deps, actor, id, { action: 'batch.mend', act, event: 'batch.evidence', data: { kind, sha256 } });
}

/** A link as people read it: the last hex digit of an escape is no digit of a number behind it. */
function unescaped(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url.replace(/%[0-9a-f]{2}/gi, ' ');
  }
}

export function handOf({ kind, person, key }: Actor): Hand {
  return { by: kind === 'authority' ? 'authority' : 'agency', person, key };
}

interface Move {
  readonly action: Action;
  readonly act: BatchAct;
  readonly event: EventType;
  readonly data?: Readonly<Record<string, unknown>>;
}

const TRIES = 5;

/** Takes a step, once more after another writer's. */
async function move(deps: Deps, actor: Actor, id: string, { action, act, event, data }: Move): Promise<Batch> {
  for (let tries = 1; ; tries++) {
    const before = await readBatch(deps, actor, action, id);
    const after = step(before, act, deps.clock());
    const effect = await effectOf(deps, before, after, act);
    try {
      await deps.store.commit([
        ...effect.writes,
        eventWrite(deps, actor, event, { subject: id, owner: before.agency, ...(data && { data }) }),
      ]);
      return effect.batch;
    } catch (error) {
      if (!(error instanceof UniqueKeyError)) throw error;
      if (tries < TRIES) continue;
      throw new YinzhengError('conflict', 'Others change this batch at the same time. Read it again.', {
        cause: error,
      });
    }
  }
}

/** What a step brings with it: a job that begins or ends, and rows that nobody needs any more. */
async function effectOf(
  deps: Deps,
  before: Batch,
  after: Batch,
  { act }: BatchAct,
): Promise<{ batch: Batch; writes: Write[] }> {
  const stop = await runningJob(deps, before);
  if (act === 'retry') {
    if (stop) throw new YinzhengError('conflict', 'The batch is being signed.');
    return signJob(deps, after);
  }
  if (after.state === 'signing' && before.state !== 'signing') return signJob(deps, after);
  const ends = after.state === 'paused' || after.state === 'cancelled';
  return {
    batch: after,
    writes: [
      ...(ends && stop ? [stop] : []),
      { write: 'batch.step', batch: after },
      ...(after.state === 'rejected' || after.state === 'cancelled'
        ? [{ write: 'batch.erase' as const, batch: after.id, what: 'all' as const }]
        : []),
    ],
  };
}

/** The write that stops the job of a batch, while there is one to stop. */
async function runningJob({ store, clock }: Deps, { state, job: id }: Batch): Promise<Write | undefined> {
  const job = state === 'signing' && id !== undefined ? await store.job(id) : undefined;
  return job?.dueAt === undefined ? undefined : { write: 'job.cancel', job, at: clock() };
}
