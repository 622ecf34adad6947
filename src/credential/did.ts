/** Decentralized identifiers of the authority and the agencies, their documents, and the encodings of public keys. */
import { rfc3339 } from '../core/calendar.ts';
import { AUTHORITY, isCompromised, type KeyRecord, type PublicJwk } from '../core/key.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, concat } from '../lib/bytes.ts';
import { decodeMultibase, encodeMultibase } from '../lib/multibase.ts';
import { DID_V1, JWK_V1, MULTIKEY_V1 } from './contexts.ts';

/** `did:web:HOST`, a port written as `%3A` (did:web method specification, section 3.1). */
export function authorityDid(origin: string): string {
  return `did:web:${encodeURIComponent(new URL(origin).host)}`;
}

/** `did:web:HOST:agencies:CODE`; its document is at `/agencies/CODE/did.json`. */
export function agencyDid(origin: string, code: string): string {
  return `${authorityDid(origin)}:agencies:${code}`;
}

export function ownerDid(origin: string, owner: string): string {
  return owner === AUTHORITY ? authorityDid(origin) : agencyDid(origin, owner);
}

/** The owner that a DID of this origin stands for, whether or not there is one; undefined for any other DID. */
export function ownerOfDid(origin: string, did: string): string | undefined {
  if (did === authorityDid(origin)) return AUTHORITY;
  const prefix = agencyDid(origin, '');
  const code = did.slice(prefix.length);
  return did.startsWith(prefix) && /^[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** The https URL that goes by the same name as a did:web: where its document lies, without `/did.json`. */
export function issuerUrl(origin: string, code: string): string {
  return `${origin}/agencies/${code}`;
}

/** The did:web of a web address, or undefined for a text that has none: a query, a fragment, another scheme. */
export function didWebOf(url: string): string | undefined {
  const { protocol = '', host = '', pathname = '', href = '' } = URL.canParse(url) ? new URL(url) : {};
  if (!/^https?:$/.test(protocol) || (href !== url && href !== `${url}/`) || /[?#@%]/.test(url)) return undefined;
  const steps = pathname === '/' ? [] : pathname.slice(1).split('/');
  return ['did:web', encodeURIComponent(host), ...steps].join(':');
}

/** The did:key of a public key (did:key method v0.9): whoever has it needs no document. */
export function didKeyOf(jwk: PublicJwk): string {
  return `did:key:${publicKeyMultibase(jwk)}`;
}

/** The DID URL of a key. */
export function verificationMethodId(did: string, keyId: string): string {
  return `${did}#${keyId}`;
}

const CONTEXT = [
  DID_V1,
  MULTIKEY_V1,
  JWK_V1,
  {
    retired: {
      '@id': 'urn:yinzheng:vocab:retired',
      '@type': 'http://www.w3.org/2001/XMLSchema#dateTime',
    },
  },
];

/**
 * The DID document (DID 1.0, Controlled Identifiers 1.0) for all keys that an owner ever had. Ed25519 keys are
 * Multikeys, P-256 and P-384 keys are JsonWebKeys.
 *
 * A retired key keeps its place under `assertionMethod`, since its signatures stay good; the date is in `retired`,
 * because `expires` would tell verifiers to refuse old signatures too. A compromised key stays listed, with `revoked`,
 * but not under `assertionMethod`: a reader of this document alone cannot tell when something was signed. We can,
 * from the register, and judge its earlier signatures there.
 */
export function didDocument(did: string, keys: readonly KeyRecord[]): Record<string, unknown> {
  return {
    '@context': CONTEXT,
    id: did,
    verificationMethod: keys.map((key) => verificationMethod(did, key)),
    assertionMethod: keys.filter((key) => !isCompromised(key)).map((key) => verificationMethodId(did, key.id)),
  };
}

function verificationMethod(did: string, key: KeyRecord): Record<string, unknown> {
  const head = { id: verificationMethodId(did, key.id), controller: did };
  const dates = {
    ...(key.retiredAt !== undefined && { retired: rfc3339(key.retiredAt) }),
    ...(key.compromisedSince !== undefined && { revoked: rfc3339(key.compromisedSince) }),
  };
  return key.publicJwk.kty === 'OKP'
    ? { ...head, type: 'Multikey', ...dates, publicKeyMultibase: publicKeyMultibase(key.publicJwk) }
    : { ...head, type: 'JsonWebKey', ...dates, publicKeyJwk: key.publicJwk };
}

/** Multicodec prefixes (varint) of public keys, and their length; Controlled Identifiers 1.0 section 2.2.2. */
const MULTIKEYS: Readonly<Record<PublicJwk['crv'], { readonly prefix: readonly [number, number]; length: number }>> = {
  Ed25519: { prefix: [0xed, 0x01], length: 32 },
  'P-256': { prefix: [0x80, 0x24], length: 33 },
  'P-384': { prefix: [0x81, 0x24], length: 49 },
};

/** A key as `publicKeyMultibase`: `z6Mk…` for Ed25519, `zDn…` and `z82…` (compressed points) for P-256 and P-384. */
export function publicKeyMultibase(jwk: PublicJwk): string {
  const prefix = Uint8Array.from(MULTIKEYS[jwk.crv].prefix);
  const x = decodeBase64url(jwk.x);
  if (jwk.kty === 'OKP') return encodeMultibase('z', concat(prefix, x));
  const sign = 2 + ((decodeBase64url(jwk.y).at(-1) ?? 0) & 1);
  return encodeMultibase('z', concat(prefix, Uint8Array.of(sign), x));
}

/** The reverse of `publicKeyMultibase`. Throws `SyntaxError` for other encodings, other kinds of key, and no point. */
export function jwkFromMultibase(text: string): PublicJwk {
  if (text[0] !== 'z') throw new SyntaxError('a public key must be base58btc');
  const bytes = decodeMultibase(text);
  const key = bytes.slice(2);
  const is = (curve: PublicJwk['crv']) => {
    const { prefix, length } = MULTIKEYS[curve];
    return bytes[0] === prefix[0] && bytes[1] === prefix[1] && key.length === length;
  };
  if (is('Ed25519')) return { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(key) };
  if (is('P-256')) return decompress('P-256', key);
  if (is('P-384')) return decompress('P-384', key);
  throw new SyntaxError('not an Ed25519, P-256 or P-384 public key');
}

/**
 * A JWK (RFC 7517) that a stranger published, as one of ours: an Ed25519, P-256 or P-384 public key that may verify
 * signatures. Throws `SyntaxError` for anything else, and for a private key.
 */
export function parsePublicJwk(value: unknown): PublicJwk {
  const { kty, crv, x, y, use, key_ops, d } = Object(value) as Record<string, unknown>;
  if (d !== undefined) throw new SyntaxError('a published key must not hold its private half');
  if (use !== undefined && use !== 'sig') throw new SyntaxError('the key is not for signatures');
  if (key_ops !== undefined && !(Array.isArray(key_ops) && key_ops.includes('verify'))) {
    throw new SyntaxError('the key is not for verifying');
  }
  if (kty === 'OKP' && crv === 'Ed25519') return { kty, crv, x: coordinate(x, 32) };
  if (kty === 'EC' && crv === 'P-256') return { kty, crv, x: coordinate(x, 32), y: coordinate(y, 32) };
  if (kty === 'EC' && crv === 'P-384') return { kty, crv, x: coordinate(x, 48), y: coordinate(y, 48) };
  throw new SyntaxError('not an Ed25519, P-256 or P-384 public key');
}

function coordinate(value: unknown, length: number): string {
  if (typeof value !== 'string' || decodeBase64url(value).length !== length) {
    throw new SyntaxError(`a coordinate must be ${length} bytes of base64url`);
  }
  return value;
}

/** Curves y² = x³ − 3x + b over the field of p elements, FIPS 186-4 D.1.2.3 and D.1.2.4. */
const CURVES = {
  'P-256': {
    p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
} as const;

/** SEC 1 section 2.3.4. WebCrypto need not import compressed points, so the root is taken here; p mod 4 is 3. */
function decompress(crv: keyof typeof CURVES, point: Bytes): PublicJwk {
  const { p, b } = CURVES[crv];
  const x = bigint(point.slice(1));
  const square = (x * x * x - 3n * x + b) % p;
  let y = power(square, (p + 1n) / 4n, p);
  const sign = point[0] ?? 0;
  if (x >= p || (y * y) % p !== square || (sign !== 2 && sign !== 3)) throw new SyntaxError(`not a point of ${crv}`);
  if ((y & 1n) !== BigInt(sign & 1)) y = p - y;
  const last = point.length - 2;
  const bytes = Uint8Array.from({ length: last + 1 }, (_, i) => Number((y >> BigInt(8 * (last - i))) & 0xffn));
  return { kty: 'EC', crv, x: encodeBase64url(point.slice(1)), y: encodeBase64url(bytes) };
}

function bigint(bytes: Bytes): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function power(base: bigint, exponent: bigint, p: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % p) {
    if (rest & 1n) result = (result * square) % p;
  }
  return result;
}
