import type { Actor } from '../core/actor.ts';
import { allowances, overspent } from '../core/employer.ts';
import { YinzhengError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import type { Allowance, AppContext, AppDeps } from './context.ts';

/** Most clients that are remembered at once; the one that was quiet longest is forgotten first. */
const MAX_CLIENTS = 10_000;

/**
 * A token bucket per client, in memory: each instance of the service counts for itself. The function takes one token
 * and returns 0, or returns the whole seconds until there is one.
 */
export function createLimiter(clock: Clock, { burst, perMinute }: Allowance): (client: string) => number {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const perMillisecond = perMinute / 60_000;
  return (client) => {
    const now = clock();
    const last = buckets.get(client) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, last.tokens + Math.max(0, now - last.at) * perMillisecond);
    buckets.delete(client);
    buckets.set(client, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    for (const oldest of buckets.keys()) {
      if (buckets.size <= MAX_CLIENTS) break;
      buckets.delete(oldest);
    }
    return tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perMillisecond / 1000));
  };
}

export type Limiter = ReturnType<typeof createLimiter>;

/** Lets a client's request pass, or throws `rate_limited` and says when to come back. */
export function limitClient(c: AppContext, deps: AppDeps, limiter: Limiter): void {
  const retryAfter = limiter(networkOf(deps.clientAddress?.(c) ?? ''));
  if (retryAfter === 0) return;
  throw new YinzhengError('rate_limited', 'Too many requests from your network. Try again later.', { retryAfter });
}

/** Counts a request of an employer, in the Store, so that it counts whichever process answers. Throws `rate_limited`. */
export async function limitEmployer(deps: AppDeps, { organisation }: Actor): Promise<void> {
  const employer = await deps.store.employer(organisation);
  if (!employer) throw new YinzhengError('forbidden', 'Your organisation is not in the register of employers.');
  const { requests } = allowances(employer, deps.clock(), deps.settings.timeZone);
  if (!(await deps.store.spend(requests, 1))) throw overspent(requests, deps.clock());
}

/** The address, or for IPv6 the /64 that it lies in: whoever holds one address there holds all of them. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...rest];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
