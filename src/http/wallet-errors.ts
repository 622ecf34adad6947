/** Errors as OAuth 2.0 and OpenID4VCI 1.0 write them: `{"error": …}`. */
import { z } from '@hono/zod-openapi';
import { YinzhengError } from '../core/errors.ts';
import { WalletError, type WalletErrorCode } from '../core/wallet.ts';
import type { AppContext } from './context.ts';

export const WalletProblem = z
  .object({ error: z.string().optional(), error_description: z.string().optional() })
  .openapi('WalletError', {
    description:
      'RFC 6749 section 5.2 and OpenID4VCI 1.0 sections 6.3, 8.3.1, 9.3 and 11.3. Without `error` where no token came.',
    example: { error: 'invalid_nonce', error_description: 'the nonce was used already; ask for a new one' },
  });

/** Refusals that come from before the handler: they are about how the request is written. */
const UNREADABLE: ReadonlySet<string> = new Set(['malformed_body', 'invalid_request', 'unsupported_media_type']);

/** How a call refuses; `unreadable` is its code for a request that cannot be read. What is not about the request stays a problem. */
export function refusing(unreadable: WalletErrorCode): (c: AppContext, error: unknown) => Response | undefined {
  return (c, error) => {
    if (error instanceof WalletError) return answer(c, error.code, error.message);
    const isUnreadable = error instanceof YinzhengError && UNREADABLE.has(error.code);
    return isUnreadable ? answer(c, unreadable, error.message) : undefined;
  };
}

function answer(c: AppContext, code: WalletErrorCode | undefined, message: string): Response {
  // RFC 6749 appendix A.8: neither quotes nor backslashes, nor anything outside of ASCII.
  const error_description = message.replaceAll('"', "'").replace(/[^\x20-\x7e]|\\/g, '?');
  c.header('Cache-Control', 'no-store');
  const body = { ...(code && { error: code }), error_description };
  if (code !== undefined && code !== 'invalid_token') return c.json(body, 400);
  c.header('WWW-Authenticate', `Bearer realm="yinzheng"${code ? `, error="${code}"` : ''}`);
  return c.json(body, 401);
}
