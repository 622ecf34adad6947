/**
 * Work that is too long for one request: done in chunks, by whichever process is free, and taken over when one dies.
 *
 * A claim gives one process the next chunk of a job for the time of a lease. What the chunk writes, the place where the
 * next one begins and the progress are one commit, and that commit takes the key (job, chunk): of two processes that
 * both think that the chunk is theirs, one commits and the other changes nothing.
 */
import type { Instant } from './calendar.ts';
import type { Deps } from './deps.ts';
import { uuidv7 } from './ids.ts';
import type { Write } from './ports.ts';

export interface Job {
  /** UUIDv7. */
  readonly id: string;
  /** Names the handler, e.g. `lists.refresh`. */
  readonly kind: string;
  /** Whose job it is: `authority` or an agency's record code. */
  readonly owner: string;
  /** `waiting` until the first claim, then `running` to the end, also between two chunks. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** What to do, as it was asked; never changes. No names, no identity numbers. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Where the next chunk begins; missing before the first. */
  readonly cursor?: Readonly<Record<string, unknown>>;
  /** How many units there are to do, once that is known. */
  readonly total?: number;
  /** How many units are done. */
  readonly done: number;
  /** How many chunks were committed. */
  readonly chunk: number;
  /** How often the next chunk was claimed; beyond 1 it is a new try after a failure or a death. */
  readonly attempts: number;
  /** Who claimed it last. */
  readonly holder?: string;
  /** From when on it may be claimed: its beginning, the end of a pause or of the holder's lease. Missing at the end. */
  readonly dueAt?: Instant;
  /** Why the next chunk failed the last time, or the job. */
  readonly error?: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Nothing puts a job off for as long, in ms. One that is due later was put off by a clock that was ahead, and is due. */
export const MOST_AHEAD = 600_000;

/** One claim of one chunk: no other claim has the same three. */
export type Claim = Pick<Job, 'id' | 'chunk' | 'attempts'>;

/** What one chunk of a job did, committed together with its progress. */
export interface Chunk {
  readonly writes: readonly Write[];
  /** Units that this chunk did. */
  readonly done: number;
  /** How many units the whole job has, where that became known. */
  readonly total?: number;
  /** Where the next chunk begins; missing when this was the last. */
  readonly cursor?: Job['cursor'];
}

/**
 * Works out the next chunk of a job. It may run more than once for the same chunk (a process dies, a lease ends), but what
 * it returns is committed once. A chunk takes a second or two, well within the lease, which is renewed while it takes longer.
 */
export type Handler = (deps: Deps, job: Job) => Promise<Chunk>;

/** How a process that others wait for does a duty. */
export interface Turn {
  /** Awaited between two steps: others are served first. */
  rest(): Promise<void>;
  /** The process is to end: hosts of others are not waited for any longer. */
  readonly signal: AbortSignal;
}

/** Something that is done again and again by one of all processes at a time; harmless when two do it nevertheless. */
export interface Duty {
  readonly name: string;
  /** The time from one beginning to the next, in ms. */
  readonly everyMs: number;
  /** Whether there is anything to do, where reading tells. */
  needed?(deps: Deps): Promise<boolean>;
  /** Does it and returns how much there was to do. */
  run(deps: Deps, turn?: Turn): Promise<number>;
}

/** Kind of the job that signs all lists of its owner anew, after a change of keys. */
export const REFRESH_LISTS = 'lists.refresh';

type NewJob = Pick<Job, 'kind' | 'owner'> & {
  readonly input?: Job['input'];
  /** That of the thing that it works on, where there is one; else a new one. */
  readonly id?: string;
};

/** The write that gives out a new job. */
export function jobWrite(
  { clock, random }: Pick<Deps, 'clock' | 'random'>,
  { kind, owner, input = {}, id = uuidv7(clock, random) }: NewJob,
): Write {
  const now = clock();
  const job: Job = {
    id,
    kind,
    owner,
    state: 'waiting',
    input,
    done: 0,
    chunk: 0,
    attempts: 0,
    dueAt: now,
    createdAt: now,
    updatedAt: now,
  };
  return { write: 'job.add', job };
}
