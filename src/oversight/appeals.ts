/** Appeals against an incident: while one is open, its certificate stays suspended. */
import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, UniqueKeyError, YinzhengError } from '../core/errors.ts';
import { uuidv7 } from '../core/ids.ts';
import { type Incident, subjectOf } from '../core/incident.ts';
import type { Appeal } from '../core/incident-file.ts';
import { allow } from '../core/policy.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { onceEnded, purposeOf, type StatusMark } from '../core/status.ts';
import { noteFaults } from '../credential/plain-text.ts';
import { partyView } from './read-incident.ts';

export interface AppealInput {
  /** Id of the certificate. */
  readonly certificate: string;
  readonly text: string;
}

/**
 * Opens an appeal for a certificate that an incident suspended or revoked. From now on no incident revokes or reinstates
 * it. Throws `conflict` when one is open already or there is nothing to appeal against.
 */
export async function openAppeal(deps: Deps, actor: Actor, incident: string, input: AppealInput): Promise<Appeal> {
  allow(actor, 'appeal.open');
  const { store } = deps;
  const certificate = await store.certificate(input.certificate);
  if (!certificate) throw notFound();
  allow(actor, 'appeal.open', { owner: certificate.agency });
  const { id, agency, group, index } = certificate;
  if (actor.kind === 'agency') await partyView(deps, agency, incident);
  if (!(await store.incidentItem(incident, certificate))) throw notFound();
  const faults = noteFaults(input.text, '/text');
  if (faults.length > 0) throw invalidRequest(faults);
  if (!(await store.marks(certificate)).some(({ kind }) => kind.startsWith('authority'))) {
    throw new YinzhengError(
      'conflict',
      'The authority did nothing to this certificate, so there is nothing to appeal against.',
    );
  }
  const appeal: Appeal = {
    id: uuidv7(deps.clock, deps.random),
    incident,
    certificate: id,
    agency,
    group,
    index,
    text: input.text,
    state: 'open',
    openedBy: actor.person,
    openedAt: deps.clock(),
  };
  const data = { incident, appeal: appeal.id };
  await committed(deps, 'appeal', 'An appeal for this certificate is open already.', [
    { write: 'appeal.add', appeal },
    eventWrite(deps, actor, 'appeal.opened', { subject: id, owner: agency, data }),
  ]);
  return appeal;
}

export interface AppealDecision {
  readonly outcome: 'upheld' | 'dismissed';
  readonly text: string;
}

/**
 * Decides an appeal, by another person than the one who opened it. Upheld: the authority's suspension is lifted; what is
 * revoked already is answered by a replacement. Dismissed: what an approved incident was to revoke meanwhile is revoked.
 */
export async function decideAppeal(deps: Deps, actor: Actor, id: string, decision: AppealDecision): Promise<Appeal> {
  allow(actor, 'appeal.decide');
  const { store } = deps;
  const appeal = await store.appeal(id);
  const about = appeal && (await store.incident(appeal.incident));
  if (!about) throw notFound();
  allow(actor, 'appeal.decide', subjectOf(about));
  const faults = noteFaults(decision.text, '/text');
  if (faults.length > 0) throw invalidRequest(faults);
  if (appeal.state !== 'open') throw new YinzhengError('conflict', `The appeal is ${appeal.state} already.`);
  if (appeal.openedBy === actor.person) {
    throw new YinzhengError('forbidden', 'You opened this appeal, so another person decides it.');
  }
  const marks = await store.marks(appeal);
  const decided: Appeal = {
    ...appeal,
    state: decision.outcome,
    decidedBy: actor.person,
    decidedAt: deps.clock(),
    decision: decision.text,
  };
  const { certificate, incident, agency } = appeal;
  await committed(deps, 'event', 'The status was changed or the appeal decided at the same time. Read it again.', [
    { write: 'appeal.put', appeal: decided },
    ...(decision.outcome === 'upheld'
      ? reinstated(deps, actor, appeal, marks)
      : await revoked(deps, actor, appeal, marks)),
    eventWrite(deps, actor, 'appeal.decided', {
      subject: certificate,
      owner: agency,
      data: { incident, appeal: id, outcome: decision.outcome },
      once: `appeal:${id}`,
    }),
  ]);
  return decided;
}

function reinstated(deps: Deps, actor: Actor, appeal: Appeal, marks: readonly StatusMark[]): Write[] {
  const kind = 'authority-suspension';
  if (!marks.some((mark) => mark.kind === kind)) return [];
  const { certificate: subject, agency: owner, id } = appeal;
  return [
    { write: 'status.clear', slot: appeal, kind, at: deps.clock() },
    eventWrite(deps, actor, 'certificate.reinstated', { subject, owner, data: { list: kind, appeal: id } }),
  ];
}

/** By the newest incident that was to revoke it, if there is one and it is not revoked. */
async function revoked(deps: Deps, actor: Actor, appeal: Appeal, marks: readonly StatusMark[]): Promise<Write[]> {
  const kind = 'authority-revocation';
  if (marks.some((mark) => mark.kind === kind)) return [];
  const waiting = (await deps.store.incidentsWith(appeal)).find(({ order }) => order.action === 'revoke');
  if (!waiting) return [];
  const { certificate, agency, group, index, id } = appeal;
  const { reason, effect, ...mark } = markOf(deps, waiting);
  // The agency may have ended it meanwhile: then this is no second end.
  const again = marks.some((one) => purposeOf(one.kind) === 'revocation');
  const said = { list: kind, reason, effect, effectiveFrom: mark.effectiveFrom, incident: waiting.id, appeal: id };
  return [
    { write: 'status.mark', mark: { agency, group, index, certificate, kind, reason, effect, ...mark } },
    eventWrite(deps, actor, 'certificate.revoked', {
      subject: certificate,
      owner: agency,
      ...(again ? { data: { ...said, again } } : { data: said, once: onceEnded(certificate) }),
    }),
  ];
}

function markOf({ clock }: Deps, { order: { reason = '', effect = 'none', effectiveFrom } }: Incident) {
  return { since: clock(), reason, effect, ...(effectiveFrom !== undefined && { effectiveFrom }) };
}

async function committed({ store }: Deps, table: string, message: string, writes: readonly Write[]): Promise<void> {
  try {
    await store.commit(writes);
  } catch (error) {
    const lost = error instanceof UniqueKeyError && [table, 'status_mark'].includes(error.table);
    throw lost ? new YinzhengError('conflict', message, { cause: error }) : error;
  }
}
