import type { Deps } from '../core/deps.ts';
import { AUTHORITY } from '../core/key.ts';
import {
  actorOf,
  type PublishedList,
  parseStatusListId,
  SLOTS_PER_GROUP,
  slotCounter,
  TRUST_LIST,
} from '../core/status.ts';
import { ownerDid } from '../credential/did.ts';
import { statusListDocument } from '../credential/status-list.ts';
import { HALF_LIFE_MS, publishedList, TTL_MS, VALIDITY_MS } from './publish.ts';
import { trustList } from './publish-trust-list.ts';

/** A status list as signed last, signed now if that is out of date. Undefined for a list that no certificate can name. */
export async function statusList(deps: Deps, id: string): Promise<PublishedList | undefined> {
  const { store, settings } = deps;
  const name = parseStatusListId(id);
  if (!name) return undefined;
  const owner = actorOf(name.kind) === 'authority' ? AUTHORITY : name.agency;
  return publishedList(deps, {
    id,
    owner,
    exists: () => hasGroup(deps, name),
    async content(signedAt) {
      const { revision, indexes } = await store.listMarks(id);
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

/** A group begins with its first slot, and then all of its lists exist, empty or not. */
async function hasGroup({ store }: Deps, { agency, group }: { agency: string; group: number }): Promise<boolean> {
  return (await store.counter(slotCounter(agency))) > (group - 1) * SLOTS_PER_GROUP;
}

const BATCH = 100;

/** Signs anew what is out of date, so that a list stays good also when nobody asks for it. Returns how many it signed. */
export async function refreshStatusLists(deps: Deps): Promise<number> {
  const stale = await deps.store.staleLists(deps.clock() - HALF_LIFE_MS, BATCH);
  for (const id of stale) {
    if (id === TRUST_LIST) await trustList(deps);
    else await statusList(deps, id);
  }
  return stale.length;
}
