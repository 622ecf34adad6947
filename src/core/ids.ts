/** Names of things: time-ordered ids inside, random-looking tokens outside. */
import { decodeBase32, encodeBase32 } from '../lib/base32.ts';
import type { Bytes } from '../lib/bytes.ts';
import type { Instant } from './calendar.ts';
import type { Clock, Random } from './ports.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What the last id of each clock began with. */
const lastOf = new WeakMap<Clock, { readonly at: number; readonly count: number }>();

/**
 * A UUIDv7 (RFC 9562 section 5.7) that sorts after every one made before it with the same clock, also within a
 * millisecond and when the clock goes back: a 32-bit counter follows the time (section 6.2, method 1), started at random
 * in its lower half each millisecond, which leaves it two thousand million steps; 42 random bits end the id.
 */
export function uuidv7(clock: Clock, random: Random): string {
  const entropy = random(10);
  const view = new DataView(entropy.buffer, entropy.byteOffset);
  const now = clock();
  const last = lastOf.get(clock);
  const next =
    last && last.at >= now ? { at: last.at, count: last.count + 1 } : { at: now, count: view.getUint32(6) >>> 1 };
  lastOf.set(clock, next);

  const { at, count } = next;
  const id = new Uint8Array(16);
  const out = new DataView(id.buffer);
  out.setUint32(0, Math.floor(at / 0x1_0000));
  out.setUint16(4, at % 0x1_0000);
  out.setUint16(6, 0x7000 | (count >>> 20));
  out.setUint16(8, 0x8000 | ((count >>> 6) & 0x3fff));
  id.set(entropy.subarray(0, 6), 10);
  out.setUint8(10, ((count & 0x3f) << 2) | (out.getUint8(10) & 3));
  return bytesToUuid(id);
}

/** What sorts before every id of that millisecond and of later ones, and after every earlier id. */
export function idsFrom(at: Instant): string {
  return at.toString(16).padStart(12, '0').replace(/^.{8}/, '$&-');
}

/** A UUID of any version in lower case, as this system writes them all. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** 16 bytes. Throws `SyntaxError` for text that is no UUID in lower case. */
export function uuidToBytes(uuid: string): Bytes {
  if (!isUuid(uuid)) throw new SyntaxError('not a UUID in lower case');
  const bytes = new Uint8Array(16);
  let at = 0;
  for (let i = 0; i < 16; i++) {
    if (uuid[at] === '-') at++;
    bytes[i] = Number.parseInt(uuid.slice(at, at + 2), 16);
    at += 2;
  }
  return bytes;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Throws `RangeError` for other than 16 bytes. */
export function bytesToUuid(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError('a UUID has 16 bytes');
  let uuid = '';
  for (let i = 0; i < 16; i++) uuid += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + HEX[bytes[i] ?? 0];
  return uuid;
}

/** A 128-bit token in URLs: 26 characters of lower-case base32. Throws `RangeError` for other than 16 bytes. */
export function encodeToken(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError('a token has 16 bytes');
  return encodeBase32(bytes);
}

/** The 16 bytes of a token, or undefined for any text that `encodeToken` cannot have made. */
export function decodeToken(text: string): Bytes | undefined {
  if (text.length !== 26) return undefined;
  try {
    return decodeBase32(text);
  } catch {
    return undefined;
  }
}
