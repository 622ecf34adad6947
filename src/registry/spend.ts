import type { Deps } from '../core/deps.ts';
import type { Allowance } from '../core/employer.ts';
import { YinzhengError } from '../core/errors.ts';

/** What is said to whoever used up an allowance. */
const SPENT: Readonly<Record<string, (limit: number) => string>> = {
  requests: (limit) => `You may make ${limit} requests a minute.`,
  rows: (limit) => `You may have ${limit} rows verified a day, and these would be more.`,
  unmatched: (limit) =>
    `Of your rows with a number and a name, ${limit} a day may belong to no certificate; so many did not today.`,
};

/** Uses so much of an allowance, or throws `rate_limited`, which says what the limit is and when to come back. */
export async function spend({ store, clock }: Pick<Deps, 'store' | 'clock'>, allowance: Allowance, count: number) {
  if (!(await store.spend(allowance, count))) throw overspent(allowance, clock());
}

export function overspent({ name, limit, ends }: Allowance, now: number): YinzhengError {
  const [kind = ''] = name.split(':');
  const retryAfter = Math.max(1, Math.ceil((ends - now) / 1000));
  return new YinzhengError('rate_limited', SPENT[kind]?.(limit) ?? 'Too many requests.', { retryAfter });
}
