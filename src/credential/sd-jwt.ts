/**
 * Selective Disclosure for JWTs (RFC 9901): taking one apart, strictly, and putting its claims together again. By hand
 * and not by `@sd-jwt/core`, which passes over most of what section 7.1 refuses; tests hold the two against each other.
 */
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { fromUtf8, utf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { isObject } from './credential-form.ts';

type Members = Readonly<Record<string, unknown>>;

/** The parts of the compact serialization (section 4). */
export interface SdJwt {
  /** Signed by the issuer. */
  readonly jwt: string;
  readonly disclosures: readonly string[];
  /** The Key Binding JWT, if whoever presents it proves to have the holder's key. */
  readonly keyBinding: string | undefined;
  /** All but the Key Binding JWT: what its `sd_hash` is over (section 4.3.1). */
  readonly presented: string;
}

/** More than any certificate has, and few enough to look at. */
const MAX_DISCLOSURES = 200;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]*~(?:[\w-]+~)*(?:[\w-]+\.[\w-]+\.[\w-]*)?$/;

/** Whether text has the form of an SD-JWT, with a Key Binding JWT or without. */
export function isSdJwt(text: string): boolean {
  return COMPACT.test(text);
}

/** Throws `SyntaxError` for text that has not that form. */
export function splitSdJwt(text: string): SdJwt {
  if (!isSdJwt(text)) throw new SyntaxError('not an SD-JWT');
  const [jwt = '', ...rest] = text.split('~');
  const keyBinding = rest.pop() || undefined;
  if (rest.length > MAX_DISCLOSURES) throw new SyntaxError(`more than ${MAX_DISCLOSURES} disclosures`);
  return { jwt, disclosures: rest, keyBinding, presented: text.slice(0, text.lastIndexOf('~') + 1) };
}

/** What an SD-JWT is known by, whatever of it is shown: the SHA-256 of the part that the issuer signed. */
export function copyId(text: string): Promise<string> {
  return digestOf(splitSdJwt(text).jwt, {});
}

const HASHES = new Map<unknown, string>([
  ['sha-256', 'SHA-256'],
  ['sha-384', 'SHA-384'],
  ['sha-512', 'SHA-512'],
]);

/** The hash of a payload (`_sd_alg`, section 4.1.1), by its name in Web Crypto. Throws `SyntaxError` for an unknown one. */
export function hashOf({ _sd_alg = 'sha-256' }: Members): string {
  const name = HASHES.get(_sd_alg);
  if (name === undefined) throw new SyntaxError('_sd_alg is not known here');
  return name;
}

/** The digest of ASCII text by the hash of a payload, base64url. Throws `SyntaxError` for an unknown one. */
export async function digestOf(text: string, payload: Members): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest(hashOf(payload), utf8(text))));
}

interface Disclosure {
  /** Missing for an element of an array. */
  readonly name: string | undefined;
  readonly value: unknown;
}

/**
 * The claims of a payload whose signature was verified, with what was disclosed in its place (section 7.1 step 3).
 * Throws `SyntaxError` or `JsonError` for what that section refuses: a disclosure that is no array of the right length, that nothing
 * refers to, that would overwrite a claim or is named `_sd` or `...`; and a digest that occurs twice.
 */
export async function disclosedClaims(payload: Members, encoded: readonly string[]): Promise<Record<string, unknown>> {
  const disclosures = new Map<string, Disclosure>();
  for (const text of encoded) {
    const digest = await digestOf(text, payload);
    if (disclosures.has(digest)) throw new SyntaxError('a disclosure occurs twice');
    disclosures.set(digest, readDisclosure(text));
  }
  const { _sd_alg: _, ...rest } = payload;
  const seen = new Set<string>();
  const claims = reveal(rest, disclosures, seen) as Record<string, unknown>;
  for (const digest of disclosures.keys()) {
    if (!seen.has(digest)) throw new SyntaxError('nothing refers to a disclosure');
  }
  return claims;
}

function readDisclosure(text: string): Disclosure {
  const parts = parseJson(fromUtf8(decodeBase64url(text)));
  if (!Array.isArray(parts) || typeof parts[0] !== 'string' || (parts.length !== 2 && parts.length !== 3)) {
    throw new SyntaxError('a disclosure must be an array of a salt, perhaps a name, and a value');
  }
  if (parts.length === 2) return { name: undefined, value: parts[1] };
  const [, name, value] = parts as unknown[];
  if (typeof name !== 'string' || name === '_sd' || name === '...' || name === '__proto__') {
    throw new SyntaxError('a disclosure has no name that a claim may have');
  }
  return { name, value };
}

/** A value with its digests replaced by what they stand for, those without a disclosure left out. */
function reveal(value: unknown, disclosures: ReadonlyMap<string, Disclosure>, seen: Set<string>): unknown {
  const open = (digest: unknown): Disclosure | undefined => {
    if (typeof digest !== 'string') throw new SyntaxError('a digest must be text');
    if (seen.has(digest)) throw new SyntaxError('a digest occurs twice');
    seen.add(digest);
    return disclosures.get(digest);
  };
  const inside = (one: unknown) => reveal(one, disclosures, seen);

  if (Array.isArray(value)) {
    return value.flatMap((element) => {
      if (!isObject(element) || !('...' in element)) return [inside(element)];
      if (Object.keys(element).length > 1) throw new SyntaxError('a digest of an element must stand alone');
      const found = open(element['...']);
      if (found && found.name !== undefined) throw new SyntaxError('an element must not have a name');
      return found ? [inside(found.value)] : [];
    });
  }
  if (!isObject(value)) return value;
  const { _sd: digests = [], ...members } = value;
  if (!Array.isArray(digests)) throw new SyntaxError('_sd must be an array');
  if ('...' in members) throw new SyntaxError('... must not be the name of a claim');
  const claims = new Map(Object.entries(members).map(([name, member]) => [name, inside(member)]));
  for (const digest of digests) {
    const found = open(digest);
    if (!found) continue;
    if (found.name === undefined) throw new SyntaxError('a claim must have a name');
    if (claims.has(found.name)) throw new SyntaxError('a disclosure would overwrite a claim');
    claims.set(found.name, inside(found.value));
  }
  return Object.fromEntries(claims);
}
