/** Verifying while the register cannot be asked: from the signed lists that this process saw last. */
import { DAY, type Instant, rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import {
  actorOf,
  purposeOf,
  STATUS_LIST_KINDS,
  type StatusListKind,
  type StatusSlot,
  statusListId,
  TRUST_LIST,
} from '../core/status.ts';
import { CHECK_IDS, type CheckId, type Verification } from '../core/verdict.ts';
import type { Presented } from '../credential/presented.ts';
import { readStatusBit, StatusListError, statusListUrl } from '../credential/status-list.ts';
import { readTrustList } from '../credential/trust-list.ts';
import { inOrder, PASS, type Result } from './checks.ts';
import type { VerifyDeps } from './flow.ts';
import { joinAnswers, NO_SLOT, NO_STATUS, type StatusAnswer, type StatusSource, slotOf } from './status.ts';
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
    const status = trustList ? cachedStatus(deps, trustList.signedAt) : NO_STATUS;
    return verifyAgainst({ ...settings, entries, current: false, clock, status, ...asked }, presented);
  }
  const results = new Map<CheckId, Result>([
    ['format', PASS],
    ['signature', { result: 'unknown', detail: 'the register cannot be asked now' }],
  ]);
  return { verdict: 'cannot_check', checks: inOrder(results, CHECK_IDS, rfc3339(clock())) };
}

/** All four lists of the slot. The answer is as old as the oldest of them, or as the trust list, `trustedAt`, if that is older. */
function cachedStatus(deps: Deps, trustedAt: Instant): StatusSource {
  const { origin } = deps.settings;
  return {
    async read({ entries }) {
      const slot = slotOf(origin, entries);
      if (!slot) return unknown(NO_SLOT);
      const answers = await Promise.all(STATUS_LIST_KINDS.map((kind) => readCached(deps, slot, kind)));
      return joinAnswers([{ known: true, withdrawals: [], asOf: trustedAt }, ...answers]);
    },
    past: async () => undefined,
  };
}

async function readCached(
  { lists, settings, clock }: Deps,
  { agency, group, index }: StatusSlot,
  kind: StatusListKind,
): Promise<StatusAnswer> {
  const id = statusListId(agency, group, kind);
  const list = lists.get(id);
  if (!list) return unknown('the register cannot be asked now, and a status list is not at hand');
  const purpose = purposeOf(kind);
  const question = { url: statusListUrl(settings.origin, id), purpose, index, now: clock(), maxBytes: MAX_BYTES };
  try {
    const set = await readStatusBit(JSON.parse(list.credential), question);
    return { known: true, withdrawals: set ? [{ purpose, by: actorOf(kind) }] : [], asOf: list.signedAt };
  } catch (error) {
    if (!(error instanceof StatusListError)) throw error;
    return unknown(error.message);
  }
}

/** Four times what one of our lists takes. */
const MAX_BYTES = 65_536;

function unknown(detail: string): StatusAnswer {
  return { known: false, detail };
}
