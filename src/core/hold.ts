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
}

/** How far the counters move when nothing else is said and no more is known to be missing. */
const SKIP = 10_000;
/** Half of what a counter of numbers has for a year: no agency gets so far between two backups, and more would use it up. */
export const LARGEST_SKIP = 500_000;

/** The least that is enough: each certificate leaves an event, so no counter ran further than the events. */
export function leastSkip({ missing = 0 }: Hold): number {
  return Math.min(missing, LARGEST_SKIP);
}

/** A distance that is surely enough. */
export function skipFor(hold: Hold): number {
  return Math.max(1, Math.ceil(leastSkip(hold) / SKIP)) * SKIP;
}
