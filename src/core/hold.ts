import type { Instant } from './calendar.ts';

/**
 * Why this register takes no writes. A register that was put back to an earlier state does not know what it issued
 * since then: it would give the same numbers and status slots to other people.
 */
export interface Hold {
  /** `restored`: put there by `yinzheng restore`. `behind`: older than the mark beside it says, or of another past. */
  readonly reason: 'restored' | 'behind';
  readonly since: Instant;
  /** When the register was last changed, as the mark knows, and in what is there now. */
  readonly knownUntil?: Instant;
  readonly presentUntil?: Instant;
  /** How many events are missing, as the mark knows. */
  readonly missing?: number;
}
