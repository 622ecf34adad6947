/** What the hash chain over the events is computed from. */
import type { Event } from '../core/event.ts';
import type { Block } from '../core/ledger.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import { sha256, utf8 } from '../lib/bytes.ts';
import { canonicalizeJson } from '../lib/jcs.ts';

/** The hash before the first block. */
export const BEGINNING = '';

/**
 * Id and SHA-256 of an event with all its members. Whatever text there is has a hash: one event without would keep all that
 * follow it from ever being sealed.
 */
export async function entryOf(event: Event): Promise<Block['entries'][number]> {
  return [event.id, await digest(wellFormed(event))];
}

/** With U+FFFD in the place of half a character. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toWellFormed(), wellFormed(member)]));
}

export type Content = Pick<Block, 'seq' | 'at' | 'entries' | 'events'>;

/** SHA-256 over a block's content and the hash of the block before. */
export function blockHash(previous: string, { seq, at, entries, events }: Content): Promise<string> {
  return digest({ previous, seq, at, entries, events });
}

/** Of the one text of a value (RFC 8785), base64url. */
async function digest(value: unknown): Promise<string> {
  return encodeBase64url(await sha256(utf8(canonicalizeJson(value))));
}
