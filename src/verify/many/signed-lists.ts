/** Verifying many certificates against the signed lists as they are published, each opened once. */
import { askOnce } from '../../core/ask-once.ts';
import { rfc3339 } from '../../core/calendar.ts';
import type { Certificate } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { AUTHORITY } from '../../core/key.ts';
import { occupationName } from '../../core/occupation-names.ts';
import {
  type PublishedList,
  STATUS_LIST_KINDS,
  type StatusListKind,
  type StatusSlot,
  statusListId,
  TRUST_LIST,
} from '../../core/status.ts';
import type { Verification } from '../../core/verdict.ts';
import type { UsedList } from '../../core/verification.ts';
import { documentLoader } from '../../credential/contexts.ts';
import { authorityDid, didDocument } from '../../credential/did.ts';
import type { Presented } from '../../credential/presented.ts';
import { createResolver } from '../../credential/resolver.ts';
import { statusListUrl } from '../../credential/status-list.ts';
import { sha256Hex } from '../../lib/running-sha256-node.ts';
import { registeredBefore } from '../compromised.ts';
import { type VerifyDeps, verifyWith } from '../flow.ts';
import { foreignVerifier } from '../foreign.ts';
import { openStatusList, readStatus, type StatusList } from '../light/status.ts';
import { openTrustList, type TrustList } from '../light/trust-list.ts';
import type { Names } from '../names.ts';
import { NO_SLOT, type StatusSource, slotOf, withdrawalOf } from '../status.ts';
import { entryTrust } from '../trust.ts';

/** Where the lists come from, signed now if their signed copy is out of date. */
export interface SignedLists {
  trustList(deps: Deps): Promise<PublishedList>;
  statusList(deps: Deps, id: string): Promise<PublishedList | undefined>;
}

export interface ManyVerifier {
  /** `known`: the certificate of the register that it is, where that was read already. */
  verify(presented: Presented, known?: Certificate): Promise<Verification>;
  /** The lists that answered so far. */
  used(): { readonly trustLists: readonly UsedList[]; readonly statusLists: readonly UsedList[] };
}

/**
 * A verifier for some hundred certificates: what it reads at first holds to its end. The verdicts are those of `verify`;
 * bits are read from the signed lists, so that a report can name what it rests on, and the register says why they are set.
 * Throws what the Store throws: unlike one reader at a counter, a report can wait.
 */
export async function openManyVerifier(deps: Deps, lists: SignedLists): Promise<ManyVerifier> {
  const { store, settings, clock } = deps;
  const { origin, timeZone, allowedHosts } = settings;
  const now = clock();
  const published = await lists.trustList(deps);
  const authority = didDocument(authorityDid(origin), await store.keys(AUTHORITY));
  const trustList = await openTrustList(published.jwt, { origin, authority, now, current: true });
  const trust = entryTrust((owner) => trustList.entry(owner));
  const ownKeys = async (owner: string) => (await trust.organisation(owner))?.keys;
  const status = statusFrom(deps, lists, trustList);
  const verifyDeps: VerifyDeps = {
    trust,
    resolver: createResolver({ origin, ownKeys, allowedHosts, clock }),
    status,
    loader: documentLoader(origin),
    origin,
    timeZone,
    now,
    names: remembering(deps),
    signedBefore: (presented, signature, since) => registeredBefore(store, presented, signature, since),
  };
  const trusted = usedList(`${origin}/${TRUST_LIST}`, published);
  const foreign = foreignVerifier(deps);
  return {
    async verify(presented, known) {
      if (known) status.know(known);
      const recognised = await foreign.verify(presented);
      const verification = recognised ?? (await verifyWith(verifyDeps, presented));
      deps.metrics?.verified(verification.verdict);
      return verification;
    },
    used() {
      const { trustLists, statusLists } = foreign.used();
      return { trustLists: [trusted, ...trustLists], statusLists: [...status.used, ...statusLists] };
    },
  };
}

interface Asked {
  readonly slot: StatusSlot;
  readonly kind: StatusListKind;
}

/** The status of slots of ours, and of no others, out of their four signed lists. */
function statusFrom(
  deps: Deps,
  lists: SignedLists,
  trustList: TrustList,
): StatusSource & { readonly used: readonly UsedList[]; know(certificate: Certificate): void } {
  const { store, settings, clock } = deps;
  const used: UsedList[] = [];
  const holders = new Map<string, string | undefined>();
  const slotKey = ({ agency, group, index }: StatusSlot) => `${agency}-${group}-${index}`;
  const holderOf = async (slot: StatusSlot) => {
    const key = slotKey(slot);
    if (!holders.has(key)) holders.set(key, await store.certificateIdBySlot(slot));
    return holders.get(key);
  };

  const idOf = ({ slot, kind }: Asked) => statusListId(slot.agency, slot.group, kind);
  const opened = askOnce(idOf, async ({ slot, kind }: Asked): Promise<StatusList | undefined> => {
    const id = idOf({ slot, kind });
    const published = await lists.statusList(deps, id);
    if (!published) return undefined;
    try {
      const list = await openStatusList(published.jwt, { slot, kind, trustList, now: clock(), current: true });
      used.push(usedList(statusListUrl(settings.origin, id), published));
      return list;
    } catch (error) {
      // What cannot be read says nothing, and then the status is unknown.
      if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
      throw error;
    }
  });

  return {
    used,
    know: (certificate) => void holders.set(slotKey(certificate), certificate.id),
    async read({ certificate, entries }) {
      const slot = slotOf(settings.origin, entries);
      if (!slot) return { known: false, detail: NO_SLOT };
      const holder = await holderOf(slot);
      if (holder === undefined || holder !== certificate) {
        return { known: false, detail: 'the register has no such certificate at this status entry' };
      }
      const four = new Map<StatusListKind, StatusList | undefined>();
      for (const kind of STATUS_LIST_KINDS) four.set(kind, await opened({ slot, kind }));
      const bits = await readStatus(slot, async (kind) => {
        const list = four.get(kind);
        if (!list) throw new SyntaxError('the list cannot be used');
        return list;
      });
      if (!bits.known) return { known: false, detail: 'a status list cannot be used' };
      if (bits.withdrawals.length === 0) return { known: true, withdrawals: [] };
      const told = await Promise.all((await store.marks(slot)).map((mark) => withdrawalOf(deps, mark)));
      const withdrawals = bits.withdrawals.map(
        (bit) => told.find(({ purpose, by }) => purpose === bit.purpose && by === bit.by) ?? bit,
      );
      return { known: true, withdrawals };
    },
    past: async () => undefined,
  };
}

function usedList(id: string, { revision, signedAt, jwt }: PublishedList): UsedList {
  return { id, revision, signedAt: rfc3339(signedAt), sha256: sha256Hex(jwt) };
}

/** The names of occupations and levels, each asked for once. */
function remembering({ store }: Deps): Names {
  return {
    occupation: askOnce(occupationName, (ref) => store.occupation(ref)),
    levelScheme: askOnce(String, (code: string) => store.levelScheme(code)),
  };
}
