/** The only way out: documents of hosts that the operator listed, over https, bounded in size and time. */
import { type Bytes, concat } from '../lib/bytes.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Why something that a credential names could not be had. `not_allowed`: this deployment does not ask that host or
 * does not know that DID method; `unreachable`: no usable answer now; `not_found`: there is none; `invalid`: what is
 * there breaks the rules. The first two leave a check unknown, the others fail it.
 */
export class ResolutionError extends Error {
  readonly kind: 'not_allowed' | 'unreachable' | 'not_found' | 'invalid';

  constructor(kind: ResolutionError['kind'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ResolutionError';
    this.kind = kind;
  }
}

export interface FetchLimits {
  /** `host` or `host:port`, lower case. */
  readonly allowedHosts: readonly string[];
  readonly maxBytes: number;
  /** For the whole answer, not for each piece of it. */
  readonly timeoutMs: number;
  /** Ends it before. */
  readonly signal?: AbortSignal | undefined;
  /** Media types to ask for. */
  readonly accept: string;
  readonly fetch?: Fetch | undefined;
}

/** The body behind an https URL of a listed host, no redirect followed. Throws `ResolutionError`. */
export async function guardedFetch(url: string, limits: FetchLimits): Promise<Bytes> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target?.protocol !== 'https:') throw new ResolutionError('invalid', 'only https URLs are fetched');
  if (target.username !== '' || target.password !== '') throw new ResolutionError('invalid', 'a URL with credentials');
  if (!limits.allowedHosts.includes(target.host)) {
    throw new ResolutionError('not_allowed', `${target.host} is not on the list of hosts that may be asked`);
  }
  // Pages give no signal of their own, and older browsers do not know `any`.
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const signal = limits.signal ? AbortSignal.any([timeout, limits.signal]) : timeout;
  try {
    const response = await (limits.fetch ?? fetch)(target.href, {
      redirect: 'manual',
      headers: { accept: limits.accept },
      signal,
    });
    if (response.status === 404 || response.status === 410) {
      throw new ResolutionError('not_found', `${target.host} has no such document`);
    }
    if (response.status !== 200) throw new ResolutionError('unreachable', `${target.host} answered ${response.status}`);
    return await readBounded(response, limits.maxBytes);
  } catch (cause) {
    if (cause instanceof ResolutionError) throw cause;
    throw new ResolutionError('unreachable', `${target.host} did not answer`, { cause });
  }
}

async function readBounded(response: Response, maxBytes: number): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      throw new ResolutionError('invalid', `the answer is longer than ${maxBytes} bytes`);
    }
    chunks.push(value);
  }
  return concat(...chunks);
}
