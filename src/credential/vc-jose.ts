/** Credentials and presentations as JWTs: W3C Securing Verifiable Credentials using JOSE and COSE, section 3.1. */
import type { Instant } from '../core/calendar.ts';
import { algorithmOf, type KeyAlgorithm, type PublicJwk } from '../core/key.ts';
import type { SigningKey } from '../core/ports.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, fromUtf8, utf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { copyDocument, issuerOf } from './credential-form.ts';
import { credentialFaults } from './credential-rules.ts';
import { verificationMethodId } from './did.ts';
import { holderOf, presentationFaults } from './presentation-rules.ts';
import { failed, faulty, type ProofResult, unresolved } from './proof-result.ts';
import type { KeyResolver, ProofPurpose, ResolvedKey } from './resolver.ts';
import type { Fault } from './rules.ts';
import { verifySignature } from './signature.ts';

type Members = Readonly<Record<string, unknown>>;

/** The names in `alg` that each algorithm goes by, ours first (RFC 7518, RFC 8037, RFC 9864). */
const ALGORITHMS: Readonly<Record<KeyAlgorithm, readonly [string, ...string[]]>> = {
  Ed25519: ['EdDSA', 'Ed25519'],
  ES256: ['ES256'],
  ES384: ['ES384'],
};

/** Protected header and signature of a JWT, base64url each; its payload is the exact text that was signed. */
export interface DetachedJwt {
  readonly header: string;
  readonly signature: string;
}

/**
 * Signs the text of an unsigned VC 2.0 credential, byte for byte, with a key that `controller`, its issuer, lists for
 * assertions. `joinJwt` makes the token.
 */
export function signJwt(documentText: string, by: JwsSigner): Promise<DetachedJwt> {
  return signJws(documentText, { typ: 'vc+jwt', cty: 'vc' }, by);
}

export interface JwsSigner {
  readonly key: SigningKey;
  readonly controller: string;
  /** The DID URL of the key, if it is not the controller's own name for it. */
  readonly verificationMethod?: string;
}

/** Signs any text under the media types of a header (RFC 7515 sections 4.1.9 and 4.1.10). */
export async function signJws(
  payload: string,
  types: { readonly typ: string; readonly cty?: string },
  { key, controller, verificationMethod: kid = verificationMethodId(controller, key.id) }: JwsSigner,
): Promise<DetachedJwt> {
  return signUnder({ ...types, kid, iss: controller }, payload, key);
}

/** Signs any text under a header, which `alg` is put before. */
export async function signUnder(
  members: Readonly<Record<string, unknown>>,
  payload: string,
  key: SigningKey,
): Promise<DetachedJwt> {
  const header = encode(JSON.stringify({ alg: ALGORITHMS[key.algorithm][0], ...members }));
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
  /** Called with a document in good form before its key is looked up, when nobody has signed any of it yet. */
  readonly peek?: ((document: Members) => void) | undefined;
  /** Whose keys count for an issuer or holder: its own unless told. Undefined: anybody's, and the caller says so. */
  readonly controllerOf?: ((who: string) => string | undefined) | undefined;
}

/** What differs between the two kinds of token. */
interface Kind {
  readonly typ: 'vc+jwt' | 'vp+jwt';
  readonly cty: 'vc' | 'vp';
  readonly purpose: ProofPurpose;
  faults(claims: Members): readonly Fault[];
  /** The issuer or holder. */
  signer(claims: Members): string | undefined;
}

const CREDENTIAL: Kind = {
  typ: 'vc+jwt',
  cty: 'vc',
  purpose: 'assertionMethod',
  faults: credentialFaults,
  signer: issuerOf,
};
const PRESENTATION: Kind = {
  typ: 'vp+jwt',
  cty: 'vp',
  purpose: 'authentication',
  faults: presentationFaults,
  signer: holderOf,
};

/** Verifies a credential in compact form whose key (`kid`) its issuer lists for assertions. */
export function verifyJwt(compact: string, options: VerifyJwtOptions): Promise<ProofResult> {
  return verifyToken(CREDENTIAL, compact, options);
}

/** Expected by whoever asked for the presentation: the claims `aud` and `nonce` (section 4.2). */
export interface VerifyPresentationJwtOptions extends VerifyJwtOptions {
  readonly domain?: string | undefined;
  readonly challenge?: string | undefined;
}

/** Verifies a presentation in compact form whose key its holder lists for authentication. Its credentials are not looked at. */
export async function verifyPresentationJwt(
  compact: string,
  options: VerifyPresentationJwtOptions,
): Promise<ProofResult> {
  const result = await verifyToken(PRESENTATION, compact, options);
  const { aud, nonce } = result.document ?? {};
  if (result.outcome !== 'pass') return result;
  if (options.domain !== undefined && ![aud].flat().includes(options.domain)) {
    return failed('proof/domain', 'the token is meant for another audience', result.keys);
  }
  if (options.challenge !== undefined && nonce !== options.challenge) {
    return failed('proof/challenge', 'the token answers another challenge', result.keys);
  }
  return result;
}

