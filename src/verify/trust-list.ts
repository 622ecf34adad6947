/** Verifying against the entries of a trust list instead of the register. */
import type { LocalDate } from '../core/calendar.ts';
import type { Clock } from '../core/ports.ts';
import type { Verification } from '../core/verdict.ts';
import { documentLoader } from '../credential/contexts.ts';
import type { Presented } from '../credential/presented.ts';
import { createResolver } from '../credential/resolver.ts';
import type { TrustListEntry } from '../credential/trust-list.ts';
import { verifyWith } from './flow.ts';
import type { StatusSource } from './status.ts';
import { listTrust } from './trust.ts';

export interface TrustListInput {
  /** The deployment whose list it is. */
  readonly origin: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly entries: readonly TrustListEntry[];
  readonly status: StatusSource;
  readonly clock: Clock;
  /** The past day that is asked about, or now. */
  readonly on?: LocalDate | undefined;
}

/** Nothing is fetched and no record is asked: what only the register can tell stays unknown. */
export async function verifyAgainst(
  { origin, timeZone, entries, status, clock, on }: TrustListInput,
  presented: Presented,
): Promise<Verification> {
  const trust = listTrust(entries);
  const ownKeys = async (owner: string) => (await trust.organisation(owner))?.keys;
  return verifyWith(
    {
      trust,
      resolver: createResolver({ origin, ownKeys, allowedHosts: [], clock }),
      status,
      loader: documentLoader(origin),
      origin,
      timeZone,
      now: clock(),
      on,
      signedBefore: async () => undefined,
    },
    presented,
  );
}
