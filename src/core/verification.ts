/** Files of certificates that somebody has verified: what is kept of them, and what came of each row. */
import type { Instant } from './calendar.ts';
import type { Effect } from './catalogue.ts';
import type { Job } from './jobs.ts';
import type { LanguageText } from './language.ts';
import type { Check, VerdictCode, Verification, VerifiedCertificate } from './verdict.ts';

/** Why somebody asks: an entry of `schemas/purposes.json`. */
export interface Purpose {
  readonly code: string;
  readonly name: LanguageText;
}

/** A file that was handed in to be verified. Holds no names. */
export interface VerificationFile {
  /** UUIDv7; its job has the same. */
  readonly id: string;
  /** Whose it is: an employer's code, or `authority`. */
  readonly owner: string;
  /** The person that asked. */
  readonly person: string;
  /** Code of the purpose. */
  readonly purpose: string;
  readonly createdAt: Instant;
  /** When all of it is removed. */
  readonly expiresAt: Instant;
  /** Missing until all of the file is there. */
  readonly received?: Received;
  /** The client's own name for its request, from then on. */
  readonly requestKey?: string;
  /** The signed report, a compact JWT; missing until the end. */
  readonly report?: string;
}

export interface Received {
  readonly format: 'csv' | 'xlsx' | 'ndjson';
  readonly bytes: number;
  /** Lower-case hexadecimal, of the file as it came. */
  readonly sha256: string;
  readonly rows: number;
  /** In how many parts the rows are kept. */
  readonly parts: number;
}

/** With the job that works on it, which begins when all of the file is there. */
export type VerificationState = VerificationFile & { readonly job?: Job };

/** Some hundred rows, one or the other: as they were handed in, and then what came of them. Both are encrypted. */
export interface VerificationPart {
  readonly verification: string;
  /** 0, 1, 2 … */
  readonly part: number;
  readonly owner: string;
  readonly rows?: string;
  readonly results?: string;
}

/** A row as it was handed in. */
export type SubmittedRow = { readonly row: number } & (
  | { readonly presented: string | Readonly<Record<string, unknown>> }
  | { readonly number: string; readonly name: string }
  | { readonly fault: RowFault }
);

/** `shape`: neither a certificate, nor a number and a name, or more than one of them. */
export type RowFault = 'shape' | 'not_json' | 'more_cells_than_headings';

/** A number and a name that belong to no certificate; one that was not looked up any more; a row that cannot be read. */
export const ROW_OUTCOMES = ['not_found', 'not_looked_up', 'unreadable'] as const;
export type RowVerdict = VerdictCode | (typeof ROW_OUTCOMES)[number];

/** What came of one row. */
export interface RowResult {
  /** As a spreadsheet or an editor numbers it, the headings being row 1. */
  readonly row: number;
  readonly verdict: RowVerdict;
  /** Those that did not pass. */
  readonly checks: readonly Pick<Check, 'id' | 'result' | 'detail'>[];
  /** As far as the certificate's signature passed. */
  readonly certificate?: VerifiedCertificate;
  /** The recognised authority of another deployment that stands behind it. */
  readonly authority?: Verification['authority'];
  readonly by?: 'agency' | 'authority';
  readonly since?: string;
  readonly reason?: string;
  readonly effect?: Effect;
  readonly effectiveFrom?: string;
  readonly replacedBy?: string;
  readonly notices?: readonly string[];
  readonly fault?: RowFault;
}

/** A signed list that rows were verified against. */
export interface UsedList {
  /** URL under which it is published. */
  readonly id: string;
  /** Of our own lists, and of trust lists of others. */
  readonly revision?: number;
  /** RFC 3339 UTC. */
  readonly signedAt: string;
  /** Of the list as it was read, lower-case hexadecimal: ours as compact JWTs, those of others as they came. */
  readonly sha256: string;
}
