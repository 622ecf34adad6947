/**
 * An incident: one act of the authority on many certificates. What it takes in is collected once and never changes;
 * a second person approves exactly that set by its hash; only then does anything happen to a certificate.
 */
import type { Actor } from './actor.ts';
import type { Instant, LocalDate } from './calendar.ts';
import type { Effect, OccupationRef } from './catalogue.ts';
import { YinzhengError } from './errors.ts';
import { AUTHORITY } from './key.ts';
import type { Subject } from './policy.ts';
import type { StatusListKind, StatusSlot } from './status.ts';

export interface Period<T> {
  readonly from?: T | undefined;
  /** Included. */
  readonly until?: T | undefined;
}

/** Which certificates: those for which all of this holds. `numbers`, `submissions` and `incident` name them one by one and stand
 * alone
 * but for `region`. */
export interface Selection {
  readonly agencies?: readonly string[] | undefined;
  /** Of agencies of this province, also where they are named one by one. Its office sees and approves the incident, too. */
  readonly region?: string | undefined;
  /** As the agencies named their assessment batches. */
  readonly batches?: readonly string[] | undefined;
  readonly assessedOn?: Period<LocalDate> | undefined;
  readonly issuedOn?: Period<LocalDate> | undefined;
  /** When the service issued it, whatever date it bears. */
  readonly issuedAt?: Period<Instant> | undefined;
  readonly occupations?: readonly OccupationRef[] | undefined;
  readonly levels?: { readonly scheme: string; readonly codes: readonly string[] } | undefined;
  /** Signed by this key; together with `issuedAt.from`, since it was compromised. */
  readonly key?: string | undefined;
  readonly numbers?: readonly string[] | undefined;
  /** Those of batches that were submitted to the service, by their ids. */
  readonly submissions?: readonly string[] | undefined;
  /** Those of an earlier incident. */
  readonly incident?: string | undefined;
}

/** What will be done to each of them. */
export interface IncidentOrder {
  readonly action: 'revoke' | 'suspend' | 'reinstate';
  /** Public reason code; reinstating has none. */
  readonly reason?: string | undefined;
  readonly effect?: Effect | undefined;
  readonly effectiveFrom?: LocalDate | undefined;
}

/** `collecting`: the set is not complete; `executing`: approved, and bits are being changed. */
export type IncidentState = 'collecting' | 'ready' | 'executing' | 'done' | 'withdrawn' | 'failed';

/** What the set looked like when it was collected. */
export interface Tally {
  readonly count: number;
  /** How many of them had that status already, by their gravest. */
  readonly already: { readonly revoked: number; readonly replaced: number; readonly suspended: number };
  /** By month of issue, `YYYY-MM`. */
  readonly byMonth: Readonly<Record<string, number>>;
}

export interface Incident {
  /** UUIDv7. */
  readonly id: string;
  /** The authority's own; unique. */
  readonly caseNumber: string;
  readonly order: IncidentOrder;
  readonly selection: Selection;
  /** For the record, never public. */
  readonly note?: string | undefined;
  readonly state: IncidentState;
  /** Steps that were taken. */
  readonly revision: number;
  /** The person. */
  readonly openedBy: string;
  readonly openedAt: Instant;
  /** The job that works on it now, or did so last. */
  readonly job: string;
  /** Over the order and every certificate of the set, base64url; there once the set is complete. */
  readonly hash?: string;
  readonly tally?: Tally;
  readonly approvedBy?: string;
  /** Also the instant since which the bits are set. */
  readonly approvedAt?: Instant;
  readonly endedAt?: Instant;
}

/** One certificate of a set. */
export interface IncidentItem extends StatusSlot {
  readonly certificate: string;
  readonly issuedOn: LocalDate;
  /** Its gravest status when it was collected. */
  readonly already?: keyof Tally['already'];
}

/** What an incident is to one agency. */
export interface IncidentParty {
  readonly incident: string;
  readonly agency: string;
  /** Certificates of this agency in the set. */
  readonly count: number;
  /** What the agency was told when it was done; before that it knows nothing. */
  readonly told?: IncidentNotice;
}

export interface IncidentNotice extends IncidentOrder {
  readonly caseNumber: string;
  readonly at: Instant;
}

type Person = Pick<Actor, 'kind' | 'roles' | 'person'>;

export type IncidentStep =
  | { readonly step: 'collected'; readonly hash: string; readonly tally: Tally }
  | { readonly step: 'approve'; readonly by: Person; readonly hash: string; readonly at: Instant; readonly job: string }
  | { readonly step: 'withdraw'; readonly by: Person; readonly at: Instant }
  /** Everything was done. */
  | { readonly step: 'executed'; readonly at: Instant }
  /** What was collected is not what was approved. */
  | { readonly step: 'fail'; readonly at: Instant };

/**
 * The incident after a step. The only way from one state to another. Throws `forbidden` for a person who may not take
 * the step, and `conflict` for a step that does not follow, or a hash that is not that of the set.
 */
export function stepIncident(incident: Incident, step: IncidentStep): Incident {
  const { state } = incident;
  const after = { ...incident, revision: incident.revision + 1 };
  switch (step.step) {
    case 'collected':
      expect(incident, 'collecting');
      return { ...after, state: 'ready', hash: step.hash, tally: step.tally };
    case 'approve':
      approvable(incident, step);
      return {
        ...after,
        state: 'executing',
        approvedBy: step.by.person,
        approvedAt: step.at,
        job: step.job,
      };
    case 'withdraw':
      if (step.by.kind !== 'authority')
        throw new YinzhengError('forbidden', 'Only the authority withdraws an incident.');
      if (state !== 'collecting') expect(incident, 'ready');
      return { ...after, state: 'withdrawn', endedAt: step.at };
    case 'executed':
      expect(incident, 'executing');
      return { ...after, state: 'done', endedAt: step.at };
    case 'fail':
      expect(incident, 'executing');
      return { ...after, state: 'failed', endedAt: step.at };
  }
}

function approvable(incident: Incident, { by, hash }: Extract<IncidentStep, { step: 'approve' }>): void {
  if (by.kind !== 'authority' || !by.roles.includes('approver')) {
    throw new YinzhengError('forbidden', 'An incident is approved by an approver of the authority.');
  }
  if (by.person === incident.openedBy) {
    throw new YinzhengError('forbidden', 'You opened this incident, so another person approves it.');
  }
  expect(incident, 'ready');
  if (incident.hash !== hash) {
    throw new YinzhengError(
      'conflict',
      'This is not the hash of the set. Look at the preview, and approve what it shows.',
    );
  }
  if (!incident.tally?.count) throw new YinzhengError('conflict', 'The set is empty, so there is nothing to approve.');
}

function expect({ state }: Incident, wanted: IncidentState): void {
  if (state === wanted) return;
  throw new YinzhengError('conflict', `The incident is ${state}; this takes one that is ${wanted}.`);
}

/** Whose it is, for the policy: the authority's, and its office's in the province to which it is confined. */
export function subjectOf({ selection: { region } }: Pick<Incident, 'selection'>): Subject {
  return { owner: AUTHORITY, region };
}

/** The list that an incident's bits are in. */
export function incidentList({ action }: IncidentOrder): StatusListKind {
  return action === 'revoke' ? 'authority-revocation' : 'authority-suspension';
}

/** Kinds of the two jobs of an incident. */
export const COLLECT_INCIDENT = 'incident.collect';
export const EXECUTE_INCIDENT = 'incident.execute';
