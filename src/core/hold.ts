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

/** How far the counters move when nothing else is said. */
export const SKIP = 10_000;
