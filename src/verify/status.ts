/** Whether a status bit is set: from the register for our own lists, from listed hosts for others, or not at all. */

import { askOnce } from '../core/ask-once.ts';
import { type Instant, rfc3339 } from '../core/calendar.ts';
import type { Effect } from '../core/catalogue.ts';
import type { Deps } from '../core/deps.ts';
import type { Store } from '../core/ports.ts';
import {
  actorOf,
  parseStatusListId,
  parseTokenListId,
  purposeOf,
  type StatusMark,
  type StatusSlot,
} from '../core/status.ts';
import { authorityDid } from '../credential/did.ts';
import type { KeyResolver } from '../credential/resolver.ts';
import type { RuleId } from '../credential/rules.ts';
import { type StatusEntry, statusListUrl } from '../credential/status-list.ts';
import { type OtherLists, otherLists, readOthers } from './other-lists.ts';

/** A bit that is set, with what is known about it. */
export interface Withdrawal {
  readonly purpose: 'revocation' | 'suspension';
  readonly by: 'agency' | 'authority';
  readonly since?: string;
  /** When a suspension was lifted, RFC 3339. */
  readonly until?: string;
  readonly reason?: string;
  readonly effect?: Effect;
  readonly effectiveFrom?: string;
  /** Where the certificate that takes its place is shown. */
  readonly replacedBy?: string;
}

export type StatusAnswer =
  /** `asOf`: when the lists were signed, if they are not asked at their source. */
  | { readonly known: true; readonly withdrawals: readonly Withdrawal[]; readonly asOf?: Instant }
  | { readonly known: false; readonly detail: string; readonly rule?: RuleId };

export interface StatusQuestion {
  readonly issuer: string;
  /** Bare UUID, if the document names one. */
  readonly certificate: string | undefined;
  /** The whole id of a document that is no certificate of ours. */
  readonly credential?: string | undefined;
  readonly entries: readonly StatusEntry[];
}

export interface StatusSource {
  /** Begins to ask for what `read` may be asked of a document that nobody believes yet. Only where that costs others nothing. */
  foresee?(entries: readonly StatusEntry[]): void;
  /** What is set now. */
  read(question: StatusQuestion): Promise<StatusAnswer>;
  /** Suspensions that were set and lifted again; undefined where nobody knows. */
  past(question: StatusQuestion): Promise<readonly Withdrawal[] | undefined>;
}

/** For verifying without a network: nothing is known, and the answer says so. */
export const NO_STATUS: StatusSource = {
  read: async () => ({ known: false, detail: 'no status lists at hand' }),
  past: async () => undefined,
};

/**
 * Our own lists by their source, the register's marks; other lists from hosts on the allow list. For one verification: the
 * register is asked once, and what it said holds to the end.
 */
export function registerStatus(deps: Deps, resolver: KeyResolver): StatusSource {
  const { origin } = deps.settings;
  const lists = otherLists(deps, resolver, authorityDid(origin));
  const slotState = askOnce(
    ({ agency, group, index }: StatusSlot) => `${agency}/${group}/${index}`,
    (slot) => askRegister(deps.store, slot),
  );
  return {
    foresee(entries) {
      const slot = slotOf(origin, entries);
      // Whoever reads it hears of a failure; perhaps nobody does.
      if (slot) slotState(slot).catch(() => {});
    },
    async read(question) {
      const { issuer, entries } = question;
      const own = entries.filter(({ url }) => url.startsWith(`${origin}/`));
      const others = entries.filter((entry) => !own.includes(entry));
      return joinAnswers([
        ...(own.length > 0 ? [await readRegister(deps, question, { slot: slotOf(origin, own), slotState })] : []),
        ...(await readOthers(lists, issuer, others)),
      ]);
    },
    async past({ certificate, entries }) {
      const slot = slotOf(origin, entries);
      const holder = slot && (await deps.store.certificateIdBySlot(slot));
      if (!slot || holder !== certificate) return undefined;
      return (await deps.store.pastSuspensions(slot)).map(({ kind, since, until, reason }) => ({
        purpose: 'suspension',
        by: actorOf(kind),
        since: rfc3339(since),
        until: rfc3339(until),
        reason,
        effect: 'none',
      }));
    },
  };
}

