/** Signed lists: asked for each time, and the last good copy kept for when they cannot be had. */
import { DAY, type Instant } from '../../core/calendar.ts';
import { CLOCK_TOLERANCE_MS } from '../../verify/light/trust-list.ts';

const KEPT = 'yinzheng-lists';
const KEPT_AT = 'x-kept-at';
const MAX_AGE_MS = 2 * DAY;

/** How far the service's clock is ahead of ours, where that is far enough to matter. */
let offset = 0;

/** The time by the service's clock if it was heard and differs much, else by ours. */
export function now(): Instant {
  return Date.now() + offset;
}

export function clockIsOff(): boolean {
  return offset !== 0;
}

/** `current`: the service gave it out just now. Rejects text that it does not believe. */
type Reader<T> = (text: string, current: boolean) => Promise<T>;

/**
 * Reads what the service publishes under `path`, within `limitMs`; else the copy that was kept. Rejects when there is
 * neither, or neither can be read. Only what was read without a fault is kept: a page of a hotel network must not replace
 * a good list.
 */
export async function load<T>(path: string, limitMs: number, read: Reader<T>): Promise<T> {
  try {
    const text = await ask(path, limitMs);
    const value = await read(text, true);
    void keep(path, text);
    return value;
  } catch (error) {
    const text = await kept(path);
    if (text === undefined) throw error;
    return read(text, false);
  }
}

async function ask(path: string, limitMs: number): Promise<string> {
  const response = await fetch(path, {
    headers: { Accept: 'application/vc+jwt' },
    cache: 'no-cache',
    signal: AbortSignal.timeout(limitMs),
  });
  if (!response.ok) throw new TypeError(`${path} answers ${response.status}`);
  const text = await response.text();
  const difference =
    Date.parse(response.headers.get('date') ?? '') + 1_000 * Number(response.headers.get('age')) - Date.now();
  offset = Math.abs(difference) > CLOCK_TOLERANCE_MS ? difference : 0;
  return text;
}

/** The copy of a list that was read before, unless it is too old or this browser keeps nothing. */
export async function kept(path: string): Promise<string | undefined> {
  try {
    const found = await (await caches.open(KEPT)).match(path);
    return found && !isOld(found) ? await found.text() : undefined;
  } catch {
    return undefined;
  }
}

async function keep(path: string, text: string): Promise<void> {
  try {
    const headers = { [KEPT_AT]: String(Date.now()) };
    await (await caches.open(KEPT)).put(path, new Response(text, { headers }));
  } catch {
    // No room, or a private window: then there is no second visit without a network.
  }
}

/** Which lists were read says which agencies' certificates were checked here; nobody needs to know that for long. */
export async function forgetOld(): Promise<void> {
  try {
    const cache = await caches.open(KEPT);
    for (const request of await cache.keys()) {
      const found = await cache.match(request);
      if (found && isOld(found)) await cache.delete(request);
    }
  } catch {
    // Nothing is kept where nothing can be kept.
  }
}

function isOld(response: Response): boolean {
  return Math.abs(Date.now() - Number(response.headers.get(KEPT_AT))) > MAX_AGE_MS;
}
