/** Subsidies for certificates: rules that are data, and what they say of one certificate, its holder's claims and a day. */
import type { Actor } from './actor.ts';
import { addMonths, type Instant, type LocalDate } from './calendar.ts';
import type { OccupationRef } from './catalogue.ts';
import type { LanguageText } from './language.ts';
import { occupationName } from './occupation-names.ts';
import type { VerdictCode } from './verdict.ts';

/** What must hold; a rule that is missing does not count. */
export interface SubsidyRules {
  /** Months from the day of issue in which it is applied for. */
  readonly withinMonths?: number | undefined;
  /** Claims of one person in a calendar year. */
  readonly perYear?: number | undefined;
  /** Once for an occupation, under any of its codes, and a level. */
  readonly oncePerLevel: boolean;
  /** Who was paid for a higher level of the occupation is not paid for a lower one afterwards. */
  readonly higherBarsLower: boolean;
  readonly excludedRoutes: readonly string[];
  readonly levels?: { readonly scheme: string; readonly codes: readonly string[] } | undefined;
  /** The occupations that are paid for, under any of their codes. */
  readonly occupations?: readonly OccupationRef[] | undefined;
  /** What is paid, in yuan, by the code of a level. */
  readonly amounts?: Readonly<Record<string, number>> | undefined;
}

/** One immutable version of a catalogue. */
export interface SubsidyCatalogue {
  readonly id: string;
  readonly version: number;
  readonly name: LanguageText;
  /** Days of application for which it counts, both ends included. */
  readonly validFrom: LocalDate;
  readonly validUntil?: LocalDate | undefined;
  readonly rules: SubsidyRules;
  /** False where only one weak source stands behind it. */
  readonly verified: boolean;
}

/** The newest version that counts on a day. */
export function catalogueOn(versions: readonly SubsidyCatalogue[], on: LocalDate): SubsidyCatalogue | undefined {
  return versions
    .filter(({ validFrom, validUntil }) => validFrom <= on && (validUntil === undefined || on <= validUntil))
    .sort((a, b) => b.version - a.version)[0];
}

interface RankedLevel {
  readonly scheme: string;
  readonly code: string;
  readonly rank: number;
}

/** A claim that was accepted. Who it is for stands there as an HMAC, so that offices need not tell each other. */
export interface SubsidyClaim {
  /** UUIDv7. */
  readonly id: string;
  /** HMAC of the identity under a key for claims alone. */
  readonly claimant: string;
  /** From 1, counting the claims of the person: of two at the same moment one fails. */
  readonly n: number;
  readonly catalogue: Pick<SubsidyCatalogue, 'id' | 'version'>;
  /** Id of the certificate. */
  readonly certificate: string;
  readonly occupation: OccupationRef;
  readonly level: RankedLevel;
  readonly on: LocalDate;
  /** Province of the office; missing: the country's. */
  readonly region?: string | undefined;
  readonly person: Actor['person'];
  readonly at: Instant;
  /** It was not paid after all, and counts no more. */
  readonly withdrawnAt?: Instant;
}

/** Which claims; they must fit every member that is there. */
export interface ClaimFilter {
  /** Id of a catalogue. */
  readonly catalogue?: string | undefined;
  /** Id of a certificate. */
  readonly certificate?: string | undefined;
  /** Entered by the office of this province. */
  readonly region?: string | undefined;
  /** Days of application, both included. */
  readonly from?: LocalDate | undefined;
  readonly until?: LocalDate | undefined;
  /** Whether it was taken back. */
  readonly withdrawn?: boolean | undefined;
}

/** Whether it is for this office to take it back: the one that entered it, or the country's. */
export function isOwnClaim({ region }: Pick<Actor, 'region'>, claim: Pick<SubsidyClaim, 'region'>): boolean {
  return region === undefined || claim.region === region;
}

/** Those that bar others; of a day, those that were made for it or an earlier one. */
export function standingClaims(claims: readonly SubsidyClaim[], on?: LocalDate): SubsidyClaim[] {
  return claims.filter((claim) => claim.withdrawnAt === undefined && (on === undefined || claim.on <= on));
}

