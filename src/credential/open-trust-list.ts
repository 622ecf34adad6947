import type { Instant } from '../core/calendar.ts';
import { AUTHORITY } from '../core/key.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { documentLoader } from './contexts.ts';
import { issuerOf } from './credential-form.ts';
import { verifyProofs } from './data-integrity.ts';
import { ownerOfDid, parsePublicJwk, publicKeyMultibase } from './did.ts';
import { createResolver } from './resolver.ts';
import { keysOf, readTrustList, type TrustListEntry } from './trust-list.ts';
import { verifyJwt } from './vc-jose.ts';

export interface OpenedTrustList {
  /** Of the deployment. */
  readonly origin: string;
  readonly entries: readonly TrustListEntry[];
  /** The entry of its authority. */
  readonly authority: TrustListEntry;
  /** What was signed. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Room for a national list of 30,000 agencies: about 100 values each, keys and history included. */
const MAX_VALUES = 5_000_000;

/** A key id, the key of before or that of the other form look like a forged list. */
const PINNED =
  'Give the did:key or multibase of the key that signs now: for JSON the Ed25519 key of the authority, for a JWT its P-256 key';

/**
 * A trust list as a service published it, JSON with embedded proof or a compact JWT, that its authority signed, with
 * `authorityKey` (did:key, or its `z…` alone) if one is given: without, the text is believed for where it comes from. Throws
 * `SyntaxError` or `JsonError`. Whether it is valid now is not asked.
 */
export async function openTrustList(
  text: string,
  authorityKey: string | undefined,
  now: Instant,
): Promise<OpenedTrustList> {
  const isJson = text.startsWith('{');
  const claimed = claimedList(text);
  const authority = authorityIn(readTrustList(claimed));
  const { origin } = new URL(webAddress(claimed.id));
  for (const { publicJwk } of authority.keys) parsePublicJwk(publicJwk);
  const pinned = authorityKey?.replace(/^did:key:/, '');
  const keys = keysOf(authority).filter(
    ({ state, publicJwk }) =>
      state !== 'compromised' && (pinned === undefined || publicKeyMultibase(publicJwk) === pinned),
  );
  const ownKeys = async (owner: string) => (owner === AUTHORITY ? keys : undefined);
  const resolver = createResolver({ origin, ownKeys, allowedHosts: [], clock: () => now });
  const { outcome, detail, document } = isJson
    ? await verifyProofs(claimed, { resolver, loader: documentLoader(origin), now, maxValues: MAX_VALUES })
    : await verifyJwt(text, { resolver, now, maxValues: MAX_VALUES });
  if (outcome !== 'pass' || !document || ownerOfDid(origin, issuerOf(document)) !== AUTHORITY) {
    throw new SyntaxError(
      pinned === undefined
        ? `the trust list is not signed by its authority: ${detail ?? 'another issuer'}`
        : `the trust list is not signed with the key that was given. ${PINNED}`,
    );
  }
  const entries = readTrustList(document);
  return { origin, entries, authority: authorityIn(entries), document };
}

/** What a trust list says in either form, before anything of it is believed. Throws `SyntaxError` or `JsonError`. */
export function claimedList(text: string): Record<string, unknown> {
  return Object(parseJson(text.startsWith('{') ? text : fromUtf8(decodeBase64url(text.split('.')[1] ?? ''))));
}

/** Other URLs have no origin. */
function webAddress(id: unknown): string {
  if (typeof id === 'string' && /^https?:/.test(id) && URL.canParse(id)) return id;
  throw new SyntaxError('this is no trust list');
}

function authorityIn(entries: readonly TrustListEntry[]): TrustListEntry {
  const authority = entries.find(({ owner }) => owner === AUTHORITY);
  if (!authority) throw new SyntaxError('this is no trust list');
  return authority;
}
