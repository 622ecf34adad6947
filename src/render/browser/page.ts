/// <reference lib="dom" />
/** What the service wrote into the page, and the places that the script writes into. */
import type { PageData } from '../pages/check.ts';

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found as T;
}

export const { words, names, origin, timeZone }: PageData = JSON.parse(byId('page-data').textContent ?? '');
