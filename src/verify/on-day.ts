/** What a status says about a day in the past. The effect of a revocation decides how far back it reaches. */
import { dateAt, type LocalDate } from '../core/calendar.ts';
import type { StatusAnswer, Withdrawal } from './status.ts';

/** The status on a day, and what was set only after it. */
export interface StatusOnDay {
  readonly status: StatusAnswer;
  readonly later: readonly Withdrawal[];
}

/**
 * From what is set now and what was lifted to what held on a day. A suspension counts on every day that it touched. Where
 * nobody knows of lifted suspensions, a clean answer is none.
 */
export function statusOnDay(
  now: StatusAnswer,
  past: readonly Withdrawal[] | undefined,
  day: LocalDate,
  timeZone: string,
): StatusOnDay {
  if (!now.known) return { status: now, later: [] };
  const held = [...now.withdrawals, ...(past ?? [])].filter((one) => holds(one, day, timeZone));
  const later = now.withdrawals.filter((one) => !held.includes(one));
  if (held.length === 0 && past === undefined) {
    const detail = 'lists tell what is set now, and only the register what was set on that day';
    return { status: { known: false, detail }, later };
  }
  return { status: { ...now, withdrawals: held }, later };
}

/** One that does not say since when may have held. */
function holds({ purpose, effect, effectiveFrom, since, until }: Withdrawal, day: LocalDate, timeZone: string) {
  const dayOf = (at: string) => dateAt(Date.parse(at), timeZone);
  if (purpose === 'revocation' && effect === 'void') return true;
  if (purpose === 'revocation' && effectiveFrom !== undefined) return day >= effectiveFrom;
  return (since === undefined || day >= dayOf(since)) && (until === undefined || day <= dayOf(until));
}
