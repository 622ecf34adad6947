import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import type { Event, EventType } from '../core/event.ts';
import { visibleOwner } from '../core/policy.ts';
import type { Page } from '../core/ports.ts';

export interface EventFilter extends Page {
  readonly type?: EventType | undefined;
  readonly subject?: string | undefined;
}

/** Who did what, when; oldest first. An agency's auditor sees what concerns the agency. */
export async function listEvents({ store }: Pick<Deps, 'store'>, actor: Actor, filter: EventFilter): Promise<Event[]> {
  return store.events({ ...filter, owner: visibleOwner(actor, 'audit.read') });
}
