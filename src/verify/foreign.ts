/** Certificates of deployments whose authorities ours recognises, against their trust lists and their status lists. */
import { rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import type { ForeignList } from '../core/foreign-list.ts';
import { CHECK_IDS, type CheckId, type Verification } from '../core/verdict.ts';
import { authorityDid } from '../credential/did.ts';
import type { Presented } from '../credential/presented.ts';
import { createResolver } from '../credential/resolver.ts';
import { issuerDid } from '../credential/sd-jwt-vc.ts';
import { keysOf, readTrustList, type TrustListEntry } from '../credential/trust-list.ts';
import { readJws } from '../credential/vc-jose.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { inOrder, PASS, type Result } from './checks.ts';
import type { VerifyDeps } from './flow.ts';
import { foreignStatus } from './status.ts';
import { verifyAgainst } from './trust-list.ts';

/**
 * The verdict on what another deployment issued, naming its authority; undefined for what is our own or of nobody that
 * is recognised. A list whose time is over judges nothing.
 */
export async function verifyForeign(
  deps: Deps,
  presented: Presented,
  asked: Pick<VerifyDeps, 'on' | 'binding'> = {},
): Promise<Verification | undefined> {
  const origin = originOf(presented);
  // A DID does not say whether its host speaks https.
  if (origin === undefined || hostOf(origin) === hostOf(deps.settings.origin)) return undefined;
  const list = await deps.store.foreignList(origin);
  if (!list) return undefined;
  const { timeZone, validUntil } = list;
  const authority = { origin, name: list.authority };
  if (deps.clock() >= validUntil) {
    return { ...outOfDate(deps, `the trust list of ${origin} was valid until ${rfc3339(validUntil)}`), authority };
  }
  const entries = entriesOf(list);
  const byOwner = new Map(entries.map((entry) => [entry.owner, entry]));
  const ownKeys = async (owner: string) => {
    const entry = byOwner.get(owner);
    return entry && keysOf(entry);
  };
  const resolver = createResolver({ origin, ownKeys, allowedHosts: [], clock: deps.clock });
  const status = foreignStatus(deps, resolver, authorityDid(origin));
  const verification = await verifyAgainst(
    { origin, timeZone, entries, current: false, status, clock: deps.clock, ...asked },
    presented,
  );
  return { ...verification, authority };
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** Of which deployment it says that it is. Nothing is believed of it but where to look. */
function originOf(presented: Presented): string | undefined {
  try {
    if (presented.kind === 'none') return undefined;
    if (presented.kind === 'seal') return presented.origin;
    const { issuer, iss } = Object(claimsIn(presented)) as { issuer?: unknown; iss?: unknown };
    const id = Object(issuer).id ?? issuer ?? iss;
    // SD-JWTs name their issuer by the URL that its did:web is made from.
    const [, host] = /^did:web:([^:]+)/.exec(issuerDid(String(id)) ?? '') ?? [];
    return host && `https://${decodeURIComponent(host)}`;
  } catch {
    return undefined;
  }
}

function claimsIn(presented: Exclude<Presented, { kind: 'none' | 'seal' }>): unknown {
  if (presented.kind === 'embedded') return presented.credential;
  const jwt = presented.kind === 'jwt' ? presented.jwt : (presented.sdJwt.split('~')[0] ?? '');
  return parseJson(fromUtf8(readJws(jwt).payload));
}

/** Verified when it was taken. */
function entriesOf({ list }: ForeignList): readonly TrustListEntry[] {
  const text = list.trim();
  const document = text.startsWith('{')
    ? JSON.parse(text)
    : JSON.parse(fromUtf8(decodeBase64url(text.split('.')[1] ?? '')));
  return readTrustList(document);
}

function outOfDate({ clock }: Deps, detail: string): Verification {
  const results = new Map<CheckId, Result>([
    ['format', PASS],
    ['signature', { result: 'unknown', detail }],
  ]);
  return { verdict: 'cannot_check', checks: inOrder(results, CHECK_IDS, rfc3339(clock())) };
}
