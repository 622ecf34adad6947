import type { Instant } from '../core/calendar.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Store } from '../core/ports.ts';
import type { Presented } from '../credential/presented.ts';
import { copyId } from '../credential/sd-jwt.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import { canonicalizeJson } from '../lib/jcs.ts';
import type { SignatureResult } from './signature.ts';

/**
 * Whether the register holds exactly what was presented, signed before `since`. Only our own record of the time counts:
 * whoever has the key can write any date into what it signs.
 */
export async function registeredBefore(
  store: Store,
  presented: Presented,
  { claims, document }: SignatureResult,
  since: Instant,
): Promise<boolean> {
  if (presented.kind === 'sd-jwt') {
    const copy = await store.copy(await copyId(presented.sdJwt));
    return copy !== undefined && copy.signedAt < since;
  }
  const id = claims?.shown.id;
  const certificate = id === undefined ? undefined : await store.certificate(id);
  if (!certificate || certificate.signedAt >= since) return false;
  return isSame(certificate, presented, document);
}

function isSame(
  { securing, document: text }: Certificate,
  presented: Exclude<Presented, { kind: 'sd-jwt' }>,
  document: SignatureResult['document'],
): boolean {
  if (presented.kind === 'seal') return encodeBase64url(presented.seal) === securing.seal;
  return document !== undefined && canonicalizeJson(document) === canonicalizeJson(JSON.parse(text));
}
