/** Verifying SD-JWT VCs (`dc+sd-jwt`, draft-ietf-oauth-sd-jwt-vc) and the binding to their holder's key (RFC 9901 section 7.3). */
import type { Instant } from '../core/calendar.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { copyDocument, isObject } from './credential-form.ts';
import { didWebOf, parsePublicJwk } from './did.ts';
import { failed, type ProofResult, unknown, unresolved } from './proof-result.ts';
import type { KeyResolver, ResolvedKey } from './resolver.ts';
import { digestOf, disclosedClaims, hashOf, type SdJwt, splitSdJwt } from './sd-jwt.ts';
import { type Jws, readJws, verifyJws } from './vc-jose.ts';

type Members = Readonly<Record<string, unknown>>;

/** What whoever asked for a presentation said: the `nonce` and `aud` of its Key Binding JWT. */
export interface KeyBinding {
  readonly nonce?: string | undefined;
  readonly audience?: string | undefined;
}

export interface VerifySdJwtOptions {
  readonly resolver: KeyResolver;
  readonly now: Instant;
  /** Then a Key Binding JWT must be there. */
  readonly binding?: KeyBinding | undefined;
}

/** Claims that an issuer may not leave to the holder to show (draft-ietf-oauth-sd-jwt-vc, section 2.2.2.2). */
const ALWAYS_SHOWN = ['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status'];
/** Claims that are times (RFC 7519 section 4.1). */
const TIMES = ['iat', 'nbf', 'exp'];
/** The last second of the year 9999: what comes later has no date here. */
const LAST_SECOND = 253_402_300_799;
/** How old a Key Binding JWT may be, and how far ahead its maker's clock. */
const FRESH_MS = 600_000;
const SKEW_MS = 60_000;

/**
 * Verifies a credential, and its Key Binding JWT if there is one or one is asked for. The document of a pass has the
 * claims that were shown. Dates and status are not looked at.
 */
export async function verifySdJwt(text: string, { resolver, now, binding }: VerifySdJwtOptions): Promise<ProofResult> {
  // 1. Form. Nothing of a payload counts before its signature passed.
  let sdJwt: SdJwt;
  let jws: Jws;
  let payload: Members;
  try {
    sdJwt = splitSdJwt(text);
    jws = readJws(sdJwt.jwt);
    payload = copyDocument(parseJson(fromUtf8(jws.payload)));
    hashOf(payload);
    for (const name of TIMES) expectTime(name, payload[name]);
  } catch (error) {
    return failed('sd-jwt/form', `not an SD-JWT: ${messageOf(error)}`);
  }
  const { typ, kid, crit, b64 } = jws.header;
  if (typ !== 'dc+sd-jwt') return failed('sd-jwt/typ', 'typ must be dc+sd-jwt');
  if (crit !== undefined || b64 !== undefined) return failed('jwt/crit', 'extensions that must be understood are not');
  if (typeof payload.vct !== 'string') return failed('sd-jwt/vct', 'vct must be text');
  if (!['undefined', 'string'].includes(typeof payload['vct#integrity'])) {
    return failed('sd-jwt/vct', 'vct#integrity must be text');
  }
  const issuer = typeof payload.iss === 'string' ? issuerDid(payload.iss) : undefined;
  if (payload.iss === undefined)
    return unknown('jwt/iss', 'no iss names the issuer, and certificates are not read here');
  if (issuer === undefined) return failed('jwt/iss', 'iss must be a DID or a URL that a did:web stands for');
  if (typeof kid !== 'string' || !kid.startsWith('did:')) {
    return unknown('jwt/kid', 'the key is not named by a DID URL, and no other names are resolved here');
  }

  // 2. The issuer's signature.
  let key: ResolvedKey;
  try {
    key = await resolver.verificationMethod(kid);
  } catch (error) {
    return unresolved('jwt/kid', error);
  }
  if (key.controller !== issuer) return failed('jwt/kid', `the key belongs to ${key.controller}, not to iss`, [key]);
  if (!(await verifyJws(jws, key.jwk))) return failed('jwt/signature', 'the signature does not match', [key]);

  // 3. What the holder shows.
  let claims: Record<string, unknown>;
  try {
    claims = copyDocument(await disclosedClaims(payload, sdJwt.disclosures));
  } catch (error) {
    return failed('sd-jwt/disclosure', messageOf(error), [key]);
  }
  const hidden = ALWAYS_SHOWN.find((name) => name in claims && !(name in payload));
  if (hidden !== undefined) return failed('sd-jwt/disclosure', `${hidden} must not be a disclosure`, [key]);

  // 4. Whether whoever shows it has the holder's key.
  const fault = await bindingFault(sdJwt, payload, { binding, now });
  if (fault !== undefined) return failed('sd-jwt/key-binding', fault, [key]);
  return { outcome: 'pass', document: claims, keys: [key] };
}

/** The DID of an issuer that goes by a DID, or by the URL that its did:web is made from. */
export function issuerDid(iss: string): string | undefined {
  return iss.startsWith('did:') ? iss : didWebOf(iss);
}

function expectTime(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && Math.abs(value) <= LAST_SECOND)) return;
  throw new SyntaxError(`${name} must be a number of seconds since 1970`);
}

/** What is wrong with a Key Binding JWT (RFC 9901 section 7.3), or with there being none. */
async function bindingFault(
  { keyBinding, presented }: SdJwt,
  payload: Members,
  { binding, now }: { readonly binding: KeyBinding | undefined; readonly now: Instant },
): Promise<string | undefined> {
  if (keyBinding === undefined) return binding && 'a Key Binding JWT was asked for, and there is none';
  const jwk = isObject(payload.cnf) ? payload.cnf.jwk : undefined;
  if (jwk === undefined) return 'there is a Key Binding JWT, and the credential is bound to no key';
  let jws: Jws;
  let claims: Members;
  try {
    jws = readJws(keyBinding);
    claims = copyDocument(parseJson(fromUtf8(jws.payload)));
    if (!(await verifyJws(jws, parsePublicJwk(jwk)))) return "the Key Binding JWT is not signed by the holder's key";
  } catch (error) {
    return `the Key Binding JWT cannot be read: ${messageOf(error)}`;
  }
  const { iat, aud, nonce, sd_hash } = claims;
  if (jws.header.typ !== 'kb+jwt') return 'the Key Binding JWT must have the typ kb+jwt';
  if (typeof iat !== 'number' || typeof aud !== 'string' || typeof nonce !== 'string') {
    return 'the Key Binding JWT must have iat, aud and nonce';
  }
  if (sd_hash !== (await digestOf(presented, payload))) return 'the Key Binding JWT is for another presentation';
  if (iat * 1000 > now + SKEW_MS || iat * 1000 < now - FRESH_MS) return 'the Key Binding JWT is not of just now';
  if (binding?.audience !== undefined && aud !== binding.audience) return 'the Key Binding JWT is for another audience';
  if (binding?.nonce !== undefined && nonce !== binding.nonce) return 'the Key Binding JWT answers another nonce';
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unreadable';
}
