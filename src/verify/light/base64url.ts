/** RFC 4648 section 5 without padding, out of what every browser has; `lib/base64url.ts` brings a package along. */
import type { Bytes } from '../../lib/bytes.ts';

/** For short bytes, as ids of keys are. */
export function toBase64url(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Throws `SyntaxError` for other characters and for a length that no bytes have. Trailing bits are not looked at. */
export function fromBase64url(text: string): Bytes {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) throw new SyntaxError('not base64url without padding');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
