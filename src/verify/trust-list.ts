/** Verifying against the entries of a trust list instead of the register. */
import type { Clock } from '../core/ports.ts';
import type { Verification } from '../core/verdict.ts';
import { documentLoader } from '../credential/contexts.ts';
import { ResolutionError } from '../credential/guarded-fetch.ts';
import type { Presented } from '../credential/presented.ts';
import { createResolver, type KeyResolver } from '../credential/resolver.ts';
import type { TrustListEntry } from '../credential/trust-list.ts';
import { type VerifyDeps, verifyWith } from './flow.ts';
import type { StatusSource } from './status.ts';
import { listTrust, type TrustSource } from './trust.ts';

interface Circumstances {
  /** The deployment whose list it is. */
  readonly origin: string;
  /** IANA name. */
  readonly timeZone: string;
  /** False for a kept copy: it does not know who came since, so a key that it lacks is unknown, and not wrong. */
  readonly current?: boolean;
  readonly status: StatusSource;
  readonly clock: Clock;
  readonly on?: VerifyDeps['on'];
  readonly binding?: VerifyDeps['binding'];
}

export interface TrustListInput extends Circumstances {
  readonly entries: readonly TrustListEntry[];
}

interface TrustInput extends Circumstances {
  readonly trust: TrustSource;
  /** By `trustedKeys`. */
  readonly resolver: KeyResolver;
}

/** Nothing is fetched and no record is asked: what only the register can tell stays unknown. */
export function verifyAgainst({ entries, ...rest }: TrustListInput, presented: Presented): Promise<Verification> {
  const trust = listTrust(entries);
  return verifyTrusting({ ...rest, trust, resolver: trustedKeys(trust, rest) }, presented);
}

/** The keys of those that are trusted, and nobody else's. */
export function trustedKeys(
  trust: TrustSource,
  { origin, clock }: { readonly origin: string; readonly clock: Clock },
): KeyResolver {
  const ownKeys = async (owner: string) => (await trust.organisation(owner))?.keys;
  return createResolver({ origin, ownKeys, allowedHosts: [], clock });
}

/** The same with entries that are looked up. */
export async function verifyTrusting(
  { origin, timeZone, trust, resolver, current = true, status, clock, on, binding }: TrustInput,
  presented: Presented,
): Promise<Verification> {
  return verifyWith(
    {
      trust,
      resolver: current ? resolver : indulgent(resolver),
      status,
      loader: documentLoader(origin),
      origin,
      timeZone,
      now: clock(),
      on,
      binding,
      signedBefore: async () => undefined,
    },
    presented,
  );
}

function indulgent(resolver: KeyResolver): KeyResolver {
  return {
    async verificationMethod(id, purpose) {
      try {
        return await resolver.verificationMethod(id, purpose);
      } catch (error) {
        if (!(error instanceof ResolutionError) || error.kind !== 'not_found') throw error;
        throw new ResolutionError('unreachable', `${error.message}, as far as the kept trust list goes`);
      }
    },
  };
}
