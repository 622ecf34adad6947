/** Certificates of deployments whose authorities ours recognises, against their trust lists and their status lists. */
import { askOnce } from '../core/ask-once.ts';
import { rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import type { ForeignListHead } from '../core/foreign-list.ts';
import { TRUST_LIST } from '../core/status.ts';
import type { Verification } from '../core/verdict.ts';
import type { UsedList } from '../core/verification.ts';
import { authorityDid } from '../credential/did.ts';
import { claimedList } from '../credential/open-trust-list.ts';
import type { Presented } from '../credential/presented.ts';
import { readTrustList, type TrustListEntry } from '../credential/trust-list.ts';
import { sha256Hex } from '../lib/running-sha256-node.ts';
import { uncheckable } from './checks.ts';
import type { VerifyDeps } from './flow.ts';
import { claimedOrigin, hostOf } from './origin.ts';
import { foreignStatus } from './status.ts';
import { entryTrust } from './trust.ts';
import { trustedKeys, verifyTrusting } from './trust-list.ts';

export interface ForeignVerifier {
  /**
   * The verdict on what another deployment issued, naming its authority; undefined for what is our own or of nobody that
   * is recognised. A list whose time is over judges nothing.
   */
  verify(presented: Presented, asked?: Pick<VerifyDeps, 'on' | 'binding'>): Promise<Verification | undefined>;
  /** The lists that were read so far. */
  used(): { readonly trustLists: readonly UsedList[]; readonly statusLists: readonly UsedList[] };
}

/** For one certificate or some hundred: what it reads at first holds to its end. */
export function foreignVerifier(deps: Deps): ForeignVerifier {
  const own = deps.settings.origin;
  const read: Deployment[] = [];
  const opened = askOnce(String, async (origin: string) => {
    const list = await recognised(deps, origin);
    const deployment = list && deploymentOf(deps, origin, list);
    if (deployment) read.push(deployment);
    return deployment;
  });
  return {
    async verify(presented, asked = {}) {
      const origin = claimedOrigin(presented);
      if (origin === undefined || origin === own || hostOf(origin) === hostOf(own)) return undefined;
      return (await opened(origin))?.verify(presented, asked);
    },
    used: () => ({
      trustLists: read.map(({ trustList }) => trustList),
      statusLists: read.flatMap(({ statusLists }) => statusLists),
    }),
  };
}

interface Deployment {
  readonly trustList: UsedList;
  /** Grows as they are read. */
  readonly statusLists: readonly UsedList[];
  verify(presented: Presented, asked: Pick<VerifyDeps, 'on' | 'binding'>): Promise<Verification>;
}

function deploymentOf(deps: Deps, origin: string, { head, entries, sha256 }: Recognised): Deployment {
  const { clock } = deps;
  const { timeZone, version, signedAt, validUntil } = head;
  const authority = { origin, name: head.authority };
  const trust = entryTrust((owner) => entries.get(owner));
  const resolver = trustedKeys(trust, { origin, clock });
  const status = foreignStatus(deps, resolver, authorityDid(origin));
  const judged = { origin, timeZone, trust, resolver, current: false, status, clock };
  return {
    trustList: { id: `${origin}/${TRUST_LIST}`, revision: version, signedAt: rfc3339(signedAt), sha256 },
    statusLists: status.used,
    async verify(presented, asked) {
      if (clock() >= validUntil) {
        return {
          ...uncheckable(`the trust list of ${origin} was valid until ${rfc3339(validUntil)}`, clock()),
          authority,
        };
      }
      return { ...(await verifyTrusting({ ...judged, ...asked }, presented)), authority };
    },
  };
}

interface Recognised {
  readonly head: ForeignListHead;
  /** By `authority` or record code. */
  readonly entries: ReadonlyMap<string, TrustListEntry>;
  readonly sha256: string;
}

/** What each process read already, by origin: anybody may ask, and to read the list of a country takes seconds. */
const lastRead = new WeakMap<Deps['lists'], Map<string, Recognised>>();

async function recognised({ store, lists }: Deps, origin: string): Promise<Recognised | undefined> {
  const read = lastRead.get(lists) ?? new Map<string, Recognised>();
  lastRead.set(lists, read);
  const head = await store.foreignListHead(origin);
  const last = read.get(origin);
  if (head && last?.head.version === head.version && last.head.importedAt === head.importedAt) return { ...last, head };
  read.delete(origin);
  const kept = head && (await store.foreignList(origin));
  if (!kept) return undefined;
  const { list, ...rest } = kept;
  // Verified when it was taken.
  const entries = readTrustList(claimedList(list.trim()));
  const fresh = {
    head: rest,
    entries: new Map(entries.map((entry) => [entry.owner, entry])),
    sha256: sha256Hex(list),
  };
  read.set(origin, fresh);
  return fresh;
}
