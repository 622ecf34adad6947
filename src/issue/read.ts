import type { Actor } from '../core/actor.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { notFound } from '../core/errors.ts';
import { allow, visibleOwner } from '../core/policy.ts';
import type { Page } from '../core/ports.ts';
import type { StatusMark } from '../core/status.ts';

/** A certificate and the status bits that are set for it. */
export interface MarkedCertificate {
  readonly certificate: Certificate;
  readonly marks: readonly StatusMark[];
}

/** Throws `not_found` alike for none and for one of another agency. */
export async function readCertificate(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  id: string,
): Promise<MarkedCertificate> {
  allow(actor, 'certificate.read');
  const certificate = await store.certificate(id);
  if (!certificate) throw notFound();
  allow(actor, 'certificate.read', { owner: certificate.agency });
  return { certificate, marks: await store.marks(certificate) };
}

/** Newest first; an agency sees its own. */
export async function listCertificates(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  page: Page,
): Promise<MarkedCertificate[]> {
  const agency = visibleOwner(actor, 'certificate.read');
  const certificates = await store.certificates({ ...page, agency });
  return Promise.all(certificates.map(async (certificate) => ({ certificate, marks: await store.marks(certificate) })));
}
