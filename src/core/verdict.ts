import type { Effect } from './catalogue.ts';
import type { LanguageText } from './language.ts';

export const CHECK_IDS = ['format', 'signature', 'issuer', 'entitlement', 'dates', 'status'] as const;
export type CheckId = (typeof CHECK_IDS)[number];

export const VERDICT_CODES = [
  'valid',
  'valid_as_of',
  'status_unchecked',
  'expired',
  'not_yet_valid',
  'suspended',
  'revoked',
  'replaced',
  'issuer_unknown',
  'not_authentic',
  'not_ours',
  'cannot_check',
] as const;
export type VerdictCode = (typeof VERDICT_CODES)[number];

/** One named check: passed, failed, could not be made, or not reached. */
export interface Check {
  readonly id: CheckId;
  readonly result: 'pass' | 'fail' | 'unknown' | 'skipped';
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly detail?: string;
}

/** What a verified document says, for display. Never taken from anything whose signature did not pass. */
export interface VerifiedCertificate {
  readonly id?: string;
  readonly number?: string;
  /** As printed, with the check character. */
  readonly printedNumber?: string;
  readonly name?: LanguageText;
  /** The name is empty where the holder kept it back. */
  readonly holder: {
    readonly name: string;
    readonly nameLatin?: string;
    readonly maskedId?: string;
    readonly birthdate?: string;
  };
  /** Where the holder showed them; decimal text. */
  readonly scores?: Readonly<Record<string, string>>;
  readonly occupation?: {
    readonly classification: string;
    readonly edition: string;
    readonly code: string;
    readonly name?: LanguageText;
  };
  readonly jobDirection?: string;
  readonly level?: { readonly scheme: string; readonly code: string; readonly name?: LanguageText };
  readonly assessedOn?: string;
  readonly issuedOn?: string;
  readonly validUntil?: string;
  /** Named as the register names it. */
  readonly issuer: { readonly id: string; readonly code?: string; readonly name?: LanguageText };
}

export interface Verification {
  readonly verdict: VerdictCode;
  readonly checks: readonly Check[];
  /** Present only when the signature passed. */
  readonly certificate?: VerifiedCertificate;
  /** Of another deployment, whose authority ours recognises; missing for what was issued here. */
  readonly authority?: { readonly origin: string; readonly name: LanguageText };
  /** The day that was asked about, `YYYY-MM-DD`; missing when it was asked about now. */
  readonly on?: string;
  /** The date of the status that `valid_as_of` speaks of, RFC 3339 UTC. */
  readonly asOf?: string;
  /** For `revoked`, `suspended` and `replaced`: who, since when, why, and with what effect. */
  readonly by?: 'agency' | 'authority';
  readonly since?: string;
  /** When a suspension that held on the day `on` was lifted. */
  readonly until?: string;
  readonly reason?: string;
  readonly effect?: Effect;
  readonly effectiveFrom?: string;
  /** Where the replacing certificate is shown: its holder's own link. */
  readonly replacedBy?: string;
  /** Things to know that change no verdict, e.g. that the agency is no longer recorded now. */
  readonly notices?: readonly string[];
}

/** For whoever has neither the holder's link nor all of the document: that it was replaced, and no link of the newer certificate. */
export function withoutLink<Told extends Pick<Verification, 'replacedBy'>>(told: Told): Omit<Told, 'replacedBy'> {
  const { replacedBy: _, ...rest } = told;
  return rest;
}
