import { type Certificate, printedNumber } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import type { FurtherFormat } from '../core/template.ts';
import { sealText } from '../credential/seal.ts';
import { joinJwt } from '../credential/vc-jose.ts';
import { decodeBase64url } from '../lib/base64url.ts';

/** A certificate in all forms in which it leaves, put together from its one document and its signatures. */
export interface Presented {
  readonly id: string;
  readonly number: string;
  readonly printedNumber: string;
  readonly token: string;
  readonly verifyUrl: string;
  /** With embedded proof. */
  readonly credential: Readonly<Record<string, unknown>>;
  readonly jwt: string;
  /** The text of the QR code. */
  readonly seal: string;
}

/** With the embedded proof of every certificate, or one of a further format; `not_acceptable` where it has none. */
export async function present(
  deps: Pick<Deps, 'vault' | 'settings'>,
  certificate: Certificate,
  format?: FurtherFormat,
): Promise<Presented> {
  const { id, number, document, securing } = certificate;
  const proof = format === undefined ? securing.proof : securing.proofs?.[format];
  if (!proof) throw new YinzhengError('not_acceptable', `This certificate is not signed with ${format}.`);
  const { origin } = deps.settings;
  const token = await deps.vault.tokenOf(id);
  return {
    id,
    number,
    printedNumber: printedNumber(certificate),
    token,
    verifyUrl: `${origin}/v/${token}`,
    credential: { ...JSON.parse(document), proof },
    jwt: joinJwt(document, securing.jwt),
    seal: sealText(origin, decodeBase64url(securing.seal)),
  };
}
