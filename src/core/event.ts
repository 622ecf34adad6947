import type { Instant } from './calendar.ts';

export const EVENT_TYPES = [
  'certificate.prepared',
  'certificate.signed',
  'certificate.revoked',
  'certificate.suspended',
  'certificate.reinstated',
  'certificate.replaced',
  'copy.signed',
  'wallet.offered',
  'wallet.notified',
  'share.created',
  'share.withdrawn',
  'credential.issued',
  'credential.status',
  'batch.submitted',
  'batch.mended',
  'batch.approved',
  'batch.rejected',
  'batch.paused',
  'batch.resumed',
  'batch.retried',
  'batch.cancelled',
  'batch.expired',
  'batch.done',
  'batch.evidence',
  'batch.closed',
  'batch.reopened',
  'incident.opened',
  'incident.ready',
  'incident.approved',
  'incident.executed',
  'incident.done',
  'incident.withdrawn',
  'incident.failed',
  'incident.answered',
  'report.filed',
  'appeal.opened',
  'appeal.decided',
  'duplicate.held',
  'duplicate.confirmed',
  'agency.registered',
  'agency.standing',
  'agency.record',
  'layout.chosen',
  'key.created',
  'key.retired',
  'key.compromised',
  'key.destroyed',
  'apikey.created',
  'apikey.revoked',
  'verification.requested',
  'verification.finished',
  'verification.cancelled',
  'verification.removed',
  'employer.registered',
  'employer.limits',
  'template.added',
  'standard.added',
  'norm.submitted',
  'norm.decided',
  'subsidy.catalogue',
  'subsidy.evidence',
  'subsidy.claimed',
  'subsidy.withdrawn',
  'occupation.added',
  'person.erased',
  'person.read',
  'issuing.stopped',
  'issuing.resumed',
  'trust.recognised',
  'trust.ended',
  'webhook.added',
  'webhook.ended',
  'register.accepted',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Which events; they must fit every member that is there. */
export interface EventFilter {
  readonly type?: EventType | undefined;
  readonly subject?: string | undefined;
  readonly owner?: string | undefined;
  /** Owned by the agencies of this province. */
  readonly region?: string | undefined;
  readonly person?: string | undefined;
  readonly organisation?: string | undefined;
  /** Not before this. Events are ordered and narrowed by the time in their ids. */
  readonly from?: Instant | undefined;
  /** Before this. */
  readonly to?: Instant | undefined;
}

/** Something that happened. Appended in the same transaction as its cause, and never changed. */
export interface Event {
  /** UUIDv7. */
  readonly id: string;
  readonly at: Instant;
  readonly type: EventType;
  /** Id of the certificate, agency, key … */
  readonly subject: string;
  /** Whose data it is about: an agency's record code, an employer's code, or `authority`. */
  readonly owner: string;
  /** The person that acted, or `system`. */
  readonly person: string;
  readonly organisation: string;
  /** Public facts only: no names, no identity numbers. */
  readonly data: Readonly<Record<string, unknown>>;
  /** At most one event may carry this text: a second writer's whole transaction fails. */
  readonly once?: string;
}
