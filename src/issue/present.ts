import { type Certificate, printedNumber } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
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

export async function present(deps: Pick<Deps, 'vault' | 'settings'>, certificate: Certificate): Promise<Presented> {
  const { id, number, document, securing } = certificate;
  const { origin } = deps.settings;
  const token = await deps.vault.tokenOf(id);
  return {
    id,
    number,
    printedNumber: printedNumber(certificate),
    token,
    verifyUrl: `${origin}/v/${token}`,
    credential: { ...JSON.parse(document), proof: securing.proof },
    jwt: joinJwt(document, securing.jwt),
    seal: sealText(origin, decodeBase64url(securing.seal)),
  };
}
