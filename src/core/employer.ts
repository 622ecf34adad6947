import { addDays, dateAt, type Instant, startOfDay } from './calendar.ts';
import { YinzhengError } from './errors.ts';
import type { LanguageText } from './language.ts';

/** An organisation that checks certificates of many people, and whose people hold API keys with the role `employer`. */
export interface Employer {
  /** Unified social credit code (GB 32100); the organisation of its API keys. */
  readonly code: string;
  readonly name: LanguageText;
  readonly limits: EmployerLimits;
  readonly createdAt: Instant;
}

/** They hold for all keys of an employer together: a second key is no second allowance. */
export interface EmployerLimits {
  /** Calls of any kind. */
  readonly requestsPerMinute: number;
  /** Rows of files handed in to be verified, by the authority's calendar day. */
  readonly rowsPerDay: number;
  /**
   * Rows with a number and a name that belong to no certificate. Beyond it no name is looked up until the next day: each
   * such row may be a guess.
   */
  readonly unmatchedPerDay: number;
}

export const DEFAULT_LIMITS: EmployerLimits = { requestsPerMinute: 120, rowsPerDay: 100_000, unmatchedPerDay: 500 };
/** Beyond it a limit is none. */
export const LARGEST_LIMIT = 10_000_000;

/** What is said to whoever used up an allowance, by what its name begins with. `offers`: by the link of a certificate. */
const SPENT: Readonly<Record<string, (limit: number) => string>> = {
  requests: (limit) => `You may make ${limit} requests a minute.`,
  rows: (limit) => `You may have ${limit} rows verified a day, and these would be more.`,
  unmatched: (limit) =>
    `Of your rows with a number and a name, ${limit} a day may belong to no certificate, and today so many did.`,
  offers: (limit) => `Of one certificate, ${limit} offers are made by its link in a quarter of an hour.`,
};

const MINUTE = 60_000;

/** So much of something in one stretch of time. What is counted under one name is one allowance. */
export interface Allowance {
  readonly name: string;
  readonly limit: number;
  /** When the stretch began, and when the next one begins. */
  readonly begins: Instant;
  readonly ends: Instant;
}

/** The three allowances of an employer now. A day is one of the authority's time zone. */
export function allowances(
  { code, limits }: Pick<Employer, 'code' | 'limits'>,
  now: Instant,
  timeZone: string,
): Readonly<Record<'requests' | 'rows' | 'unmatched', Allowance>> {
  const today = dateAt(now, timeZone);
  const day = { begins: startOfDay(today, timeZone), ends: startOfDay(addDays(today, 1), timeZone) };
  const minute = Math.floor(now / MINUTE) * MINUTE;
  return {
    requests: {
      name: `requests:${code}`,
      limit: limits.requestsPerMinute,
      begins: minute,
      ends: minute + MINUTE,
    },
    rows: { name: `rows:${code}`, limit: limits.rowsPerDay, ...day },
    unmatched: { name: `unmatched:${code}`, limit: limits.unmatchedPerDay, ...day },
  };
}

/** The refusal when an allowance is used up: it says what the limit is and when to come back. */
export function overspent({ name, limit, ends }: Allowance, now: Instant): YinzhengError {
  const [kind = ''] = name.split(':');
  const retryAfter = Math.max(1, Math.ceil((ends - now) / 1000));
  return new YinzhengError('rate_limited', SPENT[kind]?.(limit) ?? 'The limit is reached.', { retryAfter });
}
