import type { Actor } from '../core/actor.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { notFound } from '../core/errors.ts';
import { allow, visible } from '../core/policy.ts';
import type { Page } from '../core/ports.ts';
import { recordReads } from '../core/record-read.ts';
import type { StatusMark } from '../core/status.ts';

/** A certificate and the status bits that are set for it. */
export interface MarkedCertificate {
  readonly certificate: Certificate;
  readonly marks: readonly StatusMark[];
}

/** Records the reading. Throws `not_found` alike for none and for one of another agency. */
export async function readCertificate(deps: Deps, actor: Actor, id: string): Promise<MarkedCertificate> {
  const { store } = deps;
  allow(actor, 'certificate.read');
  const certificate = await store.certificate(id);
  if (!certificate) throw notFound();
  const { agency, number } = certificate;
  allow(actor, 'certificate.read', { owner: agency });
  await recordReads(deps, actor, [{ subject: id, owner: agency, data: { number } }]);
  return { certificate, marks: await store.marks(certificate) };
}

/** Newest first; an agency sees its own, a province those of its agencies. Records for each agency whose holders are shown which ones were. */
export async function listCertificates(deps: Deps, actor: Actor, page: Page): Promise<MarkedCertificate[]> {
  const { store } = deps;
  const { owner: agency, region } = visible(actor, 'certificate.read');
  const certificates = await store.certificates({ ...page, agency, region });
  const reads = [...Map.groupBy(certificates, (one) => one.agency)].map(([owner, shown]) => ({
    subject: owner,
    owner,
    data: { certificates: shown.length, newest: shown[0]?.id, oldest: shown.at(-1)?.id },
  }));
  await recordReads(deps, actor, reads);
  return Promise.all(certificates.map(async (certificate) => ({ certificate, marks: await store.marks(certificate) })));
}
