/** Evaluation norms: submitted by agencies and enterprises, registered by the authority as versions of a standard. */
import type { Actor } from '../core/actor.ts';
import type { Standard } from '../core/catalogue.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, UniqueKeyError, type Violation, YinzhengError } from '../core/errors.ts';
import { uuidv7 } from '../core/ids.ts';
import { AUTHORITY } from '../core/key.ts';
import { decideNorm, type Norm, type NormDecision } from '../core/norm.ts';
import { allow, visible } from '../core/policy.ts';
import type { Page } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { textFaults } from './agencies.ts';
import { standardFaults } from './catalogue.ts';

type NormDeps = Pick<Deps, 'store' | 'clock' | 'random'>;
export type NormInput = Pick<Norm, 'kind' | 'occupation' | 'title' | 'documentNumber' | 'document' | 'follows'>;

/** Hands a norm in. Throws `invalid_request` for an occupation or a standard that is not there. */
export async function submitNorm(deps: NormDeps, actor: Actor, input: NormInput): Promise<Norm> {
  allow(actor, 'norm.submit', { owner: actor.organisation });
  const { follows, ...said } = input;
  const faults = [
    ...Object.entries(input.title).flatMap(([tag, text]) => textFaults(text, `/title/${tag}`)),
    ...textFaults(input.documentNumber, '/documentNumber'),
    ...(await occupationFaults(deps, input)),
  ];
  if (faults.length > 0) throw invalidRequest(faults);
  const norm: Norm = {
    ...said,
    ...(follows !== undefined && { follows }),
    id: uuidv7(deps.clock, deps.random),
    owner: actor.organisation,
    state: 'submitted',
    submittedBy: actor.person,
    submittedAt: deps.clock(),
  };
  const { id, owner, kind } = norm;
  await deps.store.commit([
    { write: 'norm.add', norm },
    eventWrite(deps, actor, 'norm.submitted', { subject: id, owner, data: { kind, follows } }),
  ]);
  return norm;
}

async function occupationFaults({ store }: NormDeps, { occupation, follows }: NormInput): Promise<Violation[]> {
  const known = (await store.occupation(occupation)) !== undefined;
  const followed = follows === undefined || (await store.standard(follows)) !== undefined;
  return [
    ...(known ? [] : [{ pointer: '/occupation', rule: 'known', message: 'is not in the register' }]),
    ...(followed ? [] : [{ pointer: '/follows', rule: 'known', message: 'is no standard of the register' }]),
  ];
}

/** Newest first; an organisation sees its own. */
export async function listNorms({ store }: Pick<Deps, 'store'>, actor: Actor, page: Page): Promise<Norm[]> {
  const { owner } = visible(actor, 'norm.read');
  return store.norms({ ...page, owner });
}

/** Registers a norm as a version of a standard that holds from a day on, or declines it. */
export async function decideOnNorm(deps: NormDeps, actor: Actor, id: string, decision: NormDecision): Promise<Norm> {
  allow(actor, 'norm.decide');
  const { store } = deps;
  const norm = await store.norm(id);
  if (!norm) throw notFound();
  const decided = decideNorm(norm, decision, { person: actor.person, at: deps.clock() });
  const standard = decision.outcome === 'registered' ? standardOf(norm, decision) : undefined;
  const faults = standard
    ? await standardFaults(deps, standard)
    : textFaults(decision.outcome === 'declined' ? decision.reason : '', '/reason');
  if (faults.length > 0) throw invalidRequest(faults);
  try {
    await store.commit([
      { write: 'norm.put', norm: decided },
      ...(standard ? [{ write: 'standard.add' as const, standard }] : []),
      ...(standard ? [eventWrite(deps, actor, 'standard.added', { subject: standard.id, owner: AUTHORITY })] : []),
      eventWrite(deps, actor, 'norm.decided', {
        subject: id,
        owner: norm.owner,
        data: { outcome: decision.outcome, standard: standard?.id },
        once: `norm:${id}`,
      }),
    ]);
  } catch (error) {
    if (!(error instanceof UniqueKeyError)) throw error;
    const message = standard ? `There is a standard ${standard.id}, or the norm was decided.` : 'The norm was decided.';
    throw new YinzhengError('conflict', `${message} Read it again.`, { cause: error });
  }
  return decided;
}

function standardOf(
  { kind, occupation, title, owner, follows }: Norm,
  { id, version, documentNumber }: Extract<NormDecision, { outcome: 'registered' }>,
): Standard {
  return {
    id,
    kind,
    version,
    documentNumber,
    title,
    occupation,
    proposer: owner,
    ...(follows !== undefined && { follows }),
  };
}
