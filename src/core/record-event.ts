import type { Actor } from './actor.ts';
import type { Deps } from './deps.ts';
import type { Event, EventType } from './event.ts';
import { uuidv7 } from './ids.ts';
import type { Write } from './ports.ts';

/** What the service does of itself. */
export const SYSTEM = { person: 'system', organisation: 'system' } as const;

type Happening = Pick<Event, 'subject' | 'owner'> & {
  readonly data?: Event['data'];
  /** See `Event.once`. */
  readonly once?: string;
};

/** The write that puts an event beside its cause. */
export function eventWrite(
  deps: Pick<Deps, 'clock' | 'random'>,
  actor: Pick<Actor, 'person' | 'organisation'>,
  type: EventType,
  { subject, owner, data = {}, once }: Happening,
): Write {
  const event: Event = {
    id: uuidv7(deps.clock, deps.random),
    at: deps.clock(),
    type,
    subject,
    owner,
    person: actor.person,
    organisation: actor.organisation,
    data,
    ...(once === undefined ? {} : { once }),
  };
  return { write: 'event.add', event };
}
