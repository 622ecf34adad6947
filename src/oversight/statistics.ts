import type { Actor } from '../core/actor.ts';
import { allOccupations } from '../core/all-occupations.ts';
import { dateAt } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { notFound } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { newestNames } from '../core/occupation-names.ts';
import { allow, visible } from '../core/policy.ts';
import {
  type Dimension,
  MEASURES,
  type Measure,
  type Month,
  type Scope,
  scopeName,
  type TallyRow,
} from '../core/statistics.ts';

export interface StatisticsQuery extends Scope {
  readonly by: Dimension | 'month';
  /** Default: January of this year. */
  readonly from?: Month | undefined;
  /** Inclusive. Default: this month. */
  readonly to?: Month | undefined;
}

export interface Statistics extends Scope {
  readonly by: Dimension | 'month';
  readonly from: Month;
  readonly to: Month;
  readonly rows: readonly TallyRow[];
}

/**
 * Counts for the months from … to …: the authority's of everything, a region or an agency; a province's of itself or
 * an agency of it; an agency's of itself. As far
 * as the duty has counted, which is some seconds behind. Throws `not_found` for what is not the actor's to see.
 */
export async function statistics(deps: Deps, actor: Actor, query: StatisticsQuery): Promise<Statistics> {
  const { store, clock, settings } = deps;
  const { owner, region: mine } = visible(actor, 'statistics.read');
  const agency = owner ?? query.agency;
  const region = query.region ?? (agency === undefined ? mine : undefined);
  if (query.agency !== undefined) allow(actor, 'statistics.read', { owner: query.agency });
  if (region !== undefined) allow(actor, 'statistics.read', { owner: AUTHORITY, region });
  const named = agency === undefined ? undefined : await store.agency(agency);
  if (agency !== undefined && (!named || (region ?? named.region) !== named.region)) throw notFound();
  const scope: Scope = { ...(agency !== undefined && { agency }), ...(region !== undefined && { region }) };
  const today = dateAt(clock(), settings.timeZone);
  const { by, from = `${today.slice(0, 4)}-01`, to = today.slice(0, 7) } = query;
  return { by, from, to, ...scope, rows: await countsOf(deps, scope, { by, from, to }) };
}

/** The rows of one table. Codes of one occupation in several editions are one row, under the newest. */
export async function countsOf(
  { store }: Pick<Deps, 'store'>,
  scope: Scope,
  { by, from, to }: Pick<Statistics, 'by' | 'from' | 'to'>,
): Promise<TallyRow[]> {
  const range = { scope: scopeName(scope), from, to };
  if (by === 'month') return store.tally({ ...range, dimension: 'total', by: 'month' });
  const rows = await store.tally({ ...range, dimension: by, by: 'value' });
  if (by !== 'occupation') return rows;
  const newest = newestNames(await allOccupations(store));
  const merged = Map.groupBy(rows, ({ key }) => newest(key));
  return [...merged].map(([key, same]) => ({ key, ...sumOf(same) })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

export function sumOf(rows: readonly TallyRow[]): Record<Measure, number> {
  const sum = (measure: Measure) => rows.reduce((total, row) => total + row[measure], 0);
  return Object.fromEntries(MEASURES.map((measure) => [measure, sum(measure)])) as Record<Measure, number>;
}
