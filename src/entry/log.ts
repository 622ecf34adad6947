import { rfc3339 } from '../core/calendar.ts';
import type { Clock, Log } from '../core/ports.ts';
import { LOG_LEVELS, type LogLevel } from './config.ts';

/** A log of JSON lines, one object each: `at`, `level`, `event`, then the fields. Lines below `least` are left out. */
export function jsonLines(write: (line: string) => void, clock: Clock, least: LogLevel): Log {
  const shown = LOG_LEVELS.slice(LOG_LEVELS.indexOf(least));
  return (level, event, fields = {}) => {
    if (shown.includes(level)) write(`${JSON.stringify({ at: rfc3339(clock()), level, event, ...fields })}\n`);
  };
}
