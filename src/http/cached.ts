import { encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, sha256, utf8 } from '../lib/bytes.ts';
import type { AppContext } from './context.ts';

/** How long caches may keep an answer. */
export const CACHE = {
  /** What never changes under its name. */
  immutable: 'public, max-age=31536000, immutable',
  /** What may change; CONTRACT promises at most 300 s. */
  short: 'public, max-age=300',
  /** What one reader may keep, but must ask about each time. */
  own: 'private, no-cache',
} as const;

/** Answers with a body under a strong ETag made from its bytes, or with 304 when the client has those bytes (RFC 9110 section 13.1.2). */
export async function answerCached(
  c: AppContext,
  body: string | Bytes,
  { type, cache }: { readonly type: string; readonly cache: string },
): Promise<Response> {
  const bytes = typeof body === 'string' ? utf8(body) : body;
  const etag = `"${encodeBase64url((await sha256(bytes)).slice(0, 16))}"`;
  c.header('ETag', etag);
  c.header('Cache-Control', cache);
  if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304);
  c.header('Content-Type', type);
  return c.body(bytes);
}

/** Whether an If-None-Match header has the tag (RFC 9110 section 13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
