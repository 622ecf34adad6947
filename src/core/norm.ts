/** Evaluation norms on their way into the register: who examines by them writes them, and the authority registers them. */
import type { Instant, LocalDate } from './calendar.ts';
import type { OccupationRef, StandardKind } from './catalogue.ts';
import { YinzhengError } from './errors.ts';
import type { LanguageText } from './language.ts';

/** What an enterprise or an industry body hands in. It never changes; the next version is a proposal of its own. */
export interface Norm {
  /** UUIDv7. */
  readonly id: string;
  /** Record code or USCC of the organisation. */
  readonly owner: string;
  readonly kind: Exclude<StandardKind, 'national_standard'>;
  readonly occupation: OccupationRef;
  readonly title: LanguageText;
  /** The proposer's own. */
  readonly documentNumber: string;
  /** The text itself: where it is, and the SHA-256 of its bytes in base64url. */
  readonly document: { readonly url: string; readonly sha256: string };
  /** The standard of which this is to be the next version. */
  readonly follows?: string | undefined;
  readonly state: 'submitted' | 'registered' | 'declined';
  /** The person. */
  readonly submittedBy: string;
  readonly submittedAt: Instant;
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
  /** Why it was declined. */
  readonly reason?: string;
  /** The version of a standard that it became. */
  readonly standard?: string;
}

export type NormDecision =
  /** `version`: the first day on which it holds. */
  | {
      readonly outcome: 'registered';
      readonly id: string;
      readonly version: LocalDate;
      readonly documentNumber: string;
    }
  | { readonly outcome: 'declined'; readonly reason: string };

/** The norm after the decision. Throws `conflict` for one that is decided. */
export function decideNorm(
  norm: Norm,
  decision: NormDecision,
  by: { readonly person: string; readonly at: Instant },
): Norm {
  if (norm.state !== 'submitted') throw new YinzhengError('conflict', `The norm is ${norm.state} already.`);
  const decided = { ...norm, state: decision.outcome, decidedBy: by.person, decidedAt: by.at };
  return decision.outcome === 'registered'
    ? { ...decided, standard: decision.id }
    : { ...decided, reason: decision.reason };
}
