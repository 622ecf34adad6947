import { YinzhengError } from '../core/errors.ts';
import { type Bytes, concat, fromUtf8 } from '../lib/bytes.ts';
import { JsonError, parseJson } from '../lib/json.ts';
import { safePointer } from './validate.ts';

/** No body is read beyond this many bytes. */
export const MAX_BODY = 256 * 1024;
const MAX_DEPTH = 64;

/** The media type of a request's body without its parameters, in lower case; `''` when none is named. */
export function mediaType(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Refuses a body that is not of one of these media types. */
export function expectMediaType(request: Request, allowed: readonly string[]): string {
  const type = mediaType(request);
  if (allowed.includes(type)) return type;
  throw new YinzhengError('unsupported_media_type', `Send one of these as Content-Type: ${allowed.join(', ')}.`);
}

/**
 * The bytes of a body. A length that was announced is what HTTP delimits the body by (RFC 9112 section 6.3); without one, what
 * arrives is counted, and no more read at the bound. Throws `body_too_large`.
 */
export async function readBody(request: Request, limit = MAX_BODY): Promise<Bytes> {
  const announced = request.headers.get('content-length');
  if (announced !== null && !request.headers.has('transfer-encoding')) {
    if (!(Number(announced) <= limit)) throw tooLarge(limit);
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  }
  if (!request.body) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body) {
    length += part.byteLength;
    if (length > limit) throw tooLarge(limit);
    parts.push(part);
  }
  return concat(...parts);
}

function tooLarge(limit: number): YinzhengError {
  return new YinzhengError('body_too_large', `A body may have at most ${limit} bytes.`);
}

/** The bytes as text. Throws `malformed_body` for what is not UTF-8. */
export function bodyText(bytes: Bytes): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw malformed('utf8', '', 'the body is not UTF-8');
  }
}

/**
 * The JSON value in a text. Throws `malformed_body` with a pointer to a duplicate member or to where it nests too deep, and for
 * half a character: it can be stored, and hashed by nobody (RFC 8785, RFC 7493 section 2.1).
 */
export function bodyJson(text: string): unknown {
  try {
    const value = parseJson(text, { maxDepth: MAX_DEPTH });
    if (!ESCAPED_SURROGATE.test(text) || isWellFormed(value)) return value;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw malformed(error.kind, safePointer(error.pointer), error.message);
  }
  throw malformed('unicode', '', 'an escape stands for half a character (a lone surrogate)');
}

/** Text that is UTF-8 has surrogates by this alone. */
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isWellFormed(member));
}

function malformed(rule: string, pointer: string, message: string): YinzhengError {
  return new YinzhengError('malformed_body', `${pointer}${pointer ? ': ' : ''}${message}`, {
    violations: [{ pointer, rule, message }],
  });
}
