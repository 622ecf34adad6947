import type { Actor, Role } from './actor.ts';
import { notFound, YinzhengError } from './errors.ts';
import { regionOfCode } from './numbering.ts';

export type Action =
  | 'certificate.issue'
  | 'certificate.read'
  | 'certificate.status'
  | 'certificate.replace'
  | 'certificate.share'
  | 'credential.issue'
  | 'credential.status'
  | 'batch.read'
  | 'batch.submit'
  | 'batch.mend'
  | 'batch.approve'
  | 'batch.run'
  | 'issuing.read'
  | 'issuing.stop'
  | 'issuing.resume'
  | 'incident.read'
  | 'incident.follow'
  | 'incident.open'
  | 'incident.approve'
  | 'incident.answer'
  | 'appeal.open'
  | 'appeal.decide'
  | 'report.file'
  | 'report.read'
  | 'webhook.manage'
  | 'agency.read'
  | 'agency.register'
  | 'agency.standing'
  | 'agency.cancel'
  | 'layout.choose'
  | 'verification.request'
  | 'verification.read'
  | 'employer.read'
  | 'employer.manage'
  | 'catalogue.read'
  | 'catalogue.write'
  | 'norm.submit'
  | 'norm.read'
  | 'norm.decide'
  | 'subsidy.evidence'
  | 'subsidy.claim'
  | 'subsidy.read'
  | 'key.read'
  | 'key.manage'
  | 'holder.erase'
  | 'audit.read'
  | 'statistics.read'
  | 'trust.read'
  | 'trust.manage';

/** Whose thing it is: `authority`, an agency's record code, an employer's code, or nobody's in particular (registers, lists of all). */
export interface Subject {
  readonly owner?: string;
  /** The province whose office works on it, too, by its division code. */
  readonly region?: string | undefined;
}

/** Whose things somebody sees: one organisation's, those of a province's agencies, or, where nothing is said, everybody's. */
export interface Whose {
  readonly owner?: string | undefined;
  readonly region?: string | undefined;
}

type Reach = 'own' | 'region' | 'any';

/** DOMAIN's table of who may do what. A role reaches its own organisation's things, or everybody's; `office`: only in the authority. */
const GRANTS: Record<Action, Partial<Record<Role, Reach | 'office'>>> = {
  'certificate.issue': { signer: 'own' },
  'certificate.read': { clerk: 'own', examiner: 'own', signer: 'own', officer: 'any', approver: 'any', auditor: 'any' },
  'certificate.status': { signer: 'own', officer: 'any' },
  'certificate.replace': { signer: 'own', officer: 'any' },
  /** The holder's own affair, so nobody of the authority. */
  'certificate.share': { clerk: 'own', signer: 'own' },
  'credential.issue': { signer: 'own' },
  'credential.status': { signer: 'own' },
  'batch.read': { clerk: 'own', examiner: 'own', signer: 'own', officer: 'any', approver: 'any', auditor: 'any' },
  'batch.submit': { clerk: 'own', signer: 'own' },
  'batch.mend': { clerk: 'own', examiner: 'own', signer: 'own' },
  'batch.approve': { signer: 'own', approver: 'any' },
  'batch.run': { signer: 'own' },
  'issuing.read': { officer: 'any', approver: 'any', auditor: 'office' },
  'issuing.stop': { officer: 'any', approver: 'any' },
  'issuing.resume': { approver: 'any' },
  'incident.read': { clerk: 'own', examiner: 'own', signer: 'own', officer: 'any', approver: 'any', auditor: 'any' },
  'incident.follow': { officer: 'any', approver: 'any', auditor: 'office' },
  'incident.open': { officer: 'any' },
  'incident.approve': { approver: 'any' },
  'incident.answer': { signer: 'own' },
  'appeal.open': { signer: 'own', officer: 'any' },
  'appeal.decide': { approver: 'any' },
  'report.file': { employer: 'any' },
  'report.read': { officer: 'any', approver: 'any', auditor: 'office' },
  'webhook.manage': { signer: 'own' },
  'agency.read': { clerk: 'own', examiner: 'own', signer: 'own', officer: 'any', approver: 'any', auditor: 'any' },
  'agency.register': { officer: 'any' },
  'agency.standing': { officer: 'any' },
  'agency.cancel': { approver: 'any' },
  'layout.choose': { signer: 'own', officer: 'any' },
  'verification.request': { employer: 'own', officer: 'own' },
  'verification.read': { employer: 'own', officer: 'own', auditor: 'any' },
  'employer.read': { employer: 'own', officer: 'any', approver: 'any', auditor: 'any' },
  'employer.manage': { officer: 'any' },
  'catalogue.read': {
    clerk: 'any',
    examiner: 'any',
    signer: 'any',
    officer: 'any',
    approver: 'any',
    auditor: 'any',
    employer: 'any',
    subsidy: 'any',
  },
  'catalogue.write': { officer: 'any' },
  'norm.submit': { signer: 'own', employer: 'own' },
  'norm.read': {
    clerk: 'own',
    examiner: 'own',
    signer: 'own',
    employer: 'own',
    officer: 'any',
    approver: 'any',
    auditor: 'any',
  },
  'norm.decide': { officer: 'any' },
  'subsidy.evidence': { subsidy: 'any' },
  'subsidy.claim': { subsidy: 'any' },
  'subsidy.read': { subsidy: 'any', officer: 'any', approver: 'any', auditor: 'office' },
  'key.read': { signer: 'own', officer: 'any', approver: 'any', auditor: 'any' },
  'key.manage': { signer: 'own', officer: 'any' },
  'holder.erase': { signer: 'own', officer: 'any' },
  'statistics.read': { clerk: 'own', examiner: 'own', signer: 'own', officer: 'any', approver: 'any', auditor: 'any' },
  'audit.read': { officer: 'any', approver: 'any', auditor: 'any' },
  'trust.read': { officer: 'any', approver: 'any', auditor: 'office' },
  /** Whom the country believes: no single officer's choice. */
  'trust.manage': { approver: 'any' },
};

