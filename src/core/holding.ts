import type { Instant, LocalDate } from './calendar.ts';
import type { OccupationRef } from './catalogue.ts';
import type { StatusSlot } from './status.ts';

/** What somebody holds, without saying who: as much of a certificate as statistics and the rule against doubles need. */
export interface Holding extends StatusSlot {
  /** Of the certificate. */
  readonly id: string;
  /** Of the holder's record in the agency. */
  readonly person: string;
  /** The holder in all agencies; null once erased. */
  readonly blindIndex: string | null;
  readonly occupation: OccupationRef;
  readonly jobDirection?: string;
  readonly level: { readonly scheme: string; readonly code: string };
  readonly route: string;
  readonly issuedOn: LocalDate;
  readonly validUntil?: LocalDate;
  /** Missing while it is not signed. */
  readonly signedAt?: Instant;
  /** Whether a revocation of either side stands, another certificate took its place, or none can sign it any more. */
  readonly ended: boolean;
}

/** The same for counting, which looks at sex and age. */
export interface CountedHolding extends Holding {
  /** Null once erased. */
  readonly sealedIdentity: string | null;
}
