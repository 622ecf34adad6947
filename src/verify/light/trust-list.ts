/** The signed trust list, opened: who may issue what since when, with which keys. */
import { DAY, type Instant } from '../../core/calendar.ts';
import { AUTHORITY, type PublicJwk } from '../../core/key.ts';
import { readTrustList, type TrustListEntry } from '../../credential/trust-list.ts';
import { type Json, openList, periodOf, type VerifyingKey } from './jwt.ts';

export interface TrustList {
  /** The deployment whose list it is. */
  readonly origin: string;
  readonly signedAt: Instant;
  /** Whether its source gave it out just now. From a kept copy no verdict is better than `valid_as_of`. */
  readonly current: boolean;
  readonly entries: readonly TrustListEntry[];
  /** By `authority` or record code. */
  entry(owner: string): TrustListEntry | undefined;
}

export interface TrustListOptions {
  /** Public origin of the service, without a trailing slash. */
  readonly origin: string;
  /** The authority's DID document: pinned, or fetched from `/.well-known/did.json` and then as good as its connection. */
  readonly authority: unknown;
  readonly now: Instant;
  readonly current: boolean;
}

/** How old a kept trust list may be. */
const MAX_AGE_MS = 2 * DAY;
/** What clocks of readers and servers may differ by. */
export const CLOCK_TOLERANCE_MS = 300_000;

/** Opens a trust list from its compact JWT. Throws `SyntaxError` when the authority did not sign it or it is too old. */
export async function openTrustList(
  jwt: string,
  { origin, authority, now, current }: TrustListOptions,
): Promise<TrustList> {
  const issuer = `did:web:${encodeURIComponent(new URL(origin).host)}`;
  const keys = keysOfDocument(authority, issuer);
  const document = await openList(jwt, { issuer, id: `${origin}/trust-list`, type: 'TrustListCredential', keys });
  const { from, until } = periodOf(document);
  // What its source gives out just now must be valid: else somebody hands out an earlier list for today's.
  const last = current ? until + CLOCK_TOLERANCE_MS : from + MAX_AGE_MS;
  if (now < from - CLOCK_TOLERANCE_MS || now > last) throw new SyntaxError('the trust list is too old');
  const entries = readTrustList(document);
  const byOwner = new Map(entries.map((entry) => [entry.owner, entry]));
  return { origin, signedAt: from, current, entries, entry: (owner) => byOwner.get(owner) };
}

/** The keys of an entry that may sign lists now. What a compromised key signed may be as old as it pretends, or not. */
export function listKeys({ id, keys }: TrustListEntry): VerifyingKey[] {
  return keys
    .filter(({ state, compromisedSince }) => state !== 'compromised' && compromisedSince === undefined)
    .map((key) => ({ id: `${id}#${key.id}`, jwk: key.publicJwk }));
}

/** The agency of this record code. The authority issues no certificates. */
export function agencyOf(list: TrustList, code: string): TrustListEntry | undefined {
  return code === AUTHORITY ? undefined : list.entry(code);
}

/** Keys that a DID document lists for assertions, as JsonWebKeys (Controlled Identifiers 1.0 section 2.2.3). */
function keysOfDocument(document: unknown, did: string): VerifyingKey[] {
  const { id, verificationMethod, assertionMethod } = Object(document) as Json;
  if (id !== did || !Array.isArray(verificationMethod) || !Array.isArray(assertionMethod)) {
    throw new SyntaxError(`not the DID document of ${did}`);
  }
  return verificationMethod
    .filter((method) => assertionMethod.includes(method.id) && method.controller === did && method.publicKeyJwk)
    .map((method) => ({ id: method.id, jwk: method.publicKeyJwk as PublicJwk }));
}
