import type { Actor } from '../../core/actor.ts';
import type { Deps } from '../../core/deps.ts';
import { notFound, UniqueKeyError, YinzhengError } from '../../core/errors.ts';
import { uuidv7 } from '../../core/ids.ts';
import { AUTHORITY } from '../../core/key.ts';
import { allow } from '../../core/policy.ts';
import { eventWrite } from '../../core/record-event.ts';
import { isOwnClaim, type SubsidyClaim } from '../../core/subsidy.ts';
import { type EvidenceRequest, evidenceEvent, judgeCase, type SubsidyEvidence, signedEvidence } from './evidence.ts';

/**
 * Enters a claim into the register, with the evidence on which it rests. Throws `conflict` with the rules that bar it, and for
 * another claim of the same person in the same moment.
 */
export async function claimSubsidy(
  deps: Deps,
  actor: Actor,
  request: EvidenceRequest,
): Promise<{ readonly claim: SubsidyClaim; readonly evidence: SubsidyEvidence; readonly jwt: string }> {
  allow(actor, 'subsidy.claim');
  const { evidence, claimant, claims, certificate } = await judgeCase(deps, actor, request, 'claim');
  if (!evidence.eligible) {
    const barred = evidence.checks.filter(({ result }) => result === 'fail');
    throw new YinzhengError('conflict', `The catalogue bars this claim: ${barred.map(({ id }) => id).join(', ')}.`, {
      violations: barred.map(({ id, detail = '' }) => ({ pointer: '', rule: id, message: detail })),
    });
  }
  const { id: catalogue, version } = evidence.catalogue;
  const { scheme, code, rank } = evidence.certificate.level;
  const claim: SubsidyClaim = {
    id: uuidv7(deps.clock, deps.random),
    claimant,
    n: claims.length + 1,
    catalogue: { id: catalogue, version },
    certificate: certificate.id,
    occupation: certificate.occupation,
    level: { scheme, code, rank },
    on: evidence.on,
    ...(actor.region !== undefined && { region: actor.region }),
    person: actor.person,
    at: deps.clock(),
  };
  // Signed first: what cannot be signed is not entered either.
  const jwt = await signedEvidence(deps, certificate, evidence);
  try {
    await deps.store.commit([
      { write: 'subsidy.claim', claim },
      evidenceEvent(deps, actor, certificate, evidence),
      eventWrite(deps, actor, 'subsidy.claimed', {
        subject: claim.id,
        owner: AUTHORITY,
        data: { certificate: certificate.id, catalogue, version, on: claim.on, region: claim.region },
      }),
    ]);
  } catch (error) {
    if (!(error instanceof UniqueKeyError && error.table === 'subsidy_claim')) throw error;
    throw new YinzhengError('conflict', 'Another claim of the same person was entered in this moment. Ask again.', {
      cause: error,
    });
  }
  return { claim, evidence, jwt };
}

/** Takes a claim back that was not paid: it bars nothing any more. By the office that entered it, or the country's. */
export async function withdrawClaim(deps: Deps, actor: Actor, id: string): Promise<SubsidyClaim> {
  allow(actor, 'subsidy.claim');
  const claim = await deps.store.subsidyClaim(id);
  if (!claim || !isOwnClaim(actor, claim)) throw notFound();
  if (claim.withdrawnAt !== undefined) throw new YinzhengError('conflict', 'The claim was withdrawn already.');
  const withdrawn: SubsidyClaim = { ...claim, withdrawnAt: deps.clock() };
  await deps.store.commit([
    { write: 'subsidy.put', claim: withdrawn },
    eventWrite(deps, actor, 'subsidy.withdrawn', {
      subject: id,
      owner: AUTHORITY,
      data: { certificate: claim.certificate },
    }),
  ]);
  return withdrawn;
}
