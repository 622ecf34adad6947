/** The roll-ups behind the statistics. */
import { and, asc, desc, eq, gte, lte, sql } from 'drizzle-orm';
import { MEASURES, type Measure } from '../core/statistics.ts';
import type { Theme } from './statements.ts';
import { first, inserting, read } from './statements.ts';

/** Rows of ten values in a statement: D1 takes 100. */
const AT_ONCE = 10;

export const tally: Theme<'tallied' | 'tally', 'tally.add'> = (db, { tally: cell, tallied }) => {
  const takeBlock = inserting(db, tallied);
  const last = db.select().from(tallied).orderBy(desc(tallied.block)).limit(1).prepare();
  const each = <T>(make: (measure: Measure) => T) =>
    Object.fromEntries(MEASURES.map((measure) => [measure, make(measure)])) as Record<Measure, T>;
  const added = each((measure) => sql`${cell[measure]} + ${sql.raw(`excluded.${measure}`)}`);
  const sums = each((measure) => sql<number>`sum(${cell[measure]})`.mapWith(Number));

  return {
    reads: {
      tallied: async () => (await first(last.execute()))?.block ?? 0,
      tally: ({ scope, dimension, from, to, by }) => {
        const key = by === 'month' ? cell.month : cell.value;
        const rows = db
          .select({ key, ...sums })
          .from(cell)
          .where(and(eq(cell.scope, scope), eq(cell.dimension, dimension), gte(cell.month, from), lte(cell.month, to)));
        return read(rows.groupBy(key).orderBy(asc(key)));
      },
    },
    writes: {
      'tally.add': ({ block, cells }) => {
        const groups = Array.from({ length: Math.ceil(cells.length / AT_ONCE) }, (_, n) =>
          cells.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
        );
        const key = [cell.scope, cell.dimension, cell.month, cell.value];
        const upserts = groups.map((rows) =>
          db.insert(cell).values(rows).onConflictDoUpdate({ target: key, set: added }).toSQL(),
        );
        return [takeBlock({ block }), ...upserts];
      },
    },
  };
};
