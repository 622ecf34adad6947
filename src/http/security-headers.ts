import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { AppEnv } from './context.ts';

/**
 * Headers that every answer carries: pages load nothing from elsewhere, are framed by nobody and tell nobody where the
 * reader came from; and nothing is kept by caches unless its handler said how long.
 */
export function securityHeaders(origin: string): readonly MiddlewareHandler<AppEnv>[] {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    referrerPolicy: 'no-referrer',
    // For Flash, Internet Explorer and filters that browsers gave up; each answer would carry their 130 bytes.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    // Documents, lists and QR codes are there for other origins too; the pages are kept apart by their opener policy.
    crossOriginResourcePolicy: false,
    strictTransportSecurity: origin.startsWith('https:') && 'max-age=31536000',
  });
  return [secure, noStoreByDefault];
}

const noStoreByDefault: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
};
