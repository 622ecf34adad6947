import type { LocalDate } from '../core/calendar.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import type { Verification } from '../core/verdict.ts';
import { verify } from './verify.ts';

/** The certificate behind a public token with its verdict, or undefined for a token that opens nothing. */
export async function verifyToken(
  deps: Deps,
  token: string,
  on?: LocalDate,
): Promise<{ readonly verification: Verification; readonly certificate: Certificate } | undefined> {
  const id = await deps.vault.idOf(token);
  const certificate = id === undefined ? undefined : await deps.store.certificate(id);
  return certificate && { verification: await verifyCertificate(deps, certificate, on), certificate };
}

/** Verifies a certificate of the register as if a stranger had handed it in: what is stored is not believed either. */
export function verifyCertificate(
  deps: Deps,
  { document, securing }: Certificate,
  on?: LocalDate,
): Promise<Verification> {
  return verify(deps, { ...JSON.parse(document), proof: securing.proof }, { on });
}
