/** Who is trusted: from the register itself, or from a trust list that somebody carries along. */
import { askOnce } from '../core/ask-once.ts';
import { AUTHORITY, type KeyRecord } from '../core/key.ts';
import type { LanguageText } from '../core/language.ts';
import type { Store } from '../core/ports.ts';
import { keysOf, type TrustListEntry } from '../credential/trust-list.ts';

/** An organisation that the authority stands behind, or the authority itself. */
export interface TrustedOrganisation {
  readonly owner: string;
  readonly name: LanguageText;
  readonly standing: TrustListEntry['standing'];
  readonly keys: readonly KeyRecord[];
}

export interface TrustSource {
  /** By owner name (`authority` or a record code), or undefined for one that is not trusted. */
  organisation(owner: string): Promise<TrustedOrganisation | undefined>;
}

/** For one verification: it asks the register once, and what it was told holds to the end. */
export function registerTrust(store: Store): TrustSource {
  return { organisation: askOnce(String, (owner: string) => registered(store, owner)) };
}

async function registered(store: Store, owner: string): Promise<TrustedOrganisation | undefined> {
  const [organisation, standing, keys] = await Promise.all([
    owner === AUTHORITY ? store.authority() : store.agency(owner),
    store.standing(owner),
    store.keys(owner),
  ]);
  return organisation && { owner, name: organisation.name, standing, keys };
}

export function listTrust(entries: readonly TrustListEntry[]): TrustSource {
  const byOwner = new Map(entries.map((entry) => [entry.owner, entry]));
  return entryTrust((owner) => byOwner.get(owner));
}

/** The same for entries that something else looks up; each is read once. */
export function entryTrust(entryOf: (owner: string) => TrustListEntry | undefined): TrustSource {
  const read = new Map<string, TrustedOrganisation | undefined>();
  return {
    async organisation(owner) {
      if (read.has(owner)) return read.get(owner);
      const entry = entryOf(owner);
      const organisation = entry && { owner, name: entry.name, standing: entry.standing, keys: keysOf(entry) };
      read.set(owner, organisation);
      return organisation;
    },
  };
}
