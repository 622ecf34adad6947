/** Job `incident.execute`: does what was approved to exactly the set that was approved. */
import type { Deps } from '../core/deps.ts';
import { type Incident, type IncidentNotice, incidentList, stepIncident } from '../core/incident.ts';
import type { IncidentPart } from '../core/incident-ports.ts';
import type { Chunk, Handler } from '../core/jobs.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite, SYSTEM } from '../core/record-event.ts';
import { type StatusSlot, statusListId } from '../core/status.ts';
import { messageWrites } from '../core/webhook.ts';
import { BLOCK, beginning, nextBlock, type Place, partsOf, slotOf } from './incident-set.ts';
import { incidentWrites } from './incident-writes.ts';

/** Signs a list if it is out of date. Handed in by `entry`: lists belong to another room. */
export type Publish = (deps: Deps, list: string) => Promise<unknown>;

type Cursor =
  /** Is it still what was approved? */
  | ({ readonly phase: 'check' } & Place)
  /** `signing`: lists whose last bit was set in the chunk before. */
  | { readonly phase: 'mark'; readonly after?: StatusSlot; readonly signing: readonly string[] }
  | { readonly phase: 'tell'; readonly after: string; readonly signing?: readonly string[] };

const PARTIES = 50;

export function executeIncident(publish: Publish): Handler {
  return async (deps, job) => {
    const incident = await deps.store.incident(String(job.input.incident));
    if (incident?.state !== 'executing') return { writes: [], done: 0 };
    const cursor = (job.cursor ?? { phase: 'check', ...(await beginning(incident)) }) as Cursor;
    if (cursor.phase === 'check') return check(deps, incident, cursor);
    for (const list of cursor.signing ?? []) await publish(deps, list);
    return cursor.phase === 'mark' ? mark(deps, incident, cursor) : tell(deps, incident, cursor);
  };
}

/** Before the first bit is set, the whole set is hashed once more: rows that somebody changed meanwhile stop it all. */
async function check(deps: Deps, incident: Incident, cursor: Place): Promise<Chunk> {
  const { items, place } = await nextBlock(deps.store, incident.id, cursor);
  const total = incident.tally?.count ?? 0;
  if (items.length === BLOCK) return { writes: [], done: 0, total, cursor: { phase: 'check', ...place } };
  if (place.hash === incident.hash) return { writes: [], done: 0, total, cursor: { phase: 'mark', signing: [] } };
  const failed = stepIncident(incident, { step: 'fail', at: deps.clock() });
  deps.log('error', 'incident.failed', { incident: incident.id });
  return { writes: incidentWrites(deps, SYSTEM, failed, 'incident.failed'), done: 0 };
}

async function mark(deps: Deps, incident: Incident, cursor: { readonly after?: StatusSlot }): Promise<Chunk> {
  const { store } = deps;
  // One more than a block, to see which groups end in it.
  const ahead = await store.incidentItems({ incident: incident.id, after: cursor.after, limit: BLOCK + 1 });
  const items = ahead.slice(0, BLOCK);
  const [last, next] = [items.at(-1), ahead[BLOCK]];
  const parts = partsOf(incident.id, items);
  const ended = parts.filter(({ agency, group }) => agency !== next?.agency || group !== next?.group);
  const lists = ended.map(({ agency, group }) => statusListId(agency, group, incidentList(incident.order)));
  const writes = [
    ...parts.flatMap((part) => partWrites(deps, incident, part)),
    ...lists.map((list): Write => ({ write: 'list.touch', list })),
  ];
  const behind = next && last ? { phase: 'mark', after: slotOf(last) } : { phase: 'tell', after: '' };
  return { writes, done: items.length, cursor: { ...behind, signing: lists } };
}

/** The bits of a part, and one event for all of them: incident, group and indexes say which they are. */
function partWrites(
  deps: Deps,
  { id, caseNumber, order, approvedAt = 0 }: Incident,
  { count, ...part }: IncidentPart & { readonly count: number },
): Write[] {
  const { action, reason = '', effect = 'none', effectiveFrom } = order;
  const { agency, group, after, until } = part;
  const kind = incidentList(order);
  const change: Write =
    action === 'reinstate'
      ? { write: 'incident.clear', part, at: approvedAt }
      : {
          write: 'incident.mark',
          part,
          mark: { kind, since: approvedAt, reason, effect, ...(effectiveFrom !== undefined && { effectiveFrom }) },
        };
  const data = { caseNumber, action, group, after, until, count };
  return [change, eventWrite(deps, SYSTEM, 'incident.executed', { subject: id, owner: agency, data })];
}

/** The agencies learn of it; then it is done. */
async function tell(deps: Deps, incident: Incident, { after }: { readonly after: string }): Promise<Chunk> {
  const { store } = deps;
  const parties = await store.incidentParties({ incident: incident.id, limit: PARTIES, after });
  const { order, caseNumber, approvedAt = 0 } = incident;
  const told: IncidentNotice = { ...order, caseNumber, at: approvedAt };
  const writes: Write[] = [];
  for (const { agency, count } of parties) {
    const data = { incident: incident.id, ...order, caseNumber, count };
    writes.push({ write: 'incident.tell', incident: incident.id, agency, told });
    writes.push(...messageWrites(deps, await store.webhooks(agency), { type: 'incident.done', data }));
  }
  const last = parties.at(-1);
  if (last && parties.length === PARTIES) return { writes, done: 0, cursor: { phase: 'tell', after: last.agency } };
  const done = stepIncident(incident, { step: 'executed', at: deps.clock() });
  const { count } = incident.tally ?? {};
  return { writes: [...writes, ...incidentWrites(deps, SYSTEM, done, 'incident.done', { count })], done: 0 };
}
