/**
 * Work that is too long for one request: done in chunks, by whichever process is free, and taken over when one dies.
 *
 * A claim gives one process one chunk of one job for the time of a lease. What the chunk writes, the place where the
 * next one begins and the progress are one commit, and that commit takes the key (job, chunk): of two processes that
 * both think that they hold the job, one commits and the other changes nothing.
 */
import type { Instant } from './calendar.ts';

export interface Job {
  /** UUIDv7. */
  readonly id: string;
  /** Names the handler, e.g. `lists.refresh`. */
  readonly kind: string;
  /** Whose job it is: `authority` or an agency's record code. */
  readonly owner: string;
  /** `waiting` until the first claim, `running` until the end, also between two chunks. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** What to do, as it was asked. Never changes. No names, no identity numbers. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Where the next chunk begins; missing before the first. */
  readonly cursor?: Readonly<Record<string, unknown>>;
  /** How many units there are to do, once that is known. */
  readonly total?: number;
  /** How many units are done. */
  readonly done: number;
  /** How many chunks were committed. */
  readonly chunk: number;
  /** How often the next chunk was claimed; beyond 1 it is a try after a failure or a death. */
  readonly attempts: number;
  /** Who claimed it last. */
  readonly holder?: string;
  /** From when on anybody may claim it: its beginning, the end of the holder's lease, or of a pause. None at the end. */
  readonly dueAt?: Instant;
  /** Why the last try of the next chunk failed, or the job. */
  readonly error?: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}
