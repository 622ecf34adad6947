import type { Instant, LocalDate } from './calendar.ts';
import type { Effect } from './catalogue.ts';

/** The four Bitstring lists that describe one slot. */
export const STATUS_LIST_KINDS = [
  'agency-revocation',
  'agency-suspension',
  'authority-revocation',
  'authority-suspension',
] as const;
export type StatusListKind = (typeof STATUS_LIST_KINDS)[number];
/**
 * A fifth list of each group, for documents that may name one alone: a bit for every certificate that one of the four
 * withdraws. Signed by the authority; a bit may be cleared again, so its purpose is suspension.
 */
export const SUMMARY_LIST = 'authority-summary';
export type PublishedListKind = StatusListKind | typeof SUMMARY_LIST;
export type StatusPurpose = 'revocation' | 'suspension';

/** Slots in a group; also the smallest list that Bitstring Status List v1.0 section 2.1 allows. */
export const SLOTS_PER_GROUP = 131_072;

export interface StatusSlot {
  /** Record code; `authority` for slots of agencies' records. */
  readonly agency: string;
  /** 1, 2, 3 … within the agency. */
  readonly group: number;
  /** 0 … 131071. */
  readonly index: number;
}

/** Who holds a slot that belongs to no certificate of ours: a credential that an agency had signed as it is. */
export interface SlotHolder extends StatusSlot {
  /** Its id, where it has one. */
  readonly credential?: string;
  readonly issuedAt: Instant;
}

/** Name of the counter of an agency's slots. */
export function slotCounter(agency: string): string {
  return `slot:${agency}`;
}

/** Name of a list in URLs: `S000033000107-1-agency-revocation`. */
export function statusListId(agency: string, group: number, kind: PublishedListKind): string {
  return `${agency}-${group}-${kind}`;
}

/**
 * `Event.once` of what ends one certificate: of two sides that do so at one moment, one hears that it is done. An incident ends
 * many with one event, which has none of theirs.
 */
export function onceEnded(certificate: string): string {
  return `ended:${certificate}`;
}

/** The published list that says who may issue; derived from the registers instead of marks. */
export const TRUST_LIST = 'trust-list';

const LIST_ID =
  /^([A-Z0-9]+|authority)-([1-9]\d{0,8})-((?:agency|authority)-(?:revocation|suspension)|authority-summary)$/;

export function parseStatusListId(id: string): { agency: string; group: number; kind: PublishedListKind } | undefined {
  const match = LIST_ID.exec(id);
  return match ? { agency: match[1] ?? '', group: Number(match[2]), kind: match[3] as PublishedListKind } : undefined;
}

/** Name of the Token Status List over the four lists of a group. The authority signs it: no agency could hide its acts. */
export function tokenListId(agency: string, group: number): string {
  return `${agency}-${group}-authority-token`;
}

const TOKEN_LIST_ID = /^([A-Z0-9]+)-([1-9]\d{0,8})-authority-token$/;

export function parseTokenListId(id: string): { agency: string; group: number } | undefined {
  const match = TOKEN_LIST_ID.exec(id);
  return match ? { agency: match[1] ?? '', group: Number(match[2]) } : undefined;
}

export function purposeOf(kind: PublishedListKind): StatusPurpose {
  return kind.endsWith('revocation') ? 'revocation' : 'suspension';
}

export function actorOf(kind: PublishedListKind): 'agency' | 'authority' {
  return kind.startsWith('agency') ? 'agency' : 'authority';
}

/** A bit that is set, and why. */
export interface StatusMark extends StatusSlot {
  readonly kind: StatusListKind;
  readonly certificate: string;
  readonly since: Instant;
  /** Public reason code of `schemas/reasons.json`. */
  readonly reason: string;
  readonly effect: Effect;
  /** First day on which the certificate no longer holds; only with effect `from_date`. */
  readonly effectiveFrom?: LocalDate;
  /** Id of the certificate that takes its place. */
  readonly replacedBy?: string;
}

/** A suspension that was lifted. */
export interface PastSuspension extends StatusSlot, Pick<StatusMark, 'kind' | 'certificate' | 'since' | 'reason'> {
  readonly until: Instant;
}

/** A list as it was last signed. */
export interface PublishedList {
  readonly id: string;
  /** The revision of the marks that it shows. */
  readonly revision: number;
  readonly signedAt: Instant;
  /** A credential with embedded proof, JSON text; empty for a Token Status List, which is a JWT alone. */
  readonly credential: string;
  /** The same as a compact JWT. */
  readonly jwt: string;
}

/** A published list as it is kept: one text for both forms. */
export interface KeptList extends Omit<PublishedList, 'jwt'> {
  /**
   * `header..signature` of the JWT, whose payload is the credential without its proof (RFC 7515 appendix F); of a Token
   * Status List the whole JWT.
   */
  readonly detached: string;
}

/** A version of the trust list as it was first signed, for good. */
export interface ArchivedList extends Pick<KeptList, 'signedAt' | 'credential' | 'detached'> {
  /** Its revision, and the `version` of its subject. */
  readonly version: number;
}
