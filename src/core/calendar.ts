/** Civil dates of the authority's time zone. Certificates carry dates; signatures, events and lists carry instants. */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;
/** `YYYY-MM-DD` in the authority's time zone. Sorts as text. */
export type LocalDate = string;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
export const DAY = 86_400_000;
/**
 * By how much the clocks of two processes may differ, in ms; far more than they should. What is dated further ahead was
 * dated by a clock that was wrong.
 */
export const CLOCKS_DIFFER = 60_000;

/** True for a real day of the proleptic Gregorian calendar, written `YYYY-MM-DD`. */
export function isLocalDate(text: string): boolean {
  const match = DATE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, found);
  }
  return found;
}

function civil(at: Instant, timeZone: string): { date: LocalDate; offset: number } {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter(timeZone).formatToParts(at)) parts[type] = value;
  const date = `${parts.year}-${parts.month}-${parts.day}`;
  const number = (part: string) => Number(parts[part]);
  const day = Date.UTC(number('year'), number('month') - 1, number('day'));
  const wall = day + number('hour') * 3_600_000 + number('minute') * 60_000 + number('second') * 1000;
  return { date, offset: wall - Math.floor(at / 1000) * 1000 };
}

/** Clocks are set by whole quarters of an hour, so a day never ends within one. */
const QUARTER = 900_000;
/** The day in the quarter that was asked for last, by time zone: it takes a hundred times as long to find as to know. */
const lastDays = new Map<string, { readonly quarter: number; readonly date: LocalDate }>();

/** The civil date in `timeZone` (IANA name) at an instant. */
export function dateAt(at: Instant, timeZone: string): LocalDate {
  const quarter = Math.floor(at / QUARTER);
  const last = lastDays.get(timeZone);
  if (last?.quarter === quarter) return last.date;
  const { date } = civil(at, timeZone);
  lastDays.set(timeZone, { quarter, date });
  return date;
}

const MOST_STARTS = 1_000;
const starts = new Map<string, Instant>();

/** The first instant of a civil date. */
export function startOfDay(date: LocalDate, timeZone: string): Instant {
  return firstInstant(midnight(date), timeZone);
}

/** The last whole second of a civil date: certificates are good to the end of their last day. */
export function endOfDay(date: LocalDate, timeZone: string): Instant {
  return firstInstant(midnight(date) + DAY, timeZone) - 1000;
}

/** By the clock of Greenwich. */
function midnight(date: LocalDate): Instant {
  return Date.parse(`${date}T00:00:00Z`);
}

/** The first instant of the day whose midnight is `wall` by a clock that shows no offset. */
function firstInstant(wall: Instant, timeZone: string): Instant {
  const name = `${wall} ${timeZone}`;
  const known = starts.get(name) ?? findStart(wall, timeZone);
  if (starts.size >= MOST_STARTS) starts.clear();
  starts.set(name, known);
  return known;
}

function findStart(wall: Instant, timeZone: string): Instant {
  const offsetAt = (at: Instant) => civil(at, timeZone).offset;
  // Twice, because the offset may change between the guess and the answer.
  const start = wall - offsetAt(wall - offsetAt(wall));
  // Where clocks are put forward at midnight, the day begins when they are.
  return start + offsetAt(start) < wall ? wall - offsetAt(start) : start;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(midnight(date) + days * DAY).toISOString().slice(0, 10);
}

/** The same day `months` later, or the last day of that month where it has no such day. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** RFC 3339 in UTC with whole seconds, as every document and answer shows instants. */
export function rfc3339(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Whether the runtime knows an IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
