import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import type { Event, EventFilter } from '../core/event.ts';
import { visible } from '../core/policy.ts';
import type { Page, Store } from '../core/ports.ts';

/** Which events; whose they are follows from who asks. */
export type AuditFilter = Omit<EventFilter, 'owner' | 'region'>;

/** Who did what, when; oldest first. An agency's auditor sees what concerns the agency, a province's what concerns its agencies. */
export async function listEvents(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  filter: AuditFilter & Page,
): Promise<Event[]> {
  return store.events({ ...filter, ...visible(actor, 'audit.read') });
}

const PAGE = 500;

/** All of them, page by page as they are taken. Refuses before the first page. */
export function exportEvents(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  filter: AuditFilter & Pick<Page, 'after'>,
): AsyncGenerator<Event[]> {
  return pages(store, { ...filter, ...visible(actor, 'audit.read') });
}

async function* pages(store: Store, filter: EventFilter & Pick<Page, 'after'>): AsyncGenerator<Event[]> {
  let { after } = filter;
  for (;;) {
    const page = await store.events({ ...filter, after, limit: PAGE });
    if (page.length > 0) yield page;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}
