/** The part of the Store that agencies' records, earlier trust lists, recognised authorities, norms and subsidies need; the rules of `ports.ts` hold here too. */
import type { SignedAgencyRecord, StandingStep } from './agency.ts';
import type { Instant, LocalDate } from './calendar.ts';
import type { Standard } from './catalogue.ts';
import type { ForeignList, ForeignListHead } from './foreign-list.ts';
import type { Norm } from './norm.ts';
import type { Page } from './ports.ts';
import type { ArchivedList } from './status.ts';
import type { ClaimFilter, SubsidyCatalogue, SubsidyClaim } from './subsidy.ts';

export type OversightWrite =
  /** Keeps a signed record in the place of an earlier one. */
  | { readonly write: 'agency.record'; readonly record: SignedAgencyRecord }
  /** Keeps a version of the trust list, unless that version is kept already. */
  | { readonly write: 'trust-list.archive'; readonly list: ArchivedList }
  /** Takes the place of the one of the same origin. A newer version there is a taken key of `foreign_list`. */
  | { readonly write: 'foreign-list.put'; readonly list: ForeignList }
  /** What was fetched anew. Changes nothing where the origin is not there, or has another key or a newer version. */
  | { readonly write: 'foreign-list.refresh'; readonly list: Omit<ForeignList, 'timeZone'> }
  /** Ending what is not there changes nothing. */
  | { readonly write: 'foreign-list.end'; readonly origin: string }
  | { readonly write: 'norm.add'; readonly norm: Norm }
  | { readonly write: 'norm.put'; readonly norm: Norm }
  /** A version that is there already is a taken key of `subsidy_catalogue`. */
  | { readonly write: 'subsidy.catalogue'; readonly catalogue: SubsidyCatalogue }
  /** A second n-th claim of a person is a taken key of `subsidy_claim`. */
  | { readonly write: 'subsidy.claim'; readonly claim: SubsidyClaim }
  | { readonly write: 'subsidy.put'; readonly claim: SubsidyClaim };

export interface OversightReads {
  /** The signed credential of a period of record, by the id of its step. */
  agencyRecord(step: string): Promise<SignedAgencyRecord | undefined>;
  /** Steps of all agencies that begin on one of these days, both included, in the order of those days. */
  standingFrom(first: LocalDate, last: LocalDate): Promise<StandingStep[]>;

  /** A version of the trust list that was signed once; there are versions that nobody asked for in time. */
  trustListVersion(version: number): Promise<ArchivedList | undefined>;
  /** The newest version that was signed not after this. */
  trustListVersionAt(at: Instant): Promise<number | undefined>;
  /** Newest first; `after` is the version. */
  trustListVersions(page: Page): Promise<Pick<ArchivedList, 'version' | 'signedAt'>[]>;

  foreignList(origin: string): Promise<ForeignList | undefined>;
  foreignListHead(origin: string): Promise<ForeignListHead | undefined>;
  /** All of them, by origin. */
  foreignListHeads(): Promise<ForeignListHead[]>;

  standard(id: string): Promise<Standard | undefined>;
  norm(id: string): Promise<Norm | undefined>;
  /** Newest first. */
  norms(page: Page & { readonly owner?: string | undefined }): Promise<Norm[]>;

  /** All versions, of one catalogue or of all, by id and version. */
  subsidyCatalogues(id?: string): Promise<SubsidyCatalogue[]>;
  /** All claims of a person, withdrawn ones too, in their order. */
  subsidyClaims(claimant: string): Promise<SubsidyClaim[]>;
  /** Those for a certificate, withdrawn ones too, in any order. */
  subsidyClaimsFor(certificate: string): Promise<SubsidyClaim[]>;
  /** Newest first. */
  listedClaims(page: Page & ClaimFilter): Promise<SubsidyClaim[]>;
  subsidyClaim(id: string): Promise<SubsidyClaim | undefined>;
}
