import type { Deps } from '../core/deps.ts';
import { isPassing, reasonOf, UniqueKeyError, YinzhengError } from '../core/errors.ts';
import type { Handler, Job } from '../core/jobs.ts';
import type { Write } from '../core/ports.ts';

/** Which handler works on which kind of job. */
export type Handlers = Readonly<Record<string, Handler>>;

export interface ChunkOptions {
  /** Who works, for people who look at the job. */
  readonly holder: string;
  /** For how long nobody else may work on the same chunk, in ms. */
  readonly leaseMs?: number | undefined;
}

/** After this time a dead process is missed. A chunk takes well under it, but on a machine that is short of time. */
export const LEASE_MS = 6_000;
/** Twice in each lease the claim is renewed, so many times: whoever has not ended by then is taken for dead. */
export const RENEWALS = 10;
/** Tries of one chunk, with pauses of 1, 4, 16, 64 and 256 s between them. */
export const TRIES = 6;
/** The pause when the trouble is not the job's. */
const PASSING_MS = 5_000;

/**
 * Claims one chunk of one due job, works it out and commits it. Undefined when nothing was due; otherwise the job as it was
 * claimed. What goes wrong in a handler ends up in the job and in the log. Throws what the Store throws when not even
 * that can be written: then the chunk waits for the end of its lease.
 */
export async function runOneChunk(deps: Deps, handlers: Handlers, options: ChunkOptions): Promise<Job | undefined> {
  const { store, clock, log } = deps;
  const { holder, leaseMs = LEASE_MS } = options;
  const job = await store.claimJob({ kinds: Object.keys(handlers), holder, now: clock(), leaseMs });
  const handler = job && handlers[job.kind];
  if (!handler) return undefined;
  try {
    await advance(deps, handler, job, leaseMs);
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    log('warn', 'job.overtaken', about(job));
  }
  return job;
}

/** Works the chunk out and commits it, or that it failed. Throws a taken key of `job_chunk` when somebody else was faster. */
async function advance(deps: Deps, handler: Handler, job: Job, leaseMs: number): Promise<void> {
  try {
    await deps.store.commit(await renewing(deps, job, leaseMs, () => worked(deps, handler, job)));
  } catch (error) {
    if (isOvertaken(error)) throw error;
    await deps.store.commit([setBack(deps, job, error)]);
  }
}

/**
 * Renews the claim for as long as the work goes on: who is slow is not dead, and a second one at the same chunk would make
 * both slower. What renewing meets, the chunk's own commit meets too.
 */
async function renewing<T>({ store, clock }: Deps, claim: Job, leaseMs: number, work: () => Promise<T>): Promise<T> {
  const renew = () => {
    const at = clock();
    return store.commit([{ write: 'job.renew', claim, dueAt: at + leaseMs, at }]).catch(() => {});
  };
  let renewed = Promise.resolve();
  let left = RENEWALS;
  const timer = setInterval(() => {
    if (left-- > 0) renewed = renewed.then(renew);
  }, leaseMs / 2);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await renewed;
  }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof UniqueKeyError && error.table === 'job_chunk';
}

/** What the chunk writes, behind its progress: a chunk that is lost fails there, before all else. */
async function worked(deps: Deps, handler: Handler, job: Job): Promise<Write[]> {
  if (job.attempts > TRIES) {
    // Whoever had it never came to say what happened: it may be the work itself that kills.
    const message = `Chunk ${job.chunk + 1} was begun ${TRIES} times and never came to an end.`;
    throw new YinzhengError('conflict', message);
  }
  const { writes, done, total, cursor } = await handler(deps, job);
  const progress = { done: job.done + done, total, cursor, at: deps.clock() };
  return [{ write: 'job.chunk', claim: job, ...progress }, ...writes];
}

/** After a failure: a pause and another try, or the end. What passes does not count. */
function setBack({ clock, log }: Deps, job: Job, cause: unknown): Write {
  const error = reasonOf(cause);
  const at = clock();
  if (job.attempts >= TRIES && !isPassing(cause)) {
    log('error', 'job.failed', { ...about(job), error });
    return { write: 'job.fail', claim: job, error, at };
  }
  log('warn', 'job.paused', { ...about(job), attempt: job.attempts, error });
  const again = isPassing(cause)
    ? { attempts: job.attempts - 1, dueAt: at + PASSING_MS }
    : { attempts: job.attempts, dueAt: at + 1_000 * 4 ** (job.attempts - 1) };
  return { write: 'job.retry', claim: job, error, at, ...again };
}

function about({ id, kind, chunk, holder }: Job): Record<string, unknown> {
  return { job: id, kind, chunk, holder };
}
