/** From events to roll-ups: a duty counts the blocks of the ledger, each once, in their order. */

import type { Agency } from '../core/agency.ts';
import { allOccupations } from '../core/all-occupations.ts';
import { dateAt } from '../core/calendar.ts';
import { demographyOf } from '../core/demography.ts';
import type { Deps } from '../core/deps.ts';
import { UniqueKeyError } from '../core/errors.ts';
import type { Event, EventType } from '../core/event.ts';
import type { CountedHolding, Holding } from '../core/holding.ts';
import { type IncidentOrder, incidentList } from '../core/incident.ts';
import type { Duty, Turn } from '../core/jobs.ts';
import type { Block } from '../core/ledger.ts';
import { flagsOf, newestNames, occupationName } from '../core/occupation-names.ts';
import type { Identity } from '../core/person.ts';
import { type Cell, type Dimension, MEASURES, type Measure, scopeName } from '../core/statistics.ts';

const BLOCKS_AT_ONCE = 10;

/** What each event counts. */
const COUNTED: Partial<Record<EventType, Measure>> = {
  'certificate.signed': 'issued',
  'certificate.revoked': 'revoked',
  'certificate.replaced': 'replaced',
  'certificate.suspended': 'suspended',
  'certificate.reinstated': 'reinstated',
};

/**
 * Counts the blocks that are not counted yet and returns how many. Two processes may do so at once: each block is counted by
 * whoever commits first. At the end every block is counted that was sealed before the call.
 */
export async function countEvents(deps: Deps, turn?: Pick<Turn, 'rest'>): Promise<number> {
  const { store } = deps;
  let counted = 0;
  for (;;) {
    const blocks = await store.blocks({ limit: BLOCKS_AT_ONCE, after: await store.tallied() });
    if (blocks.length === 0) return counted;
    // After the blocks: what their certificates name was there before.
    const registers = await readRegisters(deps);
    for (const block of blocks) {
      const first = await countBlock(deps, registers, block);
      await turn?.rest();
      // Another process has counted this one, and maybe more.
      if (!first) break;
      counted++;
    }
  }
}

/** False where another process was first. */
async function countBlock(deps: Deps, registers: Registers, block: Block): Promise<boolean> {
  try {
    await deps.store.commit([{ write: 'tally.add', block: block.seq, cells: await cellsOf(deps, registers, block) }]);
    return true;
  } catch (error) {
    if (error instanceof UniqueKeyError && error.table === 'tallied') return false;
    throw error;
  }
}

export const countDuty: Duty = {
  name: 'statistics.count',
  everyMs: 2_000,
  needed: async ({ store }) => (await store.blocks({ limit: 1, after: await store.tallied() })).length > 0,
  run: countEvents,
};

interface Registers {
  agency(code: string): Promise<Agency>;
  /** Digital and green flags by the name of an occupation. */
  readonly flags: ReadonlyMap<string, string>;
  newest(name: string): string;
}

async function readRegisters({ store }: Deps): Promise<Registers> {
  const occupations = await allOccupations(store);
  const agencies = new Map<string, Agency>();
  const flags = occupations.map((one) => [occupationName(one), flagsOf(one)] as const);
  return {
    flags: new Map(flags),
    newest: newestNames(occupations),
    async agency(code) {
      const known = agencies.get(code) ?? (await store.agency(code));
      if (!known) throw new Error(`a certificate of an agency that is not there: ${code}`);
      agencies.set(code, known);
      return known;
    },
  };
}

async function cellsOf(deps: Deps, registers: Registers, block: Block): Promise<Cell[]> {
  const { store, settings } = deps;
  const all = await store.eventsAmong(block.entries.map(([id]) => id));
  // What was ended already, an appeal's end revokes again.
  const events = all.filter(({ type, data }) => COUNTED[type] && data.again !== true);
  const held = await store.holdings([...new Set(events.map(({ subject }) => subject))]);
  const certificates = new Map(held.map((holding) => [holding.id, holding]));
  const issued = events.flatMap(({ type, subject }) => (type === 'certificate.signed' ? [subject] : []));
  const indexes = issued.flatMap((id) => certificates.get(id)?.blindIndex ?? []);
  const others = Map.groupBy(await store.holdingsOf([...new Set(indexes)]), ({ blindIndex }) => blindIndex);
  const cells = new Map<string, Cell>();
  for (const event of events) {
    const holding = certificates.get(event.subject);
    if (!holding) continue;
    const month = dateAt(event.at, settings.timeZone).slice(0, 7);
    const measure = COUNTED[event.type] as Measure;
    const earlier =
      event.type === 'certificate.signed' && holding.blindIndex !== null
        ? (others.get(holding.blindIndex) ?? []).filter((other) => signedBefore(other, holding))
        : [];
    await count(deps, registers, cells, { holding, earlier, month, measure });
  }
  for (const event of all.filter(({ type }) => type === 'incident.executed')) {
    await countIncident(deps, registers, cells, event);
  }
  return [...cells.values()];
}

