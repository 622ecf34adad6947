import type { Instant } from './calendar.ts';

/** `subsidy`: of a subsidy office. */
export type Role = 'clerk' | 'examiner' | 'signer' | 'officer' | 'approver' | 'auditor' | 'employer' | 'subsidy';
export type OrganisationKind = 'authority' | 'agency' | 'employer';

/** Who acts: one person through one API key, for one organisation, in some roles. */
export interface Actor {
  readonly kind: OrganisationKind;
  /** `authority`, an agency's record code, or an employer's unified social credit code. */
  readonly organisation: string;
  /** Of the authority: the division code of the province where this power ends. Missing: the whole country. */
  readonly region?: string;
  readonly roles: readonly Role[];
  /** The person behind the key. Two keys of one person are still one person. */
  readonly person: string;
  /** Id of the API key. */
  readonly key: string;
}

export interface ApiKey {
  readonly id: string;
  /** SHA-256 of the key, base64url. The key itself is shown once and kept nowhere. */
  readonly hash: string;
  readonly kind: OrganisationKind;
  readonly organisation: string;
  readonly region?: string;
  readonly roles: readonly Role[];
  readonly person: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt?: Instant;
}
