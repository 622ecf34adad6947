/** Verifying while the register cannot be asked: from the signed lists that this process saw last. */
import { DAY, rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { actorOf, purposeOf, STATUS_LIST_KINDS, statusListId, TRUST_LIST } from '../core/status.ts';
import { CHECK_IDS, type CheckId, type Verification } from '../core/verdict.ts';
import type { Presented } from '../credential/presented.ts';
import { readStatusBit, StatusListError, statusListUrl } from '../credential/status-list.ts';
import { readTrustList } from '../credential/trust-list.ts';
import { inOrder, PASS, type Result } from './checks.ts';
import type { VerifyDeps } from './flow.ts';
import { NO_SLOT, type StatusAnswer, type StatusSource, slotOf, type Withdrawal } from './status.ts';
import { verifyAgainst } from './trust-list.ts';

/** How old a trust list may be that answers for the register. */
const MAX_AGE_MS = 2 * DAY;

/** `valid_as_of` at best; `cannot_check` when no trust list is at hand. */
export async function verifyFromLists(
  deps: Deps,
  presented: Presented,
  asked: Pick<VerifyDeps, 'on' | 'binding'> = {},
): Promise<Verification> {
  const { lists, settings, clock } = deps;
  const trustList = lists.get(TRUST_LIST);
  if (presented.kind === 'none' || (trustList && clock() - trustList.signedAt < MAX_AGE_MS)) {
    const entries = trustList ? readTrustList(JSON.parse(trustList.credential)) : [];
    return verifyAgainst({ ...settings, entries, clock, status: cachedStatus(deps), ...asked }, presented);
  }
  const results = new Map<CheckId, Result>([
    ['format', PASS],
    ['signature', { result: 'unknown', detail: 'the register cannot be asked now' }],
  ]);
  return { verdict: 'cannot_check', checks: inOrder(results, CHECK_IDS, rfc3339(clock())) };
}

/** All four lists of the slot, or nothing is known. The answer is as old as the oldest of them. */
function cachedStatus({ lists, settings, clock }: Deps): StatusSource {
  const prefix = statusListUrl(settings.origin, '');
  return {
    async read({ entries }) {
      const slot = slotOf(settings.origin, entries);
      if (!slot) return unknown(NO_SLOT);
      const withdrawals: Withdrawal[] = [];
      let asOf = Number.POSITIVE_INFINITY;
      for (const kind of STATUS_LIST_KINDS) {
        const id = statusListId(slot.agency, slot.group, kind);
        const list = lists.get(id);
        if (!list) return unknown('the register cannot be asked now, and a status list is not at hand');
        asOf = Math.min(asOf, list.signedAt);
        const purpose = purposeOf(kind);
        const question = { url: prefix + id, purpose, index: slot.index, now: clock(), maxBytes: MAX_BYTES };
        try {
          const set = await readStatusBit(JSON.parse(list.credential), question);
          if (set) withdrawals.push({ purpose, by: actorOf(kind) });
        } catch (error) {
          if (!(error instanceof StatusListError)) throw error;
          return unknown(error.message);
        }
      }
      return { known: true, withdrawals, asOf };
    },
    past: async () => undefined,
  };
}

/** Four times what one of our lists takes. */
const MAX_BYTES = 65_536;

function unknown(detail: string): StatusAnswer {
  return { known: false, detail };
}
