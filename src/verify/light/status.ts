/** The four status lists of a slot, as `vc+jwt`: W3C Bitstring Status List v1.0 with nothing but what every browser has. */
import type { Instant } from '../../core/calendar.ts';
import { AUTHORITY } from '../../core/key.ts';
import {
  actorOf,
  purposeOf,
  SLOTS_PER_GROUP,
  STATUS_LIST_KINDS,
  type StatusListKind,
  type StatusPurpose,
  type StatusSlot,
  statusListId,
} from '../../core/status.ts';
import { gunzip } from '../../lib/gzip.ts';
import { fromBase64url } from './base64url.ts';
import { openList, periodOf } from './jwt.ts';
import { CLOCK_TOLERANCE_MS, listKeys, type TrustList } from './trust-list.ts';

/** Four times what one of our lists takes. */
const MAX_INFLATED_BYTES = 65_536;

/** A bit that is set. */
export interface Withdrawal {
  readonly purpose: StatusPurpose;
  readonly by: 'agency' | 'authority';
}

export type StatusAnswer =
  /** `asOf`: when the oldest of the kept lists was signed; absent when all are current. */
  | { readonly known: true; readonly withdrawals: readonly Withdrawal[]; readonly asOf?: Instant }
  | { readonly known: false };

export interface StatusList {
  readonly signedAt: Instant;
  /** Whether its source gave it out just now. */
  readonly current: boolean;
  readonly bits: Uint8Array;
}

export interface StatusListOptions {
  readonly slot: StatusSlot;
  readonly kind: StatusListKind;
  readonly trustList: TrustList;
  readonly now: Instant;
  readonly current: boolean;
}

/**
 * Opens one list of a slot from its compact JWT. Throws `SyntaxError` or `RangeError` when it is not signed by whom it
 * should be, is for something else, is not valid now, or cannot be read: its status is then unknown, never good.
 */
export async function openStatusList(
  jwt: string,
  { slot, kind, trustList, now, current }: StatusListOptions,
): Promise<StatusList> {
  const signer = trustList.entry(actorOf(kind) === AUTHORITY ? AUTHORITY : slot.agency);
  if (!signer) throw new SyntaxError('nobody may sign this list');
  const list = await openList(jwt, {
    issuer: signer.id,
    id: `${trustList.origin}/status/${statusListId(slot.agency, slot.group, kind)}`,
    type: 'BitstringStatusListCredential',
    keys: listKeys(signer),
  });
  const { from, until } = periodOf(list);
  if (now < from - CLOCK_TOLERANCE_MS || now > until) throw new SyntaxError('the list is not valid now');
  const { type, statusPurpose, encodedList } = Object(list.credentialSubject);
  if (type !== 'BitstringStatusList' || statusPurpose !== purposeOf(kind) || !/^u/.test(encodedList)) {
    throw new SyntaxError('this is another kind of list');
  }
  const bits = await gunzip(fromBase64url(encodedList.slice(1)), MAX_INFLATED_BYTES);
  if (bits.length * 8 < SLOTS_PER_GROUP) throw new SyntaxError('the list is too short');
  return { signedAt: from, current, bits };
}

/** What the lists say of a slot. `open` gives one of them; where it rejects, that list is silent. */
export async function readStatus(
  { index }: StatusSlot,
  open: (kind: StatusListKind) => Promise<StatusList>,
): Promise<StatusAnswer> {
  const lists = await Promise.allSettled(STATUS_LIST_KINDS.map(open));
  const withdrawals: Withdrawal[] = [];
  let asOf = Number.POSITIVE_INFINITY;
  let silent = false;
  for (const [at, kind] of STATUS_LIST_KINDS.entries()) {
    const list = lists[at]?.status === 'fulfilled' ? lists[at].value : undefined;
    const byte = list?.bits[index >> 3];
    if (!list || byte === undefined) silent = true;
    else {
      if (!list.current) asOf = Math.min(asOf, list.signedAt);
      if (byte & (0x80 >> (index & 7))) withdrawals.push({ purpose: purposeOf(kind), by: actorOf(kind) });
    }
  }
  // One list that says "revoked" is enough; silence of one is not a clean answer.
  if (silent && withdrawals.length === 0) return { known: false };
  return { known: true, withdrawals, ...(Number.isFinite(asOf) && { asOf }) };
}
