import type { LocalDate } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { normaliseName } from '../core/identity.ts';
import { parsePrintedNumber } from '../core/numbering.ts';
import { type Verification, withoutLink } from '../core/verdict.ts';
import { verifyCertificate } from './by-token.ts';

/**
 * The verdict on the certificate with this number and holder, or undefined. A wrong number and a wrong name cannot be told
 * apart: a number alone must never reveal a person. Number and name are on the paper, so they lead to no link of the holder.
 */
export async function lookup(
  deps: Deps,
  { number, name, on }: { readonly number: string; readonly name: string; readonly on?: LocalDate | undefined },
): Promise<Verification | undefined> {
  const parsed = parsePrintedNumber(number);
  if (!parsed || parsed.checkMatches === false) return undefined;
  const certificate = await deps.store.certificateByNumber(parsed.number);
  if (!certificate || certificate.holderName !== normaliseName(name)) return undefined;
  return withoutLink(await verifyCertificate(deps, certificate, on));
}
