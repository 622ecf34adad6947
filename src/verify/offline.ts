import { AUTHORITY } from '../core/key.ts';
import type { Clock } from '../core/ports.ts';
import type { Verification } from '../core/verdict.ts';
import { documentLoader } from '../credential/contexts.ts';
import { issuerOf } from '../credential/credential-form.ts';
import { verifyProofs } from '../credential/data-integrity.ts';
import { ownerOfDid, publicKeyMultibase } from '../credential/did.ts';
import { readPresented } from '../credential/presented.ts';
import { createResolver } from '../credential/resolver.ts';
import { keysOf, readTrustList } from '../credential/trust-list.ts';
import { verifyJwt } from '../credential/vc-jose.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { NO_STATUS } from './status.ts';
import { verifyAgainst } from './trust-list.ts';

export interface OfflineInput {
  /** The trust list as the service published it: JSON with embedded proof, or a compact JWT. */
  readonly trustList: string;
  /** The authority's Ed25519 or P-256 key as `z…` multibase: without it the file is believed for where it comes from. */
  readonly authorityKey?: string | undefined;
  readonly clock: Clock;
  /** IANA name. Default: Asia/Shanghai. */
  readonly timeZone?: string | undefined;
}

/**
 * Verifies without a network, against a trust list. The status stays unknown, so the best verdict is `status_unchecked`.
 * Throws `SyntaxError` for a trust list that is not signed by its authority, or by another key than the one given.
 */
export async function verifyOffline(
  { trustList, authorityKey, clock, timeZone = 'Asia/Shanghai' }: OfflineInput,
  input: unknown,
): Promise<Verification> {
  const { origin, entries } = await openTrustList(trustList.trim(), authorityKey, clock);
  return verifyAgainst({ origin, timeZone, entries, clock, status: NO_STATUS }, readPresented(input));
}

/** Room for a national list of 30,000 agencies: about 100 values each, keys and history included. */
const MAX_VALUES = 5_000_000;

async function openTrustList(text: string, authorityKey: string | undefined, clock: Clock) {
  const isJson = text.startsWith('{');
  const claimed = (isJson ? parseJson(text) : parseJson(fromUtf8(decodeBase64url(text.split('.')[1] ?? '')))) as Record<
    string,
    unknown
  >;
  const entries = readTrustList(claimed);
  const authority = entries.find(({ owner }) => owner === AUTHORITY);
  if (typeof claimed.id !== 'string' || !URL.canParse(claimed.id) || !authority)
    throw new SyntaxError('this is no trust list');
  const { origin } = new URL(claimed.id);
  const keys = keysOf(authority).filter(
    ({ state, publicJwk }) =>
      state !== 'compromised' && (authorityKey === undefined || publicKeyMultibase(publicJwk) === authorityKey),
  );
  const ownKeys = async (owner: string) => (owner === AUTHORITY ? keys : undefined);
  const resolver = createResolver({ origin, ownKeys, allowedHosts: [], clock });
  const now = clock();
  const { outcome, detail, document } = isJson
    ? await verifyProofs(claimed, { resolver, loader: documentLoader(origin), now, maxValues: MAX_VALUES })
    : await verifyJwt(text, { resolver, now, maxValues: MAX_VALUES });
  if (outcome !== 'pass' || !document || ownerOfDid(origin, issuerOf(document)) !== AUTHORITY) {
    throw new SyntaxError(`the trust list is not signed by its authority: ${detail ?? 'another issuer'}`);
  }
  return { origin, entries: readTrustList(document) };
}
