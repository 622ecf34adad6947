/** Digests of resources that a credential names (VC Data Model 2.0 section 5.3). */

import { type Bytes, equalBytes, utf8 } from '../lib/bytes.ts';
import { decodeMultibase } from '../lib/multibase.ts';
import { contextText } from './contexts.ts';
import { isObject, listOf } from './credential-form.ts';
import type { Fault } from './rules.ts';

type Members = Readonly<Record<string, unknown>>;
type Hash = 'SHA-256' | 'SHA-384' | 'SHA-512';

interface Digest {
  readonly hash: Hash;
  readonly bytes: Bytes;
}

/** Subresource Integrity: the name of the hash, and base64 of as many bytes as it has. */
const SRI = /^sha(256|384|512)-([A-Za-z0-9+/]+={0,2})$/;
const LENGTHS = new Map<number, Hash>([
  [32, 'SHA-256'],
  [48, 'SHA-384'],
  [64, 'SHA-512'],
]);
/** Multihash codes of the same hashes. */
const CODES = new Map<number, Hash>([
  [0x12, 'SHA-256'],
  [0x20, 'SHA-384'],
  [0x13, 'SHA-512'],
]);

/** What is wrong with the form of a resource's digests and media type, or undefined. */
export function digestFault({ digestSRI, digestMultibase, mediaType }: Members): string | undefined {
  if (digestSRI === undefined && digestMultibase === undefined) return 'must have digestSRI or digestMultibase';
  if (digestSRI !== undefined && !listOf(digestSRI).every(readSri)) return 'digestSRI must be like sha256-<base64>';
  if (digestMultibase !== undefined && !listOf(digestMultibase).every(readMultibase)) {
    return 'digestMultibase must be a multibase of a SHA-2 digest';
  }
  if (mediaType !== undefined && typeof mediaType !== 'string') return 'mediaType must be text';
  return undefined;
}

function readSri(value: unknown): Digest | undefined {
  const [, size, text = ''] = (typeof value === 'string' && SRI.exec(value)) || [];
  if (size === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return bytes.length * 8 === Number(size) ? { hash: `SHA-${size}` as Hash, bytes } : undefined;
  } catch {
    return undefined;
  }
}

/** A multihash, or the bare digest. */
function readMultibase(value: unknown): Digest | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const bytes = decodeMultibase(value);
    const code = CODES.get(bytes[0] ?? 0);
    if (code && bytes[1] === bytes.length - 2 && LENGTHS.get(bytes.length - 2) === code) {
      return { hash: code, bytes: bytes.slice(2) };
    }
    const hash = LENGTHS.get(bytes.length);
    return hash && { hash, bytes };
  } catch {
    return undefined;
  }
}

/**
 * The resources that are at hand here, which are the pinned contexts, have the digests that a credential without other
 * faults states. Nothing else is fetched.
 */
export async function relatedResourceFaults(document: Members, origin: string): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [at, one] of listOf(document.relatedResource).entries()) {
    const { id, ...stated }: Members = isObject(one) ? one : {};
    const text = typeof id === 'string' ? contextText(origin, id) : undefined;
    if (text === undefined || (await digestsFit(stated, utf8(text)))) continue;
    const message = 'the digest is not that of the resource';
    faults.push({ rule: 'credential/related-digest', pointer: `/relatedResource/${at}`, message });
  }
  return faults;
}

/** Whether bytes have every digest that is stated for them. A digest in a form that is not read here fits nothing. */
export async function digestsFit({ digestSRI, digestMultibase }: Members, bytes: Bytes): Promise<boolean> {
  for (const digest of [...listOf(digestSRI).map(readSri), ...listOf(digestMultibase).map(readMultibase)]) {
    if (!digest) return false;
    const made = new Uint8Array(await crypto.subtle.digest(digest.hash, bytes));
    if (!equalBytes(digest.bytes, made)) return false;
  }
  return true;
}
