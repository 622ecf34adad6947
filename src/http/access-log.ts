import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { encodeBase64url } from '../lib/base64url.ts';
import type { AppDeps, AppEnv } from './context.ts';

/**
 * Names each request, counts it and writes one line about it. The line has the pattern of the path instead of the path, which may
 * be the way to somebody's certificate, and no query string, body or address.
 */
export function accessLog(deps: AppDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const begun = deps.clock();
    const request = encodeBase64url(deps.random(12));
    c.set('requestId', request);
    await next();
    c.res.headers.set('X-Request-Id', request);
    const answered = {
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      ms: deps.clock() - begun,
    };
    deps.metrics?.answered(answered);
    deps.log('info', 'http.request', {
      request,
      ...answered,
      ...(c.var.actor ? { organisation: c.var.actor.organisation } : {}),
    });
  };
}