/** By the instant of the signature: what waited for a key has an early id and comes late. */
function signedBefore(a: Holding, b: Holding): boolean {
  if (a.signedAt === undefined || b.signedAt === undefined) return false;
  return a.signedAt < b.signedAt || (a.signedAt === b.signedAt && a.id < b.id);
}

const DONE: Readonly<Record<IncidentOrder['action'], Measure>> = {
  revoke: 'revoked',
  suspend: 'suspended',
  reinstate: 'reinstated',
};

/** An incident has one event for a part of its set; what it changed there stands in the marks. */
async function countIncident(deps: Deps, registers: Registers, cells: Map<string, Cell>, event: Event): Promise<void> {
  const incident = await deps.store.incident(event.subject);
  if (incident?.approvedAt === undefined) return;
  const { subject, owner, data } = event;
  const [group, after, until] = [Number(data.group), Number(data.after), Number(data.until)];
  const { action } = incident.order;
  const changed = await deps.store.changedByIncident(
    { incident: subject, agency: owner, group, after, until },
    {
      kind: incidentList(incident.order),
      action: action === 'reinstate' ? 'clear' : 'mark',
      at: incident.approvedAt,
    },
  );
  const month = dateAt(event.at, deps.settings.timeZone).slice(0, 7);
  for (const holding of changed) {
    await count(deps, registers, cells, { holding, earlier: [], month, measure: DONE[action] });
  }
}

interface Happened {
  readonly holding: CountedHolding;
  /** What the same person had before. */
  readonly earlier: readonly Holding[];
  readonly month: string;
  readonly measure: Measure;
}

async function count(
  deps: Deps,
  registers: Registers,
  cells: Map<string, Cell>,
  { holding, earlier, month, measure }: Happened,
): Promise<void> {
  const agency = await registers.agency(holding.agency);
  const identity = await identityOf(deps, holding);
  const values = { ...valuesOf(registers, holding, agency), ...demographyOf(identity, holding.issuedOn) };
  const before = await Promise.all(
    earlier.map(async (one) => {
      const other = await registers.agency(one.agency);
      return { scopes: scopesOf(other), values: valuesOf(registers, one, other) };
    }),
  );
  for (const scope of scopesOf(agency)) {
    const inScope = before.filter(({ scopes }) => scopes.includes(scope));
    for (const [dimension, value] of Object.entries(values) as [Dimension, string][]) {
      const known =
        dimension === 'sex' || dimension === 'age'
          ? inScope.length > 0
          : inScope.some((one) => sameValue(registers, dimension, one.values[dimension], value));
      const cell = cellIn(cells, { scope, dimension, month, value });
      cell[measure]++;
      if (measure === 'issued' && !known) cell.persons++;
    }
  }
}

type Held = Omit<Record<Dimension, string>, 'sex' | 'age'>;

function valuesOf({ flags }: Registers, { occupation, level, route }: Holding, agency: Agency): Held {
  const name = occupationName(occupation);
  return {
    total: 'all',
    region: agency.region,
    agency: agency.code,
    class: agency.class,
    occupation: name,
    flags: flags.get(name) ?? 'none',
    level: `${level.scheme}/${level.code}`,
    route,
  };
}

/** One occupation under two codes is one. */
function sameValue({ newest }: Registers, dimension: Dimension, a: string, b: string): boolean {
  return dimension === 'occupation' ? newest(a) === newest(b) : a === b;
}

function scopesOf({ code, region }: Agency): string[] {
  return [scopeName({}), scopeName({ region }), scopeName({ agency: code })];
}

type Counting = { -readonly [Member in keyof Cell]: Cell[Member] };

const NONE = Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as Record<Measure, number>;

/** Some thirty for each certificate, nearly all of which are there already. */
function cellIn(cells: Map<string, Cell>, key: Pick<Cell, 'scope' | 'dimension' | 'month' | 'value'>): Counting {
  const name = `${key.scope}\n${key.dimension}\n${key.month}\n${key.value}`;
  const cell = cells.get(name) ?? { ...key, ...NONE };
  cells.set(name, cell);
  return cell;
}

/**
 * Sex and age are read from the sealed identity and kept nowhere but in the counts. One that does not open, because somebody
 * wrote it past us, must not stop the counting of all others.
 */
async function identityOf(
  { vault, log }: Deps,
  { person, sealedIdentity }: CountedHolding,
): Promise<Identity | undefined> {
  if (sealedIdentity === null) return undefined;
  return vault.openIdentity(sealedIdentity, person).catch(() => {
    log('warn', 'statistics.identity_unreadable', { person });
    return undefined;
  });
}
