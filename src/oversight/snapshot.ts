/** What is published of a month that is over. Months never change afterwards, so the same is published each time. */
import { allOccupations } from '../core/all-occupations.ts';
import { addMonths, dateAt, type Instant } from '../core/calendar.ts';
import type { Occupation } from '../core/catalogue.ts';
import type { Deps } from '../core/deps.ts';
import { flagsOf, occupationName } from '../core/occupation-names.ts';
import type { Month, TallyRow } from '../core/statistics.ts';
import { countsOf } from './statistics.ts';
import { hidden } from './suppress.ts';

export const PUBLIC_DIMENSIONS = [
  'total',
  'region',
  'class',
  'occupation',
  'flags',
  'level',
  'route',
  'sex',
  'age',
] as const;
export type PublicDimension = (typeof PUBLIC_DIMENSIONS)[number];
export const PUBLIC_MEASURES = ['issued', 'persons', 'revoked', 'suspended'] as const;
export type PublicMeasure = (typeof PUBLIC_MEASURES)[number];

/** Null: hidden, because it is small or would give away one that is. */
export type PublicCounts = Readonly<Record<PublicMeasure, number | null>>;
export type PublicRow = PublicCounts & { readonly key: string };

export interface Snapshot {
  readonly month: Month;
  readonly tables: Readonly<Record<PublicDimension, readonly PublicRow[]>>;
}

/** Months back from the last that is published. */
const MONTHS = 12;
/** Commits of the last second of a month are counted long before. */
const SETTLED_MS = 24 * 3_600_000;

/** The months that are over and counted, newest first, with their totals. */
export async function publishedMonths(deps: Deps): Promise<PublicRow[]> {
  const { store, settings } = deps;
  const today = dateAt((await countedUntil(deps)) - SETTLED_MS, settings.timeZone);
  const last = addMonths(`${today.slice(0, 7)}-01`, -1).slice(0, 7);
  const from = addMonths(`${last}-01`, 1 - MONTHS).slice(0, 7);
  const months = await countsOf({ store }, {}, { by: 'month', from, to: last });
  // Through the tables, as a total may have to be hidden for the sake of its parts.
  const shown = await Promise.all(months.map(({ key }) => snapshot(deps, key)));
  return shown.map(({ month, tables }) => ({ ...(tables.total[0] as PublicRow), key: month })).reverse();
}

/** Everything that happened before this is in the roll-ups. */
async function countedUntil({ store, clock }: Deps): Promise<Instant> {
  const now = clock();
  const [[unsealed], [uncounted]] = await Promise.all([
    store.unsealed({ limit: 1 }),
    store.tallied().then((after) => store.blocks({ limit: 1, after })),
  ]);
  const oldest = uncounted?.entries[0]?.[0];
  const [event] = oldest === undefined ? [] : await store.eventsAmong([oldest]);
  return Math.min(now, unsealed?.at ?? now, event?.at ?? now);
}

/** The tables of one month. Ask only for one of `publishedMonths`. */
export async function snapshot({ store }: Pick<Deps, 'store'>, month: Month): Promise<Snapshot> {
  const occupations = await allOccupations(store);
  const counted = await Promise.all(
    PUBLIC_DIMENSIONS.map(async (by) => [by, await countsOf({ store }, {}, { by, from: month, to: month })] as const),
  );
  const tables = Object.fromEntries(counted) as Record<PublicDimension, TallyRow[]>;
  return { month, tables: publishable(tables, occupations) };
}

/** The tables without what must stay hidden. */
export function publishable(
  tables: Readonly<Record<PublicDimension, readonly TallyRow[]>>,
  occupations: readonly Occupation[],
): Snapshot['tables'] {
  const sums = sumsAmong(tables, occupations);
  const numbers = (measure: PublicMeasure) =>
    new Map(PUBLIC_DIMENSIONS.flatMap((by) => tables[by].map((row) => [nameOf(by, row.key), row[measure]] as const)));
  const issued = hidden({ numbers: numbers('issued'), sums });
  const hide: Readonly<Record<PublicMeasure, ReadonlySet<string>>> = {
    issued,
    // There are no more persons than certificates, and mostly as many.
    persons: hidden({ numbers: numbers('persons'), sums, also: issued }),
    revoked: hidden({ numbers: numbers('revoked'), sums }),
    suspended: hidden({ numbers: numbers('suspended'), sums }),
  };
  const shown = (by: PublicDimension, row: TallyRow): PublicRow => {
    const count = (measure: PublicMeasure) => (hide[measure].has(nameOf(by, row.key)) ? null : row[measure]);
    const counts = PUBLIC_MEASURES.map((measure) => [measure, count(measure)]);
    return { key: row.key, ...(Object.fromEntries(counts) as PublicCounts) };
  };
  const made = PUBLIC_DIMENSIONS.map((by) => [by, tables[by].map((row) => shown(by, row))]);
  return Object.fromEntries(made) as Snapshot['tables'];
}

function nameOf(by: PublicDimension, key: string): string {
  return `${by} ${key}`;
}

/** Every table adds up to the total; and the occupations with a flag to the number beside the flag. */
export function sumsAmong(
  tables: Readonly<Record<PublicDimension, readonly Pick<TallyRow, 'key'>[]>>,
  occupations: readonly Occupation[],
): { total: string; parts: string[] }[] {
  const total = nameOf('total', 'all');
  const whole = PUBLIC_DIMENSIONS.filter((by) => by !== 'total').map((by) => ({
    total,
    parts: tables[by].map(({ key }) => nameOf(by, key)),
  }));
  const flags = new Map(occupations.map((one) => [occupationName(one), flagsOf(one)]));
  const flagged = tables.flags.map(({ key: flag }) => ({
    total: nameOf('flags', flag),
    parts: tables.occupation
      .filter(({ key }) => (flags.get(key) ?? 'none') === flag)
      .map(({ key }) => nameOf('occupation', key)),
  }));
  return [...whole, ...flagged];
}
