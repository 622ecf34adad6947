/**
 * Bytes as decimal digits, the coding of FIDO's hybrid QR codes (CTAP 2.2 section 11.5): 7 bytes, read as a
 * little-endian number, make 17 digits, and a shorter tail the fewest digits that hold it. QR's numeric mode packs them
 * at 99 %.
 */
import type { Bytes } from './bytes.ts';

const BYTES = 7;
/** Digits for 0 … 7 bytes. */
const DIGITS = [0, 3, 5, 8, 10, 13, 15, 17] as const;
const CHUNK_DIGITS = DIGITS[BYTES];

export function encodeDigits(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += BYTES) {
    const chunk = bytes.subarray(at, at + BYTES);
    let value = 0n;
    for (const byte of chunk.toReversed()) value = value * 256n + BigInt(byte);
    text += value.toString().padStart(DIGITS[chunk.length] ?? 0, '0');
  }
  return text;
}

/** Throws `SyntaxError` for text that `encodeDigits` cannot have made. */
export function decodeDigits(text: string): Bytes {
  if (!/^[0-9]*$/.test(text)) throw new SyntaxError('only digits 0–9 are expected');
  const tail = DIGITS.indexOf((text.length % CHUNK_DIGITS) as (typeof DIGITS)[number]);
  if (tail < 0) throw new SyntaxError('digits are missing');
  const bytes = new Uint8Array(Math.floor(text.length / CHUNK_DIGITS) * BYTES + tail);
  for (let at = 0, digit = 0; at < bytes.length; at += BYTES, digit += CHUNK_DIGITS) {
    let value = BigInt(text.slice(digit, digit + CHUNK_DIGITS));
    const end = Math.min(at + BYTES, bytes.length);
    for (let i = at; i < end; i++) {
      bytes[i] = Number(value & 0xffn);
      value >>= 8n;
    }
    if (value !== 0n) throw new SyntaxError('a group of digits is too large');
  }
  return bytes;
}
