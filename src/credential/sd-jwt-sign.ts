/** Making SD-JWT VCs (RFC 9901, draft-ietf-oauth-sd-jwt-vc). */
import type { Instant } from '../core/calendar.ts';
import type { PublicJwk } from '../core/key.ts';
import type { Random, SigningKey } from '../core/ports.ts';
import type { StatusSlot } from '../core/status.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import { sha256, utf8 } from '../lib/bytes.ts';
import type { Credential } from './build.ts';
import { isObject } from './credential-form.ts';
import { issuerUrl, verificationMethodId } from './did.ts';
import { digestOf } from './sd-jwt.ts';
import { certificateClaims, SCORES, SELECTIVE, selectiveIn, type TypeReference } from './sd-jwt-claims.ts';
import { tokenStatus } from './token-status-list.ts';
import { joinJwt, signUnder } from './vc-jose.ts';

type Members = Readonly<Record<string, unknown>>;

/** What one copy has besides the certificate's facts. */
export interface CopyInput {
  readonly origin: string;
  readonly slot: StatusSlot;
  readonly type: TypeReference;
  /** `YYYY-MM-DD`, where it is known. */
  readonly birthdate: string | undefined;
  /** The key of the holder's wallet, if the copy is bound to one. */
  readonly holderKey: PublicJwk | undefined;
  /** For the salts, 16 bytes each, and the decoys: new for each copy, so that two copies have no digest in common. */
  readonly random: Random;
}

/** The whole SD-JWT with all of its disclosures. `iss` is the URL that the issuer's did:web is made from. */
export async function signSdJwt(
  document: Credential,
  { key, controller, now, copy }: { key: SigningKey; controller: string; now: Instant; copy: CopyInput },
): Promise<string> {
  const claims = certificateClaims(document, copy.birthdate);
  const scores =
    isObject(claims.scores) &&
    (await hide(claims.scores, Object.keys(claims.scores), { ...copy, atLeast: SCORES.length }));
  const rest = scores ? { ...claims, scores: scores.claims } : claims;
  const hidden = await hide(rest, selectiveIn(rest), { ...copy, atLeast: SELECTIVE.length - 1 });
  const payload = JSON.stringify({
    iss: issuerUrl(copy.origin, copy.slot.agency),
    iat: Math.floor(now / 1000),
    ...copy.type,
    ...(copy.holderKey && { cnf: { jwk: copy.holderKey } }),
    status: tokenStatus(copy.origin, copy.slot),
    ...hidden.claims,
    _sd_alg: 'sha-256',
  });
  const header = { typ: 'dc+sd-jwt', kid: verificationMethodId(controller, key.id) };
  const jwt = joinJwt(payload, await signUnder(header, payload, key));
  const disclosures = [...hidden.disclosures, ...(scores ? scores.disclosures : [])];
  return [jwt, ...disclosures, ''].join('~');
}

/**
 * Puts digests in the place of claims (RFC 9901 section 4.2). They are sorted, so that their order tells nothing, and filled
 * up with decoys, so that their number does not tell which claims there are.
 */
async function hide(
  claims: Members,
  names: readonly string[],
  { random, atLeast }: { readonly random: Random; readonly atLeast: number },
) {
  const disclosures = names.map((name) =>
    encodeBase64url(utf8(JSON.stringify([encodeBase64url(random(16)), name, claims[name]]))),
  );
  const shown = Object.entries(claims).filter(([name]) => !names.includes(name));
  const digests = await Promise.all(disclosures.map((text) => digestOf(text, {})));
  while (digests.length < atLeast) digests.push(encodeBase64url(await sha256(random(32))));
  return { claims: { ...Object.fromEntries(shown), _sd: digests.sort() }, disclosures };
}
