/** Certificates of deployments whose authorities ours recognises, against their trust lists and their status lists. */
import { rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import type { ForeignList, ForeignListHead } from '../core/foreign-list.ts';
import { CHECK_IDS, type CheckId, type Verification } from '../core/verdict.ts';
import { authorityDid } from '../credential/did.ts';
import type { Presented } from '../credential/presented.ts';
import { createResolver } from '../credential/resolver.ts';
import { issuerDid } from '../credential/sd-jwt-vc.ts';
import { readTrustList, type TrustListEntry } from '../credential/trust-list.ts';
import { readJws } from '../credential/vc-jose.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { inOrder, PASS, type Result } from './checks.ts';
import type { VerifyDeps } from './flow.ts';
import { foreignStatus } from './status.ts';
import { entryTrust } from './trust.ts';
import { verifyTrusting } from './trust-list.ts';

/**
 * The verdict on what another deployment issued, naming its authority; undefined for what is our own or of nobody that
 * is recognised. A list whose time is over judges nothing.
 */
export async function verifyForeign(
  deps: Deps,
  presented: Presented,
  asked: Pick<VerifyDeps, 'on' | 'binding'>,
): Promise<Verification | undefined> {
  const origin = originOf(presented);
  // A DID does not say whether its host speaks https.
  if (origin === undefined || hostOf(origin) === hostOf(deps.settings.origin)) return undefined;
  const list = await recognised(deps, origin);
  if (!list) return undefined;
  const { timeZone, validUntil } = list.head;
  const authority = { origin, name: list.head.authority };
  if (deps.clock() >= validUntil) {
    return { ...outOfDate(deps, `the trust list of ${origin} was valid until ${rfc3339(validUntil)}`), authority };
  }
  const trust = entryTrust((owner) => list.entries.get(owner));
  const ownKeys = async (owner: string) => (await trust.organisation(owner))?.keys;
  const resolver = createResolver({ origin, ownKeys, allowedHosts: [], clock: deps.clock });
  const status = foreignStatus(deps, resolver, authorityDid(origin));
  const verification = await verifyTrusting(
    { origin, timeZone, trust, current: false, status, clock: deps.clock, ...asked },
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

interface Recognised {
  readonly head: ForeignListHead;
  /** By `authority` or record code. */
  readonly entries: ReadonlyMap<string, TrustListEntry>;
}

/** What each process read already, by origin: anybody may ask, and to read the list of a country takes seconds. */
const lastRead = new WeakMap<Deps['lists'], Map<string, Recognised>>();

async function recognised({ store, lists }: Deps, origin: string): Promise<Recognised | undefined> {
  const read = lastRead.get(lists) ?? new Map<string, Recognised>();
  lastRead.set(lists, read);
  const head = await store.foreignListHead(origin);
  const last = read.get(origin);
  if (head && last?.head.version === head.version && last.head.importedAt === head.importedAt) {
    return { head, entries: last.entries };
  }
  read.delete(origin);
  const list = head && (await store.foreignList(origin));
  if (!list) return undefined;
  const { list: _, ...rest } = list;
  const fresh = { head: rest, entries: new Map(entriesOf(list).map((entry) => [entry.owner, entry])) };
  read.set(origin, fresh);
  return fresh;
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
