import type { PreparedCertificate } from '../core/certificate.ts';
import type { Store } from '../core/ports.ts';
import type { Template } from '../core/template.ts';

/** The version of the template that a certificate was made from. It is there as long as the certificate is. */
export async function templateOf(
  store: Pick<Store, 'template'>,
  { template: id, templateVersion }: Pick<PreparedCertificate, 'template' | 'templateVersion'>,
): Promise<Template> {
  const template = await store.template(id, templateVersion);
  if (!template) throw new Error(`a certificate of a template that is not there: ${id}`);
  return template;
}
