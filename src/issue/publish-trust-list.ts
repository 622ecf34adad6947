import type { Agency, StandingStep } from '../core/agency.ts';
import { type Instant, rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { AUTHORITY, type KeyRecord } from '../core/key.ts';
import type { Authority } from '../core/ports.ts';
import { type PublishedList, TRUST_LIST } from '../core/status.ts';
import { CREDENTIALS_V2, certificateContextUrl } from '../credential/contexts.ts';
import { ownerDid } from '../credential/did.ts';
import type { TrustListEntry } from '../credential/trust-list.ts';
import { publishedList, VALIDITY_MS } from './publish.ts';

/** Who may issue what, since when, and with which keys: everything that a verifier needs without us. */
export async function trustList(deps: Deps): Promise<PublishedList> {
  const { store, settings } = deps;
  const list = await publishedList(deps, {
    id: TRUST_LIST,
    owner: AUTHORITY,
    beside: ({ revision: version, signedAt, credential, detached }) => [
      { write: 'trust-list.archive', list: { version, signedAt, credential, detached } },
    ],
    async content(signedAt) {
      // Read before the rows: a change in between shows up in a later revision.
      const revision = await store.listRevision(TRUST_LIST);
      const entries = await readEntries(deps);
      return { revision, document: documentOf(settings.origin, signedAt, revision, entries) };
    },
  });
  if (!list) throw new Error('there is always a trust list');
  return list;
}

function documentOf(origin: string, signedAt: Instant, revision: number, entries: readonly TrustListEntry[]) {
  const id = `${origin}/trust-list`;
  return {
    '@context': [CREDENTIALS_V2, certificateContextUrl(origin)],
    id,
    type: ['VerifiableCredential', 'TrustListCredential'],
    issuer: ownerDid(origin, AUTHORITY),
    validFrom: rfc3339(signedAt),
    validUntil: rfc3339(signedAt + VALIDITY_MS),
    credentialSubject: { id: `${id}#list`, type: 'TrustList', version: revision, entries },
  };
}

async function readEntries({ store, settings }: Deps): Promise<TrustListEntry[]> {
  const { origin } = settings;
  const authority = await store.authority();
  if (!authority) throw new Error('there is no authority yet; run init');
  const keys = Map.groupBy(await store.keys(), ({ owner }) => owner);
  const steps = Map.groupBy(await store.standing(), ({ agency }) => agency);
  const entries: TrustListEntry[] = [authorityEntry(origin, authority, keys.get(AUTHORITY) ?? [])];
  let after: string | undefined;
  for (;;) {
    const agencies = await store.agencies({ limit: 500, after });
    for (const agency of agencies) {
      entries.push(agencyEntry(origin, agency, keys.get(agency.code) ?? [], steps.get(agency.code) ?? []));
    }
    after = agencies.at(-1)?.code;
    if (agencies.length < 500) return entries;
  }
}

function authorityEntry(origin: string, { name, uscc }: Authority, keys: readonly KeyRecord[]): TrustListEntry {
  return { owner: AUTHORITY, id: ownerDid(origin, AUTHORITY), name, uscc, standing: [], keys: keys.map(shownKey) };
}

function agencyEntry(
  origin: string,
  { code, name, uscc }: Agency,
  keys: readonly KeyRecord[],
  standing: readonly StandingStep[],
): TrustListEntry {
  const steps = standing.map(({ id, kind, from, until, scope }) => ({
    id,
    kind,
    from,
    ...(until !== undefined && { until }),
    ...(scope !== undefined && { scope }),
  }));
  return { owner: code, id: ownerDid(origin, code), name, uscc, standing: steps, keys: keys.map(shownKey) };
}

function shownKey({ id, algorithm, publicJwk, state, createdAt, retiredAt, compromisedSince }: KeyRecord) {
  return {
    id,
    algorithm,
    publicJwk,
    state,
    createdAt: rfc3339(createdAt),
    ...(retiredAt !== undefined && { retiredAt: rfc3339(retiredAt) }),
    ...(compromisedSince !== undefined && { compromisedSince: rfc3339(compromisedSince) }),
  };
}
