/** Occupations, levels, standards and the coded lists: what certificates refer to. */
import type { LocalDate } from './calendar.ts';
import type { LanguageText } from './language.ts';

export interface OccupationRef {
  readonly classification: string;
  readonly edition: string;
  readonly code: string;
}

export interface Occupation extends OccupationRef {
  readonly name: LanguageText;
  /** Digital occupation (mark `S`). */
  readonly digital: boolean;
  /** Green occupation (mark `L`). */
  readonly green: boolean;
  readonly isco08?: string;
  readonly escoUri?: string;
  /** The same occupation under codes of other editions. */
  readonly aliases: readonly { readonly edition: string; readonly code: string }[];
  /** Known job directions; others are allowed, since no official code exists. */
  readonly directions: readonly LanguageText[];
  /** False where only one weak source stands behind the entry. */
  readonly verified: boolean;
}

export interface Level {
  readonly code: string;
  readonly rank: number;
  readonly name: LanguageText;
}

export interface LevelScheme {
  readonly code: string;
  readonly name: LanguageText;
  /** Lowest score that passes, 0–100. */
  readonly passMark: number;
  readonly levels: readonly Level[];
}

export type StandardKind = 'national_standard' | 'evaluation_norm' | 'capability_norm';

/** One immutable version of a standard for one occupation. */
export interface Standard {
  readonly id: string;
  readonly kind: StandardKind;
  readonly version: LocalDate;
  readonly documentNumber: string;
  readonly title: LanguageText;
  readonly occupation: OccupationRef;
  /** The version that it follows, as a norm that became a national standard. */
  readonly follows?: string | undefined;
  /** The organisation that handed it in as a norm. */
  readonly proposer?: string | undefined;
}

export type Effect = 'void' | 'from_date' | 'none';

/** Why a certificate is withdrawn or held. */
export interface Reason {
  readonly code: string;
  readonly name: LanguageText;
  /** What a revocation for this reason does: void from the start, ends from a date, or closes the record without fault. */
  readonly effect: Effect;
  /** Which acts may name it. */
  readonly actions: readonly ('revoke' | 'suspend' | 'replace')[];
}

export interface Route {
  readonly code: string;
  readonly name: LanguageText;
}

export interface Region {
  /** National division code (GB/T 2260), two digits. */
  readonly division: string;
  /** ISO 3166-2, e.g. `CN-ZJ`. */
  readonly iso: string;
  readonly name: LanguageText;
}
