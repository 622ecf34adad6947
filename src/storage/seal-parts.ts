/**
 * The seal of a certificate without the facts that its row holds: its bytes in parts, where facts stand between them and
 * the signature behind. Facts are encoded as `docs/seal-format.md` says, which holds for every seal that was ever printed.
 */
import { DAY } from '../core/calendar.ts';
import type { PreparedCertificate } from '../core/certificate.ts';
import { isUuid, uuidToBytes } from '../core/ids.ts';
import { utf8 } from '../lib/bytes.ts';
import { isPlain } from './skeleton.ts';

export interface SealParts {
  /** In turn bytes, a character each, and the name of the fact that comes behind them. The same for many seals. */
  readonly parts: readonly string[];
  /** base64url. */
  readonly signature: string;
}

export interface SealedFacts
  extends Pick<PreparedCertificate, 'id' | 'issuedOn' | 'index' | 'number' | 'holderName' | 'maskedId'> {
  readonly validUntil?: string | null | undefined;
}

const SIGNATURE_LENGTH = 64;
const BYTES_16 = 0x50;
const TEXT = 0x60;
const ASCII = /^[ -~]*$/;
/** In no seal. */
const NOWHERE = '\uffff';

/** Members of the seal's map in their order, each key with its value. Undefined is not in the seal. */
const FACTS: Readonly<Record<string, (facts: SealedFacts) => string | undefined>> = {
  id: ({ id }) => (isUuid(id) ? String.fromCharCode(1, BYTES_16, ...uuidToBytes(id)) : NOWHERE),
  issuedOn: ({ issuedOn }) => day(3, issuedOn),
  validUntil: ({ validUntil }) => (validUntil ? day(4, validUntil) : undefined),
  index: ({ index }) => head(6) + head(index),
  number: ({ number }) => text(7, number),
  holderName: ({ holderName }) => text(8, holderName),
  maskedId: ({ maskedId }) => text(9, maskedId),
};

const ENCODED = Object.entries(FACTS);

/** Undefined for a seal that lacks one of the facts, or would not come out again: nothing of a holder stays in the parts. */
export function unfoldSeal(seal: string, facts: SealedFacts): SealParts | undefined {
  const bytes = bytesOf(seal);
  const end = bytes.length - SIGNATURE_LENGTH;
  const parts: string[] = [];
  let at = 0;
  for (const [name, encoded] of ENCODED) {
    const fact = encoded(facts);
    if (fact === undefined) continue;
    const found = bytes.indexOf(fact, at);
    if (found < 0 || found + fact.length > end) return undefined;
    parts.push(bytes.slice(at, found), name);
    at = found + fact.length;
  }
  // The parts are all of the bytes. That the bytes are all of the text is not said yet.
  if (base64url(bytes) !== seal) return undefined;
  return { parts: [...parts, bytes.slice(at, end)], signature: base64url(bytes.slice(end)) };
}

/** The seal, base64url. Throws if a fact is missing, which is damage. */
export function foldSeal({ parts, signature }: SealParts, facts: SealedFacts): string {
  let bytes = '';
  for (const [at, part] of parts.entries()) {
    const fact = at % 2 === 0 ? part : FACTS[part]?.(facts);
    if (fact === undefined) throw new Error(`the fact "${part}" of a seal is missing`);
    bytes += fact;
  }
  return base64url(bytes + bytesOf(signature));
}

function day(key: number, date: string): string {
  return head(key) + head(Date.parse(`${date}T00:00:00Z`) / DAY);
}

function text(key: number, value: string): string {
  if (!isPlain(value)) return NOWHERE;
  const bytes = ASCII.test(value) ? value : String.fromCharCode(...utf8(value));
  return head(key) + head(bytes.length, TEXT) + bytes;
}

/** A number in its shortest form, unsigned or the length of what has that type (RFC 8949 section 3). */
function head(n: number, type = 0): string {
  if (n < 24) return String.fromCharCode(type | n);
  if (n < 0x1_00) return String.fromCharCode(type | 24, n);
  if (n < 0x1_0000) return String.fromCharCode(type | 25, n >>> 8, n & 0xff);
  return String.fromCharCode(type | 26, n >>> 24, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff);
}

/** What is no base64url has no bytes. Here bytes are searched and put together, which engines do best with text. */
function bytesOf(base64url: string): string {
  try {
    return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}

function base64url(bytes: string): string {
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