async function verifyToken(kind: Kind, compact: string, options: VerifyJwtOptions): Promise<ProofResult> {
  const { resolver, now, maxValues, controllerOf = (who) => who } = options;
  let jws: Jws;
  let claims: Members;
  try {
    jws = readJws(compact);
    claims = copyDocument(parseJson(fromUtf8(jws.payload)), maxValues);
  } catch (error) {
    return failed('jwt/form', `not a credential as a JWT: ${messageOf(error)}`);
  }
  const { header } = jws;
  const fault = headerFault(kind, header) ?? claimsFault(kind, claims, now);
  if (fault) return fault;
  const who = kind.signer(claims);
  if ([header.iss, claims.iss].some((iss) => iss !== undefined && iss !== who)) {
    return failed('jwt/iss', 'iss is not the issuer of the credential');
  }
  options.peek?.(claims);
  let key: ResolvedKey;
  try {
    key = await resolver.verificationMethod(String(header.kid), kind.purpose);
  } catch (error) {
    return unresolved('jwt/kid', error);
  }
  const controller = who === undefined ? undefined : controllerOf(who);
  if (controller !== undefined && key.controller !== controller) {
    return failed('jwt/kid', `the key belongs to ${key.controller}, not to the issuer`, [key]);
  }
  if (!ALGORITHMS[algorithmOf(key.jwk)].includes(String(header.alg))) {
    return failed('jwt/alg', `alg ${header.alg} does not belong to the key`, [key]);
  }
  if (!(await verifyJws(jws, key.jwk))) return failed('jwt/signature', 'the signature does not match', [key]);
  const { proof: _unverified, ...document } = claims;
  return { outcome: 'pass', document, keys: [key] };
}

/** Media types as RFC 7515 sections 4.1.9 and 4.1.10 want them compared; absent is fine. */
function headerFault({ typ, cty }: Kind, header: Members): ProofResult | undefined {
  const is = (value: unknown, type: string) =>
    value === undefined || (typeof value === 'string' && value.toLowerCase().replace(/^application\//, '') === type);
  if (!is(header.typ, typ)) return failed('jwt/typ', `typ must be ${typ}`);
  if (!is(header.cty, cty)) return failed('jwt/cty', `cty must be ${cty}`);
  if (header.crit !== undefined || header.b64 !== undefined) {
    return failed('jwt/crit', 'extensions that must be understood are not');
  }
  if (typeof header.alg !== 'string') return failed('jwt/alg', 'alg must be there');
  if (typeof header.kid !== 'string') return failed('jwt/kid', 'kid must name a verification method');
  return undefined;
}

function claimsFault(kind: Kind, claims: Members, now: Instant): ProofResult | undefined {
  const { vc, vp, exp, nbf } = claims;
  if (vc !== undefined || vp !== undefined) {
    return failed('jwt/claims', 'the payload must be the credential itself, without a vc claim');
  }
  const [fault] = kind.faults(claims);
  if (fault) return faulty(fault);
  if (exp !== undefined && !(typeof exp === 'number' && exp * 1000 > now)) {
    return failed('jwt/time', 'the token has expired');
  }
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf * 1000 <= now)) {
    return failed('jwt/time', 'the token is not valid yet');
  }
  return undefined;
}

export interface Jws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Bytes;
  readonly signature: Bytes;
  /** What the signature is over: the first two parts as they came. */
  readonly signed: Bytes;
}

/**
 * The parts of a compact JWS, decoded strictly: three parts, base64url as RFC 7515 section 2 has it, a header that is
 * one JSON object without duplicates. Throws `SyntaxError` or `JsonError`.
 */
export function readJws(compact: string): Jws {
  const parts = compact.split('.', 4);
  if (parts.length !== 3) throw new SyntaxError('a compact JWS has three parts');
  const [header = '', payload = '', signature = ''] = parts;
  return {
    header: copyDocument(parseJson(fromUtf8(decodeBase64url(header)))),
    payload: decodeBase64url(payload),
    signature: decodeBase64url(signature),
    signed: utf8(`${header}.${payload}`),
  };
}

/**
 * Whether a JWS, in its compact form or read already, was signed with this key, by an algorithm that belongs to it. Keys and algorithms that the header brings
 * along count for nothing; `crit` and `b64` (RFC 7797) are refused.
 */
export async function verifyJws(jws: string | Jws, jwk: PublicJwk): Promise<boolean> {
  try {
    const { header, signature, signed } = typeof jws === 'string' ? readJws(jws) : jws;
    const { alg, crit, b64 } = header;
    if (crit !== undefined || b64 !== undefined) return false;
    return ALGORITHMS[algorithmOf(jwk)].includes(String(alg)) && (await verifySignature(jwk, signature, signed));
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unreadable';
}
