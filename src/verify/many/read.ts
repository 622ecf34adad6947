import type { Actor } from '../../core/actor.ts';
import type { Deps } from '../../core/deps.ts';
import { notFound, YinzhengError } from '../../core/errors.ts';
import { allow, visible } from '../../core/policy.ts';
import type { Page } from '../../core/ports.ts';
import { recordReads } from '../../core/record-read.ts';
import type { VerificationState } from '../../core/verification.ts';
import { resultsOf } from './run.ts';

/** One's own, newest first; an auditor of the authority sees all. */
export function listVerifications(deps: Deps, actor: Actor, page: Page): Promise<VerificationState[]> {
  return deps.store.verifications({ ...page, owner: visible(actor, 'verification.read').owner });
}

export async function readVerification(deps: Deps, actor: Actor, id: string): Promise<VerificationState> {
  allow(actor, 'verification.read');
  const found = await deps.store.verification(id);
  if (!found?.received) throw notFound();
  allow(actor, 'verification.read', { owner: found.owner });
  return found;
}

/** One whose report is there. Throws `conflict` before, and when there will be none. */
export async function readReported(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<VerificationState & { readonly report: string }> {
  const found = await readVerification(deps, actor, id);
  const { report, job, owner, person } = found;
  // What somebody asked themselves is theirs to read; what others asked is not, colleagues of one employer included.
  if (report !== undefined && (owner !== actor.organisation || person !== actor.person)) {
    await recordReads(deps, actor, [{ subject: id, owner, data: { what: 'verification.report' } }]);
  }
  if (report !== undefined) return { ...found, report };
  const over = job?.state === 'cancelled' || job?.state === 'failed';
  const next = over ? 'There will be no report. Hand the file in again.' : 'Ask again when its state is done.';
  throw new YinzhengError('conflict', `This verification is ${job?.state ?? 'waiting'}. ${next}`);
}

/** The text of the results as it was signed, part by part. */
export async function* readResults(
  deps: Deps,
  file: VerificationState,
  format: 'csv' | 'ndjson',
): AsyncGenerator<string> {
  for await (const part of resultsOf(deps, file)) yield part[format];
}