/** The lists of another deployment, signed by its agencies or its authority. What was lifted before is not known. */
export function foreignStatus(
  deps: Deps,
  resolver: KeyResolver,
  authority: string,
): StatusSource & Pick<OtherLists, 'used'> {
  const lists = otherLists(deps, resolver, authority);
  return {
    used: lists.used,
    read: async ({ issuer, entries }) => joinAnswers(await readOthers(lists, issuer, entries)),
    past: async () => undefined,
  };
}

/** One list that says "revoked" is enough, whatever the others would have said; silence of one is not a clean answer. */
export function joinAnswers(answers: readonly StatusAnswer[]): StatusAnswer {
  const known = answers.filter((answer) => answer.known);
  const withdrawals = known.flatMap((answer) => answer.withdrawals);
  const gap = answers.find((answer) => !answer.known);
  if (gap && withdrawals.length === 0) return gap;
  const oldest = Math.min(...known.map(({ asOf = Number.POSITIVE_INFINITY }) => asOf));
  return { known: true, withdrawals, ...(oldest < Number.POSITIVE_INFINITY && { asOf: oldest }) };
}

interface SlotState {
  /** Bare UUID of the certificate that holds the slot. */
  readonly holder: string | undefined;
  readonly marks: readonly StatusMark[];
}

async function askRegister(store: Store, slot: StatusSlot): Promise<SlotState> {
  const [holder, marks] = await Promise.all([store.certificateIdBySlot(slot), store.marks(slot)]);
  return { holder, marks };
}

/**
 * One slot of ours: the certificate must be the one that holds it, and all four lists count, whichever of them the
 * document names.
 */
async function readRegister(
  deps: Deps,
  { certificate, credential }: StatusQuestion,
  { slot, slotState }: { slot: StatusSlot | undefined; slotState(slot: StatusSlot): Promise<SlotState> },
): Promise<StatusAnswer> {
  if (!slot) return { known: false, rule: 'status/retrieval', detail: NO_SLOT };
  const { holder, marks } = await slotState(slot);
  const held = holder !== undefined ? holder === certificate : await holds(deps.store, slot, credential);
  if (!held) {
    const detail = 'the register has no such certificate at this status entry';
    return { known: false, rule: 'status/verification', detail };
  }
  return { known: true, withdrawals: await Promise.all(marks.map((mark) => withdrawalOf(deps, mark))) };
}

async function holds(store: Store, slot: StatusSlot, credential: string | undefined): Promise<boolean> {
  const holder = await store.slotHolder(slot);
  return holder !== undefined && holder.credential === credential;
}

export const NO_SLOT = 'the status entries do not name one slot of ours';

/** The slot that all of these entries name, or undefined where they name none of ours, or several. */
export function slotOf(origin: string, entries: readonly StatusEntry[]): StatusSlot | undefined {
  const prefix = statusListUrl(origin, '');
  const slots = entries.map(({ url, index }) => {
    const name = url.startsWith(prefix) ? url.slice(prefix.length) : '';
    const list = parseStatusListId(name) ?? parseTokenListId(name);
    return list && { agency: list.agency, group: list.group, index };
  });
  const [slot] = slots;
  return slot && slots.every((one) => one && sameSlot(one, slot)) ? slot : undefined;
}

function sameSlot(a: StatusSlot, b: StatusSlot): boolean {
  return a.agency === b.agency && a.group === b.group && a.index === b.index;
}

/** A bit that is set, with what the register knows about it. */
export async function withdrawalOf(
  { settings, vault }: Pick<Deps, 'settings' | 'vault'>,
  { kind, since, reason, effect, effectiveFrom, replacedBy }: StatusMark,
): Promise<Withdrawal> {
  const token = replacedBy === undefined ? undefined : await vault.tokenOf(replacedBy);
  return {
    purpose: purposeOf(kind),
    by: actorOf(kind),
    since: rfc3339(since),
    reason,
    effect,
    ...(effectiveFrom !== undefined && { effectiveFrom }),
    ...(token !== undefined && { replacedBy: `${settings.origin}/v/${token}` }),
  };
}