/** What is the whole country's affair: registers for all, and organisations that are no agencies. */
const NATIONAL: ReadonlySet<Action> = new Set([
  'catalogue.write',
  'norm.read',
  'norm.decide',
  'employer.read',
  'employer.manage',
  'trust.manage',
  'trust.read',
  'verification.request',
  'verification.read',
]);

/** Where a province is no border: registers for all, and people who live there and were certified elsewhere. */
const BORDERLESS: ReadonlySet<Action> = new Set(['catalogue.read', 'subsidy.evidence', 'subsidy.claim']);

/** How far an actor reaches: in a province, whatever reaches everybody ends at its agencies. */
function reachOf(actor: Actor, action: Action): Reach | undefined {
  const granted = grantedReach(actor, action);
  if (actor.region === undefined || BORDERLESS.has(action)) return granted;
  return granted === undefined || NATIONAL.has(action) ? undefined : 'region';
}

/** Which organisations may hold a role; `any` reach counts for the authority alone, an agency's auditor sees its agency. */
function grantedReach(actor: Actor, action: Action): Reach | undefined {
  let reach: Reach | undefined;
  for (const role of actor.roles) {
    const granted = GRANTS[action][role];
    if (granted === 'office') {
      if (actor.kind === 'authority') return 'any';
      continue;
    }
    if (granted === 'any') return actor.kind === 'agency' && !action.startsWith('catalogue.') ? 'own' : 'any';
    reach ??= granted;
  }
  return reach;
}

/** The one place that decides whether an actor may do something to a thing. */
export function may(actor: Actor, action: Action, subject: Subject = {}): boolean {
  const reach = reachOf(actor, action);
  if (reach === undefined) return false;
  const { owner, region } = subject;
  if (reach === 'any' || owner === undefined) return true;
  if (reach === 'own') return owner === actor.organisation;
  return (region ?? regionOfCode(owner)) === actor.region;
}

/**
 * Lets the actor pass or throws: `forbidden` when no role of theirs ever may, `not_found` when only this thing is
 * not theirs, so that a stranger cannot tell what exists.
 */
export function allow(actor: Actor, action: Action, subject: Subject = {}): void {
  if (may(actor, action, subject)) return;
  if (reachOf(actor, action) !== undefined) throw notFound();
  throw new YinzhengError('forbidden', `None of your roles (${actor.roles.join(', ')}) may do this: ${action}.`);
}

/** What lists are narrowed to. */
export function visible(actor: Actor, action: Action): Whose {
  allow(actor, action);
  switch (reachOf(actor, action)) {
    case 'any':
      return {};
    case 'region':
      return { region: actor.region };
    default:
      return { owner: actor.organisation };
  }
}
