/** W3C Bitstring Status List v1.0: the lists, the entries that point at them, and reading a bit strictly. */
import { type Instant, rfc3339 } from '../core/calendar.ts';
import {
  type PublishedListKind,
  parseStatusListId,
  purposeOf,
  SLOTS_PER_GROUP,
  STATUS_LIST_KINDS,
  type StatusSlot,
  statusListId,
} from '../core/status.ts';
import { bitstring, decodeBitstring, encodeBitstring, getBit } from '../lib/bitstring.ts';
import { CREDENTIALS_V2 } from './contexts.ts';
import { parseTimestamp } from './credential-form.ts';

/** Where a list is published. */
export function statusListUrl(origin: string, id: string): string {
  return `${origin}/status/${id}`;
}

export interface StatusListInput {
  readonly origin: string;
  /** `statusListId(…)`; the purpose follows from it. */
  readonly id: string;
  /** DID of whoever signs the list: the agency or the authority. */
  readonly issuer: string;
  readonly signedAt: Instant;
  /** Set bits, in any order. */
  readonly indexes: Iterable<number>;
  readonly validityMs: number;
  /** How long a reader may keep the list; at most its validity. */
  readonly ttlMs: number;
}

/** The unsigned BitstringStatusListCredential (section 2.2). Throws `RangeError` for an id, bit or time out of range. */
export async function statusListDocument(input: StatusListInput): Promise<Record<string, unknown>> {
  const list = parseStatusListId(input.id);
  if (!list) throw new RangeError(`not the id of a status list: ${input.id}`);
  if (input.ttlMs > input.validityMs) throw new RangeError('a list must not be kept longer than it is valid');
  const url = statusListUrl(input.origin, input.id);
  return {
    '@context': [CREDENTIALS_V2],
    id: url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: input.issuer,
    validFrom: rfc3339(input.signedAt),
    validUntil: rfc3339(input.signedAt + input.validityMs),
    credentialSubject: {
      id: `${url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purposeOf(list.kind),
      encodedList: await encodeBitstring(bitstring(input.indexes, SLOTS_PER_GROUP)),
      ttl: input.ttlMs,
    },
  };
}

/** The four `credentialStatus` entries of a slot, one for each list (section 2.1). */
export function statusEntries(origin: string, slot: StatusSlot): Record<string, unknown>[] {
  return STATUS_LIST_KINDS.map((kind) => statusEntry(origin, slot, kind));
}

export function statusEntry(origin: string, slot: StatusSlot, kind: PublishedListKind): Record<string, unknown> {
  const url = statusListUrl(origin, statusListId(slot.agency, slot.group, kind));
  return {
    id: `${url}#${slot.index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: purposeOf(kind),
    statusListIndex: String(slot.index),
    statusListCredential: url,
  };
}

export interface StatusEntry {
  readonly url: string;
  /** What a Bitstring list is for. A Token Status List is for everything, and its entries have none. */
  readonly purpose?: string | undefined;
  readonly index: number;
}

export interface BitstringEntry extends StatusEntry {
  readonly purpose: string;
}

/** One `credentialStatus` entry of a verified document, or undefined when it is no Bitstring entry that we can read. */
export function readStatusEntry(entry: unknown): BitstringEntry | undefined {
  const { type, statusPurpose, statusListIndex, statusListCredential, statusSize } = fields(entry);
  if (type !== 'BitstringStatusListEntry' || (statusSize !== undefined && statusSize !== 1)) return undefined;
  if (typeof statusListCredential !== 'string' || typeof statusPurpose !== 'string') return undefined;
  if (typeof statusListIndex !== 'string' || !/^(0|[1-9]\d{0,8})$/.test(statusListIndex)) return undefined;
  return { url: statusListCredential, purpose: statusPurpose, index: Number(statusListIndex) };
}

/** Why a list cannot answer, with the error names of sections 3.2 and 3.5. The status is then unknown, never good. */
export class StatusListError extends Error {
  readonly code: 'STATUS_VERIFICATION_ERROR' | 'STATUS_LIST_LENGTH_ERROR' | 'RANGE_ERROR' | 'MALFORMED_VALUE_ERROR';

  constructor(code: StatusListError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'StatusListError';
    this.code = code;
  }
}

export interface ReadStatusOptions extends BitstringEntry {
  readonly now: Instant;
  /** Most bytes that the list may inflate to. */
  readonly maxBytes: number;
}

/**
 * The bit at `index` of a list whose signature was verified already (section 3.2): it is the list of this URL and
 * purpose, valid now, and has at least 131,072 bits. Throws `StatusListError`.
 */
export async function readStatusBit(
  list: Readonly<Record<string, unknown>>,
  { index, purpose, url, now, maxBytes }: ReadStatusOptions,
): Promise<boolean> {
  const subject = fields(list.credentialSubject);
  if (list.id !== url) throw new StatusListError('STATUS_VERIFICATION_ERROR', 'this is another list');
  if (![list.type].flat().includes('BitstringStatusListCredential') || subject.type !== 'BitstringStatusList') {
    throw new StatusListError('MALFORMED_VALUE_ERROR', 'this is no Bitstring status list');
  }
  if (![subject.statusPurpose].flat().includes(purpose)) {
    throw new StatusListError('STATUS_VERIFICATION_ERROR', `the list is not for ${purpose}`);
  }
  const from = list.validFrom === undefined ? now : parseTimestamp(list.validFrom);
  const until = list.validUntil === undefined ? Infinity : parseTimestamp(list.validUntil);
  if (from === undefined || until === undefined || now < from || now > until) {
    throw new StatusListError('STATUS_VERIFICATION_ERROR', 'the list is not valid now');
  }
  const bits = await decode(subject.encodedList, maxBytes);
  if (bits.length * 8 < SLOTS_PER_GROUP) {
    throw new StatusListError('STATUS_LIST_LENGTH_ERROR', `the list has fewer than ${SLOTS_PER_GROUP} bits`);
  }
  if (!Number.isInteger(index) || index < 0 || index >= bits.length * 8) {
    throw new StatusListError('RANGE_ERROR', 'the list has no such index');
  }
  return getBit(bits, index);
}

async function decode(encodedList: unknown, maxBytes: number): Promise<Uint8Array> {
  if (typeof encodedList !== 'string') throw new StatusListError('MALFORMED_VALUE_ERROR', 'the list has no bits');
  try {
    return await decodeBitstring(encodedList, maxBytes);
  } catch (cause) {
    throw new StatusListError('MALFORMED_VALUE_ERROR', 'encodedList cannot be decoded', { cause });
  }
}

function fields(value: unknown): Record<string, unknown> {
  return Object(value) as Record<string, unknown>;
}
