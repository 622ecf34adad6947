import type { Actor } from '../core/actor.ts';
import { YinzhengError } from '../core/errors.ts';
import { authenticate } from '../registry/api-keys.ts';
import type { AppContext, AppDeps } from './context.ts';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** The token of `Authorization: Bearer <token>` (RFC 6750 section 2.1). */
export function bearerToken(c: AppContext): string | undefined {
  return BEARER.exec(c.req.header('authorization') ?? '')?.[1];
}

/** Who sends the request, by `Authorization: Bearer <key>`. Throws `unauthenticated`. */
export async function authenticated(c: AppContext, deps: AppDeps): Promise<Actor> {
  const key = bearerToken(c);
  if (key === undefined) {
    throw new YinzhengError('unauthenticated', 'Send your API key as "Authorization: Bearer <key>".');
  }
  const actor = await authenticate(deps, key);
  c.set('actor', actor);
  return actor;
}
