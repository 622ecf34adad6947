/** Comparing whole answers: what a stranger could tell apart. */
import type { Answer } from './world.ts';

/** Status, headers and body, without what differs between any two answers. */
export function seen({ status, headers, text }: Answer<unknown>): string {
  const shown = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return JSON.stringify({ status, headers: shown, text }, null, 2);
}
