import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import type { Duty, Handler } from '../core/jobs.ts';
import { AUTHORITY } from '../core/key.ts';
import {
  actorOf,
  type PublishedList,
  parseStatusListId,
  parseTokenListId,
  SLOTS_PER_GROUP,
  STATUS_LIST_KINDS,
  SUMMARY_LIST,
  slotCounter,
  statusListId,
  TRUST_LIST,
} from '../core/status.ts';
import { ownerDid, verificationMethodId } from '../credential/did.ts';
import { statusListDocument } from '../credential/status-list.ts';
import { tokenListClaims } from '../credential/token-status-list.ts';
import { signUnder } from '../credential/vc-jose.ts';
import { HALF_LIFE_MS, publishedList, TTL_MS, VALIDITY_MS } from './publish.ts';
import { trustList } from './publish-trust-list.ts';

/** A status list as signed last, signed now if that is out of date. Undefined for a list that no certificate can name. */
export async function statusList(deps: Deps, id: string): Promise<PublishedList | undefined> {
  const { store, settings } = deps;
  const name = parseStatusListId(id);
  if (!name) return undefined;
  const owner = actorOf(name.kind) === 'authority' ? AUTHORITY : name.agency;
  const four = name.kind === SUMMARY_LIST ? fourLists(deps, name) : undefined;
  return publishedList(deps, {
    id,
    owner,
    exists: () => hasGroup(deps, name),
    ...(four && { revision: four.revision }),
    async content(signedAt) {
      const { revision, indexes } = await (four ? four.together() : store.listMarks(id));
      const document = await statusListDocument({
        origin: settings.origin,
        id,
        issuer: ownerDid(settings.origin, owner),
        signedAt,
        indexes,
        validityMs: VALIDITY_MS,
        ttlMs: TTL_MS,
      });
      return { revision, document };
    },
  });
}

/** The Token Status List over the four lists of a group. Undefined for one that no certificate can name. */
export async function tokenList(deps: Deps, id: string): Promise<PublishedList | undefined> {
  const { origin } = deps.settings;
  const name = parseTokenListId(id);
  if (!name) return undefined;
  const { agency, group } = name;
  const four = fourLists(deps, name);
  return publishedList(deps, {
    id,
    owner: AUTHORITY,
    exists: () => hasGroup(deps, name),
    revision: four.revision,
    async content(signedAt) {
      const { revision, marks } = await four.apart();
      const input = { origin, agency, group, signedAt, marks, validityMs: VALIDITY_MS, ttlMs: TTL_MS };
      return { revision, document: await tokenListClaims(input) };
    },
    token: (text, { key, controller }) =>
      signUnder({ typ: 'statuslist+jwt', kid: verificationMethodId(controller, key.id) }, text, key),
  });
}

/** The four lists of a group as one. None of them ever goes back, so neither does the sum of their revisions. */
function fourLists({ store }: Deps, { agency, group }: { agency: string; group: number }) {
  const lists = STATUS_LIST_KINDS.map((kind) => ({ kind, list: statusListId(agency, group, kind) }));
  const apart = async () => {
    const read = await Promise.all(lists.map(({ list }) => store.listMarks(list)));
    return {
      revision: sum(read.map(({ revision }) => revision)),
      marks: new Map(lists.map(({ kind }, at) => [kind, read[at]?.indexes ?? []])),
    };
  };
  return {
    revision: async () => sum(await Promise.all(lists.map(({ list }) => store.listRevision(list)))),
    /** The marks of each. */
    apart,
    /** Those that are in any of them. */
    async together() {
      const { revision, marks } = await apart();
      return { revision, indexes: [...new Set([...marks.values()].flat())] };
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** A group begins with its first slot, and then all of its lists exist, empty or not. */
async function hasGroup({ store }: Deps, { agency, group }: { agency: string; group: number }): Promise<boolean> {
  return (await store.counter(slotCounter(agency))) > (group - 1) * SLOTS_PER_GROUP;
}

const BATCH = 100;

/**
 * Signs anew what is out of date, so that a list stays good also when nobody asks for it. Returns how many it signed. One
 * that cannot be signed, as when its owner's key is gone, is logged and left.
 */
export async function refreshStatusLists(deps: Deps): Promise<number> {
  const seen = new Set<string>();
  let signed = 0;
  for (;;) {
    // The oldest first. What could not be signed or kept stays among them.
    const stale = await deps.store.staleLists(deps.clock() - HALF_LIFE_MS, BATCH);
    const fresh = stale.filter((id) => !seen.has(id));
    for (const id of fresh) if (await signedAnew(deps, id)) signed++;
    for (const id of fresh) seen.add(id);
    if (fresh.length === 0 || stale.length < BATCH) break;
  }
  if (signed > 0) deps.log('info', 'lists.signed', { count: signed });
  return signed;
}

async function signedAnew(deps: Deps, id: string): Promise<boolean> {
  try {
    return (await anyList(deps, id)) !== undefined;
  } catch (error) {
    if (!(error instanceof YinzhengError && error.code === 'key_unavailable')) throw error;
    deps.log('error', 'lists.not_signed', { list: id, reason: error.message });
    return false;
  }
}

function anyList(deps: Deps, id: string): Promise<PublishedList | undefined> {
  if (id === TRUST_LIST) return trustList(deps);
  return parseTokenListId(id) ? tokenList(deps, id) : statusList(deps, id);
}

/** Keeps the signed lists good, whether or not anybody asks for them. */
export const refreshDuty: Duty = { name: 'lists.refresh', everyMs: 60_000, run: refreshStatusLists };

const CHUNK = 10;

/** Job `lists.refresh`: the lists that its owner signs, a few at a time. Those that are newer than its keys stay as they are. */
export const refreshOwnLists: Handler = async (deps, { owner, cursor }) => {
  const after = cursor?.after as string | undefined;
  const ids = await deps.store.listsSignedBy({ signer: owner, limit: CHUNK, after });
  for (const id of ids) await anyList(deps, id);
  return {
    writes: [],
    done: ids.length,
    ...(after === undefined && { total: await deps.store.listCount(owner) }),
    ...(ids.length === CHUNK && { cursor: { after: ids.at(-1) } }),
  };
};
