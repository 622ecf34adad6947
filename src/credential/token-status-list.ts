/** Token Status List (draft-ietf-oauth-status-list): the bits of a slot's four Bitstring lists as one status for JWTs. */
import type { Instant } from '../core/calendar.ts';
import { isCompromised } from '../core/key.ts';
import { purposeOf, SLOTS_PER_GROUP, type StatusListKind, type StatusSlot, tokenListId } from '../core/status.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, fromUtf8 } from '../lib/bytes.ts';
import { deflate, gunzip } from '../lib/gzip.ts';
import { parseJson } from '../lib/json.ts';
import { copyDocument, isObject } from './credential-form.ts';
import type { KeyResolver } from './resolver.ts';
import { type StatusEntry, StatusListError, statusListUrl } from './status-list.ts';
import { type Jws, readJws, verifyJws } from './vc-jose.ts';

/** Status types (section 7.1). */
export const VALID = 0;
export const INVALID = 1;
export const SUSPENDED = 2;

const BITS = 2;

export interface TokenListInput {
  readonly origin: string;
  readonly agency: string;
  readonly group: number;
  readonly signedAt: Instant;
  /** The set bits of each of the four lists. */
  readonly marks: ReadonlyMap<StatusListKind, readonly number[]>;
  readonly validityMs: number;
  /** How long a reader may keep the list. */
  readonly ttlMs: number;
}

/** The claims of a Status List Token (section 5.1). Revoked beats suspended, whoever did either. */
export async function tokenListClaims(input: TokenListInput): Promise<Record<string, unknown>> {
  const statuses = new Uint8Array((SLOTS_PER_GROUP * BITS) / 8);
  for (const [kind, indexes] of input.marks) {
    for (const index of indexes) {
      const now = statusAt(statuses, BITS, index);
      const next = purposeOf(kind) === 'revocation' || now === INVALID ? INVALID : SUSPENDED;
      const [at, shift] = placeOf(BITS, index);
      statuses[at] = ((statuses[at] ?? 0) & ~(3 << shift)) | (next << shift);
    }
  }
  return {
    sub: statusListUrl(input.origin, tokenListId(input.agency, input.group)),
    iat: Math.floor(input.signedAt / 1000),
    exp: Math.floor((input.signedAt + input.validityMs) / 1000),
    ttl: Math.floor(input.ttlMs / 1000),
    status_list: { bits: BITS, lst: encodeBase64url(await deflate(statuses)) },
  };
}

/** The `status` claim of a token (section 6.2). */
export function tokenStatus(origin: string, { agency, group, index }: StatusSlot): Record<string, unknown> {
  return { status_list: { idx: index, uri: statusListUrl(origin, tokenListId(agency, group)) } };
}

/** A `status` claim of a verified token, or undefined when it is none that we can read. */
export function readTokenStatus(status: unknown): StatusEntry | undefined {
  const { idx, uri } = isObject(status) && isObject(status.status_list) ? status.status_list : {};
  if (typeof uri !== 'string' || !Number.isSafeInteger(idx) || Number(idx) < 0) return undefined;
  return { url: uri, index: Number(idx) };
}

export interface OpenTokenListOptions {
  readonly url: string;
  readonly resolver: KeyResolver;
  readonly now: Instant;
  /** Most bytes that the list may inflate to. */
  readonly maxBytes: number;
}

/**
 * Who signed a list, as a DID, when, and its statuses by index. Throws `StatusListError` for a list that is not this one, not
 * signed, or not valid now (section 8.3), and `ResolutionError` where its key cannot be had.
 */
export async function openTokenList(
  jwt: string,
  { url, resolver, now, maxBytes }: OpenTokenListOptions,
): Promise<{ readonly signer: string; readonly signedAt: Instant; status(index: number): number }> {
  let jws: Jws;
  let claims: Record<string, unknown>;
  try {
    jws = readJws(jwt);
    claims = copyDocument(parseJson(fromUtf8(jws.payload)));
  } catch (cause) {
    throw new StatusListError('MALFORMED_VALUE_ERROR', 'this is no Status List Token', { cause });
  }
  const { sub, iat, exp, status_list: list } = claims;
  if (jws.header.typ !== 'statuslist+jwt') throw verification('the typ is not statuslist+jwt');
  if (sub !== url) throw verification('this is another list');
  const key = await resolver.verificationMethod(String(jws.header.kid));
  if (!(await verifyJws(jws, key.jwk))) throw verification('the signature of the list does not match');
  // Whoever has the key can write any time into a list.
  if (key.record && isCompromised(key.record)) throw verification('the key of the list is compromised');
  if (typeof iat !== 'number' || iat * 1000 > now + 60_000) throw verification('the list is of no past time');
  if (exp !== undefined && !(typeof exp === 'number' && exp * 1000 > now)) throw verification('the list has expired');
  const { bits, lst } = isObject(list) ? list : {};
  if (typeof bits !== 'number' || ![1, 2, 4, 8].includes(bits) || typeof lst !== 'string') {
    throw new StatusListError('MALFORMED_VALUE_ERROR', 'the list has no statuses');
  }
  const statuses = await inflated(lst, maxBytes);
  return { signer: key.controller, signedAt: iat * 1000, status: (index) => statusAt(statuses, bits, index) };
}

async function inflated(lst: string, maxBytes: number): Promise<Bytes> {
  try {
    return await gunzip(decodeBase64url(lst), maxBytes, 'deflate');
  } catch (cause) {
    throw new StatusListError('MALFORMED_VALUE_ERROR', 'lst cannot be decoded', { cause });
  }
}

/** Byte and shift of an index: the first status is in the lowest bits of the first byte (section 4). */
function placeOf(bits: number, index: number): [number, number] {
  return [Math.floor((index * bits) / 8), (index * bits) % 8];
}

function statusAt(statuses: Uint8Array, bits: number, index: number): number {
  const [at, shift] = placeOf(bits, index);
  const byte = Number.isSafeInteger(index) && index >= 0 ? statuses[at] : undefined;
  if (byte === undefined) throw new StatusListError('RANGE_ERROR', 'the list has no such index');
  return (byte >> shift) & (2 ** bits - 1);
}

function verification(message: string): StatusListError {
  return new StatusListError('STATUS_VERIFICATION_ERROR', message);
}
