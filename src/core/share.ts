import { DAY, type Instant } from './calendar.ts';

/** A copy of a certificate that a holder lets somebody see, for a purpose, until it ends or is withdrawn. */
export interface Share {
  /** UUIDv7. */
  readonly id: string;
  readonly certificate: string;
  /** The certificate's agency. */
  readonly agency: string;
  /** For whom, in the holder's words. */
  readonly recipient: string;
  /** What for. */
  readonly purpose: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly withdrawnAt?: Instant;
}

/** How long a copy that ended is still shown to whoever made it, in ms: as long as the longest is open. */
export const SHARE_KEPT_MS = 90 * DAY;

export type ShareState = 'open' | 'expired' | 'withdrawn';

export function shareState({ expiresAt, withdrawnAt }: Share, now: Instant): ShareState {
  if (withdrawnAt !== undefined) return 'withdrawn';
  return now < expiresAt ? 'open' : 'expired';
}
