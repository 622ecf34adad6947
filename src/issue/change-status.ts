import type { Actor } from '../core/actor.ts';
import { dateAt, isLocalDate, type LocalDate } from '../core/calendar.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, UniqueKeyError, type Violation, YinzhengError } from '../core/errors.ts';
import { checkedReason } from '../core/lists.ts';
import { allow } from '../core/policy.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { onceEnded, purposeOf, type StatusListKind, type StatusMark, statusListId } from '../core/status.ts';
import { noteFaults } from '../credential/plain-text.ts';
import { statusList } from './publish-status.ts';
import type { MarkedCertificate } from './read.ts';

export interface StatusChange {
  readonly action: 'revoke' | 'suspend' | 'reinstate';
  /** Public reason code; reinstating needs none. */
  readonly reason?: string | undefined;
  /** For the record, never public. */
  readonly note?: string | undefined;
  /** First day on which the certificate no longer holds; only with reasons that take effect from a date. Default: today. */
  readonly effectiveFrom?: LocalDate | undefined;
}

/**
 * Revokes, suspends or reinstates a certificate: the agency on its own lists, the authority on the authority's. Revoked is
 * final. Each side lifts only its own suspension. Throws `status_conflict` when the status does not allow the change.
 */
export async function changeStatus(
  deps: Deps,
  actor: Actor,
  id: string,
  change: StatusChange,
): Promise<MarkedCertificate> {
  // 1. Read once.
  const certificate = await readForChange(deps, actor, 'certificate.status', id);
  const marks = await deps.store.marks(certificate);

  // 2. Decide on plain values.
  refuseRevoked(marks);
  await refuseAppealed(deps, actor, id, change);
  const side = actor.kind === 'authority' ? 'authority' : 'agency';
  const kind: StatusListKind = change.action === 'revoke' ? `${side}-revocation` : `${side}-suspension`;
  const existing = marks.find((mark) => mark.kind === kind);
  const writes =
    change.action === 'reinstate'
      ? reinstate(deps, actor, certificate, existing, change)
      : withdraw(deps, actor, certificate, existing, markOf(deps, certificate, kind, change), change);

  // 3. Commit, then publish, so that the lists say so before we do.
  await commitStatus(deps, writes);
  await statusList(deps, statusListId(certificate.agency, certificate.group, kind));
  return { certificate, marks: await deps.store.marks(certificate) };
}

/** A certificate that the actor may change; `not_found` alike for none and for one of another agency. */
export async function readForChange(
  { store }: Deps,
  actor: Actor,
  action: 'certificate.status' | 'certificate.replace',
  id: string,
): Promise<Certificate> {
  allow(actor, action);
  const certificate = await store.certificate(id);
  if (!certificate) throw notFound();
  allow(actor, action, { owner: certificate.agency });
  return certificate;
}

export function refuseRevoked(marks: readonly StatusMark[]): void {
  const revoked = marks.find((mark) => purposeOf(mark.kind) === 'revocation');
  if (!revoked) return;
  const what = revoked.replacedBy === undefined ? 'revoked' : 'replaced';
  throw new YinzhengError('status_conflict', `The certificate is ${what}, which is final.`);
}

/** What is under appeal stays suspended until that is decided. */
async function refuseAppealed({ store }: Deps, actor: Actor, id: string, { action }: StatusChange): Promise<void> {
  if (actor.kind !== 'authority' || action === 'suspend' || !(await store.appealFor(id))) return;
  throw new YinzhengError('status_conflict', 'An appeal is open for the certificate: decide that first.');
}

/** Commits, and says it in the words of the trade when another writer changed the status first. */
export async function commitStatus({ store }: Deps, writes: readonly Write[]): Promise<void> {
  try {
    await store.commit(writes);
  } catch (error) {
    if (!(error instanceof UniqueKeyError)) throw error;
    throw new YinzhengError('status_conflict', 'The status was changed at the same time. Read it again.', {
      cause: error,
    });
  }
}

function markOf(deps: Deps, certificate: Certificate, kind: StatusListKind, change: StatusChange): StatusMark {
  const today = dateAt(deps.clock(), deps.settings.timeZone);
  const reason = checkedReason(change.reason, change.action === 'suspend' ? 'suspend' : 'revoke');
  const fromDate = reason.effect === 'from_date';
  const effectiveFrom = change.effectiveFrom ?? today;
  const faults: Violation[] = [...noteFaults(change.note)];
  if (change.effectiveFrom !== undefined) {
    const possible = isLocalDate(effectiveFrom) && effectiveFrom >= certificate.issuedOn && effectiveFrom <= today;
    if (!fromDate)
      faults.push({ pointer: '/effectiveFrom', rule: 'effect', message: `${reason.code} has no such date` });
    else if (!possible) {
      const message = `must be a day from ${certificate.issuedOn} (issue) to ${today} (today)`;
      faults.push({ pointer: '/effectiveFrom', rule: 'range', message });
    }
  }
  if (faults.length > 0) throw invalidRequest(faults);
  const { agency, group, index } = certificate;
  return {
    agency,
    group,
    index,
    kind,
    certificate: certificate.id,
    since: deps.clock(),
    reason: reason.code,
    effect: reason.effect,
    ...(fromDate && { effectiveFrom }),
  };
}

function withdraw(
  deps: Deps,
  actor: Actor,
  certificate: Certificate,
  existing: StatusMark | undefined,
  mark: StatusMark,
  { action, note }: StatusChange,
): Write[] {
  if (existing) throw new YinzhengError('status_conflict', 'The certificate is suspended already.');
  const { kind, reason, effect, effectiveFrom } = mark;
  const type = action === 'suspend' ? 'certificate.suspended' : 'certificate.revoked';
  return [
    { write: 'status.mark', mark },
    eventWrite(deps, actor, type, {
      subject: certificate.id,
      owner: certificate.agency,
      data: { number: certificate.number, list: kind, reason, effect, effectiveFrom, note },
      ...(action === 'revoke' && { once: onceEnded(certificate.id) }),
    }),
  ];
}

function reinstate(
  deps: Deps,
  actor: Actor,
  certificate: Certificate,
  existing: StatusMark | undefined,
  { reason, note }: StatusChange,
): Write[] {
  const faults = noteFaults(note);
  if (faults.length > 0) throw invalidRequest(faults);
  if (!existing) {
    throw new YinzhengError('status_conflict', 'There is no suspension of yours to lift; each side lifts its own.');
  }
  const { kind, since } = existing;
  return [
    { write: 'status.clear', slot: certificate, kind, at: deps.clock() },
    eventWrite(deps, actor, 'certificate.reinstated', {
      subject: certificate.id,
      owner: certificate.agency,
      data: { number: certificate.number, list: kind, reason, note },
      once: `reinstated:${certificate.id}:${kind}:${since}`,
    }),
  ];
}
