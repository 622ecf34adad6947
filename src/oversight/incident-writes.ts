import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import type { EventType } from '../core/event.ts';
import type { Incident } from '../core/incident.ts';
import { AUTHORITY } from '../core/key.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';

/** An incident in its new state, with the event that tells of it. Of two steps from one state, the second fails. */
export function incidentWrites(
  deps: Pick<Deps, 'clock' | 'random'>,
  by: Pick<Actor, 'person' | 'organisation'>,
  incident: Incident,
  type: EventType,
  data: Readonly<Record<string, unknown>> = {},
): Write[] {
  const { id, caseNumber, revision } = incident;
  return [
    { write: 'incident.put', incident },
    eventWrite(deps, by, type, {
      subject: id,
      owner: AUTHORITY,
      data: { caseNumber, ...data },
      once: `incident:${id}:${revision}`,
    }),
  ];
}
