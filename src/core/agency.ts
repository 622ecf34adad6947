import type { Instant, LocalDate } from './calendar.ts';
import type { LanguageText } from './language.ts';

/** An organisation that the authority records and that examines and certifies people. */
export interface Agency {
  /** Record code: class, agency code, province and serial, e.g. `S000033000107`; the head of every number it issues. */
  readonly code: string;
  /** Unified social credit code (GB 32100). */
  readonly uscc: string;
  readonly name: LanguageText;
  /** `Y` an employer that certifies its own staff, `S` a social organisation. */
  readonly class: 'Y' | 'S';
  /** National division code of its province (GB/T 2260), e.g. `33`. */
  readonly region: string;
  readonly createdAt: Instant;
}

/** Occupations × levels × provinces that an agency may certify. */
export interface ScopeItem {
  readonly classification: string;
  readonly edition: string;
  readonly occupations: readonly string[];
  readonly levelScheme: string;
  readonly levels: readonly string[];
  /** Division codes of the provinces where it may assess. Missing: everywhere. */
  readonly regions?: readonly string[] | undefined;
}

export type StandingKind = 'record' | 'suspend' | 'reinstate' | 'cancel';

/** One dated step in an agency's standing. Steps are appended, never changed. */
export interface StandingStep {
  readonly id: string;
  readonly agency: string;
  readonly kind: StandingKind;
  readonly from: LocalDate;
  /** Last day of the recorded period; only `record` has it. */
  readonly until?: LocalDate;
  /** Only `record` has it. */
  readonly scope?: readonly ScopeItem[];
  readonly reason: string;
  readonly recordedAt: Instant;
}

export interface Standing {
  readonly state: 'recorded' | 'suspended' | 'cancelled' | 'not_recorded';
  readonly scope: readonly ScopeItem[];
}

/** The credential of a period of record, as the authority signed it. */
export interface SignedAgencyRecord {
  /** Id of the step. */
  readonly step: string;
  /** Ids of the keys that signed it. */
  readonly keys: { readonly Ed25519: string; readonly ES256: string };
  readonly signedAt: Instant;
  /** With embedded proof, JSON text. */
  readonly credential: string;
  /** The same as a compact JWT. */
  readonly jwt: string;
}

/** Steps that have begun on a date: later ones last, and of two with one date the one written down later. */
function begunOn(steps: readonly StandingStep[], date: LocalDate): StandingStep[] {
  const past = steps.filter((step) => step.from <= date);
  return past.sort((a, b) => (a.from === b.from ? compare(a.id, b.id) : compare(a.from, b.from)));
}

/** The step that recorded the agency as it is on a date, whatever came after it but another record. */
export function recordOn(steps: readonly StandingStep[], date: LocalDate): StandingStep | undefined {
  return begunOn(steps, date).findLast(({ kind }) => kind === 'record');
}

/** The standing that held on a date: later steps win. */
export function standingOn(steps: readonly StandingStep[], date: LocalDate): Standing {
  let state: Standing['state'] = 'not_recorded';
  let scope: readonly ScopeItem[] = [];
  let until: LocalDate | undefined;
  for (const step of begunOn(steps, date)) {
    if (step.kind === 'record') {
      state = 'recorded';
      scope = step.scope ?? [];
      until = step.until;
    } else if (step.kind === 'suspend' && state === 'recorded') state = 'suspended';
    else if (step.kind === 'reinstate' && state === 'suspended') state = 'recorded';
    else if (step.kind === 'cancel') state = 'cancelled';
  }
  if (state !== 'cancelled' && until !== undefined && until < date) return { state: 'not_recorded', scope: [] };
  return { state, scope };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a certificate claims, as far as an agency's scope decides about it. */
export interface Claim {
  readonly classification: string;
  readonly edition: string;
  readonly occupation: string;
  readonly levelScheme: string;
  readonly level: string;
  /** Where the assessment was; a seal does not say. */
  readonly region?: string | undefined;
}

export function covers(scope: readonly ScopeItem[], claim: Claim): boolean {
  return scope.some(
    (item) =>
      item.classification === claim.classification &&
      item.edition === claim.edition &&
      item.levelScheme === claim.levelScheme &&
      item.levels.includes(claim.level) &&
      item.occupations.includes(claim.occupation) &&
      (item.regions === undefined || claim.region === undefined || item.regions.includes(claim.region)),
  );
}
