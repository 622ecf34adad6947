/** Job `incident.collect`: finds the certificates of an incident, then counts and hashes them. */
import type { Deps } from '../core/deps.ts';
import { type Incident, type IncidentItem, stepIncident, type Tally } from '../core/incident.ts';
import type { CollectFrom } from '../core/incident-ports.ts';
import type { Chunk, Handler } from '../core/jobs.ts';
import { regionOfCode } from '../core/numbering.ts';
import type { Write } from '../core/ports.ts';
import { SYSTEM } from '../core/record-event.ts';
import type { StatusSlot } from '../core/status.ts';
import { BLOCK, beginning, nextAgency, nextBlock, type Place, partsOf, slotOf } from './incident-set.ts';
import { incidentWrites } from './incident-writes.ts';

/** First the search, then a second walk over what it found, which nobody changes any more. */
type Cursor =
  | { readonly phase: 'find'; readonly agency?: string; readonly after?: string | StatusSlot; readonly n?: number }
  | ({ readonly phase: 'tally'; readonly tally: Tally } & Place);

const NOTHING: Tally = { count: 0, already: { revoked: 0, replaced: 0, suspended: 0 }, byMonth: {} };
/** Agencies of which one chunk takes all, and numbers that one statement takes. */
const AGENCIES = 20;
const NUMBERS = 50;

export const collectIncident: Handler = async (deps, job) => {
  const incident = await deps.store.incident(String(job.input.incident));
  // Withdrawn meanwhile.
  if (incident?.state !== 'collecting') return { writes: [], done: 0 };
  const cursor = (job.cursor ?? { phase: 'find' }) as Cursor;
  return cursor.phase === 'find' ? find(deps, incident, cursor) : tally(deps, incident, cursor);
};

async function find(deps: Deps, incident: Incident, cursor: Extract<Cursor, { phase: 'find' }>): Promise<Chunk> {
  const { numbers, submissions, incident: earlier, region } = incident.selection;
  const { writes, next } = numbers
    ? byNumber(incident.id, { numbers, region }, cursor.n ?? 0)
    : submissions
      ? await ofSubmission(deps, incident.id, submissions, cursor.n ?? 0)
      : earlier === undefined
        ? await bySearch(deps, incident, cursor)
        : await ofEarlier(deps, incident.id, { earlier, region }, cursor.after as StatusSlot | undefined);
  const behind = next ? { phase: 'find', ...next } : { phase: 'tally', tally: NOTHING, ...(await beginning(incident)) };
  return { writes, done: 0, cursor: behind };
}

type Numbers = Extract<CollectFrom, { numbers: unknown }>;

interface Found {
  readonly writes: Write[];
  readonly next?: Readonly<Record<string, unknown>>;
}

function byNumber(incident: string, { numbers, region }: Numbers, n: number): Found {
  const end = n + NUMBERS * 10;
  const writes: Write[] = [];
  for (let at = n; at < Math.min(end, numbers.length); at += NUMBERS) {
    writes.push({ write: 'incident.collect', incident, from: { numbers: numbers.slice(at, at + NUMBERS), region } });
  }
  return { writes, ...(end < numbers.length && { next: { n: end } }) };
}

/** The n-th batch. */
async function ofSubmission(deps: Deps, incident: string, submissions: readonly string[], n: number): Promise<Found> {
  const batch = await deps.store.batch(submissions[n] ?? '');
  const rows = batch?.rows ?? 0;
  const writes = Array.from({ length: Math.ceil(rows / BLOCK) }, (_, part): Write => {
    const [after, until] = [part * BLOCK, (part + 1) * BLOCK];
    return { write: 'incident.collect', incident, from: { batch: batch?.id ?? '', after, until } };
  });
  return { writes, ...(n + 1 < submissions.length && { next: { n: n + 1 } }) };
}

async function ofEarlier(
  deps: Deps,
  incident: string,
  { earlier, region }: { readonly earlier: string; readonly region: string | undefined },
  after: StatusSlot | undefined,
): Promise<Found> {
  const items = await deps.store.incidentItems({ incident: earlier, after, limit: BLOCK });
  const last = items.at(-1);
  return {
    writes: partsOf(earlier, items)
      .filter(({ agency }) => region === undefined || regionOfCode(agency) === region)
      .map(({ count: _, ...from }) => ({ write: 'incident.collect', incident, from })),
    ...(last && items.length === BLOCK && { next: { after: slotOf(last) } }),
  };
}

/** A part of one large agency, or several small ones. */
async function bySearch(
  deps: Deps,
  { id: incident, selection }: Incident,
  cursor: { readonly agency?: string; readonly after?: unknown },
): Promise<Found> {
  const writes: Write[] = [];
  let agency = cursor.agency ?? (await nextAgency(deps, selection, ''));
  let after = typeof cursor.after === 'string' ? cursor.after : '';
  for (let n = 0; agency !== undefined && n < AGENCIES; n++) {
    const until = await deps.store.certificateAt(agency, after, BLOCK);
    writes.push({ write: 'incident.collect', incident, from: { agency, selection, after, until } });
    if (until !== undefined) return { writes, next: { agency, after: until } };
    agency = await nextAgency(deps, selection, agency);
    after = '';
  }
  return { writes, ...(agency !== undefined && { next: { agency } }) };
}

async function tally(deps: Deps, incident: Incident, cursor: Extract<Cursor, { phase: 'tally' }>): Promise<Chunk> {
  const { items, place } = await nextBlock(deps.store, incident.id, cursor);
  const counted = added(cursor.tally, items);
  const parties = partsOf(incident.id, items).map(
    ({ agency, count }): Write => ({ write: 'incident.party', incident: incident.id, agency, add: count }),
  );
  if (items.length === BLOCK) {
    return { writes: parties, done: items.length, cursor: { phase: 'tally', tally: counted, ...place } };
  }
  const ready = stepIncident(incident, { step: 'collected', hash: place.hash, tally: counted });
  const data = { count: counted.count, hash: place.hash };
  return { writes: [...parties, ...incidentWrites(deps, SYSTEM, ready, 'incident.ready', data)], done: items.length };
}

function added({ count, already, byMonth }: Tally, items: readonly IncidentItem[]): Tally {
  const had = { ...already };
  const months = { ...byMonth };
  for (const { already: status, issuedOn } of items) {
    if (status) had[status]++;
    const month = issuedOn.slice(0, 7);
    months[month] = (months[month] ?? 0) + 1;
  }
  return { count: count + items.length, already: had, byMonth: months };
}
