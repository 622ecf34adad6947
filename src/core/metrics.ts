/** What a process counts of its work, for those who run it. */
import type { Instant } from './calendar.ts';
import type { ErrorCode } from './errors.ts';
import type { Job } from './jobs.ts';
import type { VerdictCode } from './verdict.ts';

/** Counts what happens. Every label takes few values: no agency, person, certificate or address is among them. */
export interface Metrics {
  /** A request for one certificate was decided: it is there now, it was there before, or why there is none. */
  issued(outcome: 'issued' | 'replayed' | ErrorCode): void;
  /** A verdict was reached. */
  verified(verdict: VerdictCode): void;
  /** An HTTP request was answered. */
  answered(request: AnsweredRequest): void;
}

export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of its path, e.g. `/v/:token`, never the path itself. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** What waits in a register to be done. */
export interface Backlog {
  /** Certificates that are prepared and wait to be signed. */
  readonly prepared: number;
  /** When the oldest of them was prepared. */
  readonly oldestPreparedAt?: Instant;
  /** Those that never can be: a key of theirs was compromised or destroyed first. */
  readonly unsignable: number;
  /** When the oldest of the signed lists was signed. */
  readonly oldestListSignedAt?: Instant;
  /** Jobs that have not ended; `oldestAt`: when the oldest of them was given out. */
  readonly jobs: readonly {
    readonly kind: string;
    readonly state: Job['state'];
    readonly count: number;
    readonly oldestAt: Instant;
  }[];
}
