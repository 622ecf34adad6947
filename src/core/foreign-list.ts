import type { Instant } from './calendar.ts';
import type { LanguageText } from './language.ts';

/** The trust list of another deployment, whose authority ours recognises. */
export interface ForeignList {
  /** Of the other deployment, e.g. `https://cert.other.example`. */
  readonly origin: string;
  /** did:key of the key of its authority that was handed over; nothing else signs a list that is taken. */
  readonly key: string;
  /** IANA name; decides which day it is there. */
  readonly timeZone: string;
  /** Its authority, as the list names it. */
  readonly authority: LanguageText;
  /** The list as it was signed: a credential as JSON, or a compact JWT. */
  readonly list: string;
  /** Never goes back. */
  readonly version: number;
  readonly signedAt: Instant;
  /** Nothing is judged by the list after this. */
  readonly validUntil: Instant;
  readonly importedAt: Instant;
}

/** What there is to know of one without its text, which takes megabytes for a whole country. */
export type ForeignListHead = Omit<ForeignList, 'list'>;
