import type { Instant } from './calendar.ts';

/**
 * Why this register takes no entries. A register that was put back to an earlier state does not know what it issued
 * since: it would give the same numbers and status slots to other people.
 */
export interface Hold {
  /** `restored`: put there by `yinzheng restore`. `behind`: not the register, or not all of it, that the mark knows. */
  readonly reason: 'restored' | 'behind';
  readonly since: Instant;
  /** The last change that is there. */
  readonly presentUntil?: Instant;
  /** The last change that the mark beside the register knows of, and how many are missing up to it. */
  readonly knownUntil?: Instant;
  readonly missing?: number;
  /** How far counters skipped ahead among them, because an earlier hold was accepted. */
  readonly skipped?: number;
}

/** Counters move by a multiple of this when nothing else is said. */
const STEP = 10_000;
/** Numbers that were taken and never used, as by a process that died over some thousand rows: no event tells of them. */
const UNUSED = 5_000;
/** Half of what a counter of numbers has for a year: no agency gets so far between two backups, and more would use it up. */
export const LARGEST_SKIP = 500_000;

/** No less may be enough: each certificate leaves an event, so the counters may have run as far as the events that are missing. */
export function leastSkip({ missing = 0, skipped = 0 }: Hold): number {
  return Math.min(missing + skipped, LARGEST_SKIP);
}

/** A distance beyond what is known to be missing; undefined when that is not known, so that somebody must find it out. */
export function skipFor(hold: Hold): number | undefined {
  if (hold.missing === undefined) return undefined;
  return Math.min(Math.ceil((leastSkip(hold) + UNUSED) / STEP) * STEP, LARGEST_SKIP);
}
