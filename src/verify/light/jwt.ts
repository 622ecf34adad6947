/** Signed lists as `vc+jwt` (W3C Securing Verifiable Credentials using JOSE and COSE, section 3.1), ES256 alone. */
import { type Instant, rfc3339 } from '../../core/calendar.ts';
import type { PublicJwk } from '../../core/key.ts';
import { verifySignature } from '../../credential/signature.ts';
import { fromUtf8, utf8 } from '../../lib/bytes.ts';
import { fromBase64url } from './base64url.ts';

export interface VerifyingKey {
  /** DID URL: the `kid` of what it signs. */
  readonly id: string;
  readonly jwk: PublicJwk;
}

export type Json = Readonly<Record<string, unknown>>;

/** What a list is: who must have signed it, and under which address it is published. */
export interface Expected {
  /** DID. */
  readonly issuer: string;
  readonly id: string;
  /** Its second type. */
  readonly type: string;
  readonly keys: readonly VerifyingKey[];
}

/**
 * The document in a compact JWT, if one of these keys signed it and it is the list that is expected. Throws `SyntaxError`
 * when not. Its period of validity is for the caller to judge.
 */
export async function openList(compact: string, { issuer, id, type, keys }: Expected): Promise<Json> {
  const [header = '', payload = '', signature = '', rest] = compact.split('.', 4);
  const { alg, typ, kid, crit, b64 } = parse(header);
  const key = keys.find((one) => one.id === kid);
  if (rest !== undefined || alg !== 'ES256' || typ !== 'vc+jwt' || crit !== undefined || b64 !== undefined || !key) {
    throw new SyntaxError('not signed in a way, or by a key, that counts here');
  }
  if (
    key.jwk.crv !== 'P-256' ||
    !(await verifySignature(key.jwk, fromBase64url(signature), utf8(`${header}.${payload}`)))
  ) {
    throw new SyntaxError('the signature does not match');
  }
  const list = parse(payload);
  if (list.issuer !== issuer || list.id !== id || !Array.isArray(list.type) || !list.type.includes(type)) {
    throw new SyntaxError('this is another list');
  }
  return list;
}

/** When a list was signed and until when it is good. Throws `SyntaxError` where it does not say. */
export function periodOf({ validFrom, validUntil }: Json): { readonly from: Instant; readonly until: Instant } {
  return { from: instant(validFrom), until: instant(validUntil) };
}

/** Only the one form in which our lists write times. */
function instant(value: unknown): Instant {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at) || rfc3339(at) !== value) throw new SyntaxError('a time is missing');
  return at;
}

function parse(part: string): Json {
  return Object(JSON.parse(fromUtf8(fromBase64url(part))));
}
