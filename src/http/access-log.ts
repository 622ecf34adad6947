import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Actor } from '../core/actor.ts';
import type { AnsweredRequest } from '../core/metrics.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import type { AppDeps, AppEnv } from './context.ts';

/**
 * Names each request, counts it and writes one line about it. The line has the pattern of the path instead of the path, which may
 * be the way to somebody's certificate, and no query string, body or address.
 */
export function accessLog(deps: AppDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const begun = deps.clock();
    const request = nameRequest(deps);
    c.set('requestId', request);
    await next();
    c.res.headers.set('X-Request-Id', request);
    const { method } = c.req;
    const answered = { method, route: routePath(c, -1), status: c.res.status, ms: deps.clock() - begun };
    noteAnswer(deps, request, answered, c.var.actor);
  };
}

export function nameRequest({ random }: AppDeps): string {
  return encodeBase64url(random(12));
}

export function noteAnswer({ metrics, log }: AppDeps, request: string, answered: AnsweredRequest, actor?: Actor): void {
  metrics?.answered(answered);
  log('info', 'http.request', { request, ...answered, ...(actor && { organisation: actor.organisation }) });
}
