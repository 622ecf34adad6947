/** Credentials as JWTs: W3C Securing Verifiable Credentials using JOSE and COSE, section 3.1 (`vc+jwt`). */
import { compactVerify } from 'jose';
import type { Instant } from '../core/calendar.ts';
import type { PublicJwk } from '../core/key.ts';
import type { SigningKey } from '../core/ports.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { fromUtf8, utf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { copyDocument, credentialFault, issuerOf } from './credential-form.ts';
import { verificationMethodId } from './did.ts';
import { failed, type ProofResult, unresolved } from './proof-result.ts';
import type { KeyResolver, ResolvedKey } from './resolver.ts';

/** Which signature algorithms a kind of key may be used with (RFC 7518, RFC 8037, RFC 9864). */
const ALGORITHMS: Record<PublicJwk['kty'], readonly string[]> = { EC: ['ES256'], OKP: ['EdDSA', 'Ed25519'] };

/** Protected header and signature of a JWT, base64url each; its payload is the exact text that was signed. */
export interface DetachedJwt {
  readonly header: string;
  readonly signature: string;
}

/**
 * Signs the text of an unsigned VC 2.0 credential, byte for byte, with an ES256 key that the document of `controller`
 * (the issuer's DID) lists. `joinJwt` makes the token.
 */
export function signJwt(documentText: string, by: JwsSigner): Promise<DetachedJwt> {
  return signJws(documentText, { typ: 'vc+jwt', cty: 'vc' }, by);
}

export interface JwsSigner {
  /** ES256. */
  readonly key: SigningKey;
  readonly controller: string;
}

/** Signs any text under the media types of a header (RFC 7515 sections 4.1.9 and 4.1.10). */
export async function signJws(
  payload: string,
  types: { readonly typ: string; readonly cty?: string },
  { key, controller }: JwsSigner,
): Promise<DetachedJwt> {
  if (key.algorithm !== 'ES256') throw new TypeError('a JWS is signed with ES256');
  const kid = verificationMethodId(controller, key.id);
  const header = encode(JSON.stringify({ alg: 'ES256', ...types, kid, iss: controller }));
  const signature = await key.sign(utf8(`${header}.${encode(payload)}`));
  return { header, signature: encodeBase64url(signature) };
}

/** The compact serialization (RFC 7515 section 7.1). */
export function joinJwt(documentText: string, { header, signature }: DetachedJwt): string {
  return `${header}.${encode(documentText)}.${signature}`;
}

function encode(text: string): string {
  return encodeBase64url(utf8(text));
}

export interface VerifyJwtOptions {
  readonly resolver: KeyResolver;
  readonly now: Instant;
  /** Most JSON values that are looked at; 5,000 unless told. For documents that are large by nature, as trust lists. */
  readonly maxValues?: number | undefined;
}

/** Verifies a credential in compact form whose key (`kid`) its issuer lists for assertions. */
export async function verifyJwt(compact: string, { resolver, now, maxValues }: VerifyJwtOptions): Promise<ProofResult> {
  let header: Record<string, unknown>;
  let claims: Record<string, unknown>;
  try {
    const jws = readJws(compact);
    header = jws.header;
    claims = copyDocument(parseJson(fromUtf8(jws.payload)), maxValues);
  } catch (error) {
    return failed(`not a credential as a JWT: ${messageOf(error)}`);
  }
  const fault = headerFault(header) ?? claimsFault(claims, now);
  if (fault) return failed(fault);
  const issuer = issuerOf(claims);
  if (header.iss !== undefined && header.iss !== issuer) return failed('iss is not the issuer of the credential');
  let key: ResolvedKey;
  try {
    key = await resolver.verificationMethod(String(header.kid));
  } catch (error) {
    return unresolved(error);
  }
  if (key.controller !== issuer) return failed(`the key belongs to ${key.controller}, not to the issuer`, [key]);
  if (!(await verifyJws(compact, key.jwk))) return failed('the signature does not match', [key]);
  const { proof: _unverified, ...document } = claims;
  return { outcome: 'pass', document, keys: [key] };
}

/** Media types as RFC 7515 sections 4.1.9 and 4.1.10 want them compared; absent is fine. */
function headerFault({ typ, cty, kid }: Readonly<Record<string, unknown>>): string | undefined {
  const is = (value: unknown, type: string) =>
    value === undefined || (typeof value === 'string' && value.toLowerCase().replace(/^application\//, '') === type);
  if (!is(typ, 'vc+jwt')) return 'typ must be vc+jwt';
  if (!is(cty, 'vc')) return 'cty must be vc';
  if (typeof kid !== 'string') return 'kid must name a verification method';
  return undefined;
}

function claimsFault(claims: Readonly<Record<string, unknown>>, now: Instant): string | undefined {
  const { vc, vp, iss, exp, nbf } = claims;
  if (vc !== undefined || vp !== undefined) return 'the payload must be the credential itself, without a vc claim';
  const fault = credentialFault(claims);
  if (fault) return fault;
  if (iss !== undefined && iss !== issuerOf(claims)) return 'iss is not the issuer of the credential';
  if (exp !== undefined && !(typeof exp === 'number' && exp * 1000 > now)) return 'the token has expired';
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf * 1000 <= now)) return 'the token is not valid yet';
  return undefined;
}

/**
 * The parts of a compact JWS, decoded strictly: three parts, base64url as RFC 7515 section 2 has it, a header that is
 * one JSON object without duplicates. Throws `SyntaxError` or `JsonError`.
 */
export function readJws(compact: string): { header: Record<string, unknown>; payload: Uint8Array<ArrayBuffer> } {
  const parts = compact.split('.', 4);
  if (parts.length !== 3) throw new SyntaxError('a compact JWS has three parts');
  const [header = '', payload = '', signature = ''] = parts;
  decodeBase64url(signature);
  return { header: copyDocument(parseJson(fromUtf8(decodeBase64url(header)))), payload: decodeBase64url(payload) };
}

/**
 * Whether a compact JWS was signed with this key, by an algorithm that belongs to it. Keys and algorithms that the
 * header brings along count for nothing; `crit` and `b64` (RFC 7797) are refused.
 */
export async function verifyJws(compact: string, jwk: PublicJwk): Promise<boolean> {
  try {
    const { header } = readJws(compact);
    if (header.crit !== undefined || header.b64 !== undefined) return false;
    await compactVerify(compact, jwk, { algorithms: [...ALGORITHMS[jwk.kty]] });
    return true;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unreadable';
}
