import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { COPY_FORMATS, type CopyFormat, FURTHER_FORMATS } from '../core/template.ts';
import { signCopy } from './copy.ts';
import { present } from './present.ts';
import { HOLDER, heldCertificate } from './share.ts';
import { templateOf } from './template-of.ts';

/** Electronic forms of a certificate that its holder may keep; the seal is on the paper. */
export const FORMS = ['eddsa-rdfc-2022', 'vc+jwt', ...FURTHER_FORMATS, ...COPY_FORMATS] as const;
export type FormId = (typeof FORMS)[number];

/** Those that the template of a certificate asks for. */
export async function formsOf({ store }: Pick<Deps, 'store'>, certificate: Certificate): Promise<FormId[]> {
  const { formats } = await templateOf(store, certificate);
  return FORMS.filter((form) => formats.includes(form));
}

export interface HeldFile {
  readonly certificate: Certificate;
  readonly text: string;
  readonly type: 'application/vc' | 'application/vc+jwt' | 'application/dc+sd-jwt';
}

/** One of them, by the link of the certificate. Throws `not_found`, and `not_acceptable` for a form that it has not. */
export async function heldFile(deps: Deps, token: string, form: FormId): Promise<HeldFile> {
  const certificate = await heldCertificate(deps, token);
  if (isCopy(form)) {
    const text = await signCopy(deps, HOLDER, certificate, { format: form, asShown: true });
    return { certificate, text, type: 'application/dc+sd-jwt' };
  }
  if (form === 'vc+jwt') {
    return { certificate, text: (await present(deps, certificate)).jwt, type: 'application/vc+jwt' };
  }
  const { credential } = await present(deps, certificate, form === 'eddsa-rdfc-2022' ? undefined : form);
  return { certificate, text: JSON.stringify(credential), type: 'application/vc' };
}

function isCopy(form: FormId): form is CopyFormat {
  return COPY_FORMATS.some((one) => one === form);
}