export interface SubsidyFacts {
  readonly on: LocalDate;
  /** On that day. */
  readonly verdict: VerdictCode;
  /** Of today, where that must be good too. */
  readonly verdictNow?: VerdictCode | undefined;
  readonly inScope: boolean;
  readonly route: string;
  readonly issuedOn: LocalDate;
  readonly occupation: OccupationRef;
  readonly level: RankedLevel;
  /** Certificates that were claimed for, and in whose place this one came. */
  readonly replaced: readonly string[];
}

export const SUBSIDY_CHECKS = [
  'status',
  'scope',
  'occupation',
  'level',
  'route',
  'deadline',
  'first_claim',
  'claims_per_year',
  'higher_level',
] as const;

export interface SubsidyCheck {
  readonly id: (typeof SUBSIDY_CHECKS)[number];
  /** `skipped`: the catalogue has no such rule. */
  readonly result: 'pass' | 'fail' | 'skipped';
  readonly detail?: string;
}

/**
 * Each rule by itself. `claims` are those that stand, of the person and for `replaced`; `newest` brings the codes of one
 * occupation together.
 */
export function judgeSubsidy(
  rules: SubsidyRules,
  facts: SubsidyFacts,
  claims: readonly SubsidyClaim[],
  newest: (name: string) => string,
): SubsidyCheck[] {
  const { on, verdict, verdictNow = 'valid', level, route, issuedOn } = facts;
  const { withinMonths, perYear, levels, occupations } = rules;
  const name = newest(occupationName(facts.occupation));
  const same = claims.filter(
    (claim) => newest(occupationName(claim.occupation)) === name && claim.level.scheme === level.scheme,
  );
  const before =
    same.find((claim) => claim.level.code === level.code) ??
    claims.find(({ certificate }) => facts.replaced.includes(certificate));
  const higher = same.find((claim) => claim.level.rank > level.rank);
  const last = withinMonths === undefined ? undefined : addMonths(issuedOn, withinMonths);
  const year = on.slice(0, 4);
  const ofYear = claims.filter((claim) => claim.on.startsWith(year)).length;
  const check = (id: SubsidyCheck['id'], asked: boolean, holds: boolean, detail: string): SubsidyCheck => {
    if (!asked) return { id, result: 'skipped' };
    return holds ? { id, result: 'pass' } : { id, result: 'fail', detail };
  };
  return [
    check(
      'status',
      true,
      verdict === 'valid' && verdictNow === 'valid',
      verdict === 'valid' ? `today its verdict is ${verdictNow}` : `on ${on} its verdict is ${verdict}`,
    ),
    check('scope', true, facts.inScope, 'the agency was not entitled to issue it'),
    check(
      'occupation',
      occupations !== undefined,
      occupations?.some((one) => newest(occupationName(one)) === name) ?? false,
      'the catalogue does not have this occupation',
    ),
    check(
      'level',
      levels !== undefined,
      levels?.scheme === level.scheme && levels.codes.includes(level.code),
      'the catalogue does not have this level',
    ),
    check('route', true, !rules.excludedRoutes.includes(route), `the catalogue excludes ${route}`),
    check(
      'deadline',
      last !== undefined,
      last !== undefined && issuedOn <= on && on <= last,
      on < issuedOn ? `the first day is ${issuedOn}, when it was issued` : `the last day was ${last}`,
    ),
    check('first_claim', rules.oncePerLevel, !before, `claimed on ${before?.on}`),
    check('claims_per_year', perYear !== undefined, ofYear < (perYear ?? 0), `${ofYear} in ${year} already`),
    check('higher_level', rules.higherBarsLower, !higher, `a higher level was claimed on ${higher?.on}`),
  ];
}

/** A professional title that a level is treated equally with. */
export interface EqualTitle {
  readonly scheme: string;
  readonly level: string;
  readonly title: LanguageText;
  readonly validFrom: LocalDate;
  readonly validUntil?: LocalDate;
  readonly verified: boolean;
}
