/** The part that asks the service, `/assets/service.js`: look-ups, and details when the reader wants them. The page says so beside them. */
import type { Verification } from '../../core/verdict.ts';
import { mod3736 } from '../../lib/check-digits.ts';
import type { ResultWords } from '../words.ts';
import { sayingWhose } from './authority.ts';
import { words } from './page.ts';

/** Why there is no verdict: the name of one of the page's messages. */
export type Message = keyof ResultWords['messages'];

/** Sends a credential, JWT or code to the service; `on` asks about a day in the past, `YYYY-MM-DD`. */
export function askService(text: string, on?: string): Promise<Verification | Message> {
  const question = on === undefined ? '' : `?on=${encodeURIComponent(on)}`;
  return post(`/verify${question}`, text.startsWith('{') ? 'application/json' : 'text/plain', text);
}

export function lookUp(number: string, name: string): Promise<Verification | Message> {
  return post('/lookup', 'application/json', JSON.stringify({ number: number.trim(), name: name.trim() }));
}

/** Whether a number may be sent. If not, `place` says why, and the reader is led back to it. */
export function accepts(number: string, input: HTMLInputElement, place: HTMLElement): boolean {
  const fault = numberFault(number);
  place.textContent = fault ? words.messages[fault] : '';
  input.setAttribute('aria-invalid', String(fault !== undefined));
  if (fault) input.focus();
  return fault === undefined;
}

/**
 * What is wrong with a number before it is sent: its check character, or its characters. The scheme of the number is not
 * looked at; the register knows its own.
 */
function numberFault(text: string): Message | undefined {
  const tidy = text
    .normalize('NFKC')
    .replace(/\p{Pd}|\u2212/gu, '-')
    .replace(/\s+/g, '')
    .toUpperCase();
  if (!/^(?=.*\d)[0-9A-Z][0-9A-Z-]{5,}$/.test(tidy)) return 'notNumber';
  const [, number, check] = /^([YS]\d{21})-?([0-9A-Z])$/.exec(tidy) ?? /^(.+)-([0-9A-Z])$/.exec(tidy) ?? [];
  return number !== undefined && mod3736(number.replaceAll('-', '')) !== check ? 'mistyped' : undefined;
}

async function post(path: string, type: string, body: string): Promise<Verification | Message> {
  try {
    const headers = { 'Content-Type': type, Accept: 'application/json' };
    const answer = await fetch(path, { method: 'POST', headers, body });
    if (answer.ok) return sayingWhose(await answer.json());
    if (answer.status === 404) return 'notFound';
    if (answer.status === 429) return 'tooMany';
    return answer.status < 500 ? 'unreadable' : 'failed';
  } catch {
    return 'failed';
  }
}
