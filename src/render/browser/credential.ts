/** The part that checks electronic certificates, and whatever other deployments issued: `/assets/credential.js`. */
import type { Instant } from '../../core/calendar.ts';
import type { StatusListKind, StatusSlot } from '../../core/status.ts';
import type { Verification } from '../../core/verdict.ts';
import { verifyCredential } from '../../verify/light/credential.ts';
import type { StatusList } from '../../verify/light/status.ts';
import type { TrustList } from '../../verify/light/trust-list.ts';
import { sayingWhose } from './authority.ts';
import { checkForeign } from './foreign.ts';
import type { load } from './lists.ts';

/** What the page has at hand. It keeps the clock and the lists, so that there is one of each. */
export interface AtHand {
  readonly origin: string;
  readonly timeZone: string;
  /** Undefined when none can be had that is signed by the authority. */
  readonly trustList: TrustList | undefined;
  readonly now: () => Instant;
  readonly load: typeof load;
  statusList(list: TrustList, slot: StatusSlot, kind: StatusListKind): Promise<StatusList>;
}

/** The verdict on a credential as JSON, a JWT, an SD-JWT or a code. Only signed lists are fetched, from this service alone. */
export async function checkText(text: string, atHand: AtHand): Promise<Verification> {
  const { trustList, timeZone, now, statusList } = atHand;
  const foreign = await checkForeign(text, atHand);
  if (foreign) return sayingWhose(foreign);
  return verifyCredential(text, {
    trustList,
    timeZone,
    now: now(),
    // Asked only about what the trust list has signed.
    statusList: (slot, kind) => statusList(trustList as TrustList, slot, kind),
  });
}
