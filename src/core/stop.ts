import type { Instant } from './calendar.ts';
import { YinzhengError } from './errors.ts';
import { AUTHORITY } from './key.ts';

/** The authority has stopped issuing, for all or for one agency. Verifying, revoking and all else go on. */
export interface Stop {
  /** `authority`: for all; else an agency's record code. */
  readonly owner: string;
  readonly reason: string;
  /** Who stopped it. */
  readonly person: string;
  readonly since: Instant;
}

/** Throws `issuing_stopped` if one of these stops concerns an agency. */
export function refuseStopped(stops: readonly Stop[], agency: string): void {
  const stop = stops.find(({ owner }) => owner === AUTHORITY || owner === agency);
  if (!stop) return;
  const whose = stop.owner === AUTHORITY ? 'all issuing' : `the issuing of ${agency}`;
  throw new YinzhengError(
    'issuing_stopped',
    `The authority has stopped ${whose}. Nothing was issued; try again when it goes on.`,
  );
}
