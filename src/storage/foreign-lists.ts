/** Trust lists of other deployments. */
import { and, asc, eq, getTableColumns, lte } from 'drizzle-orm';
import { longTexts } from './long-text.ts';
import type { Theme } from './statements.ts';
import { first, hole, read } from './statements.ts';

export const foreignLists: Theme<
  'foreignList' | 'foreignListHead' | 'foreignListHeads',
  'foreign-list.put' | 'foreign-list.refresh' | 'foreign-list.end'
> = (db, t) => {
  const { foreign_list: table } = t;
  const long = longTexts(db, t);
  const byOrigin = db
    .select()
    .from(table)
    .where(eq(table.origin, hole('origin')))
    .prepare();
  const { list: _, ...head } = getTableColumns(table);
  const headByOrigin = db
    .select(head)
    .from(table)
    .where(eq(table.origin, hole('origin')))
    .prepare();
  const forget = (origin: string) =>
    long.forget(origin, db.select({ text: table.list }).from(table).where(eq(table.origin, origin)));
  return {
    reads: {
      foreignList: (origin) => long.whole(origin, 'list', () => first(byOrigin.execute({ origin }))),
      foreignListHead: (origin) => first(headByOrigin.execute({ origin })),
      foreignListHeads: () => read(db.select(head).from(table).orderBy(asc(table.origin))),
    },
    writes: {
      'foreign-list.put': async ({ list }) => {
        const { origin, version } = list;
        const { column, parts } = await long.keep(origin, list.list);
        const older = and(eq(table.origin, origin), lte(table.version, version));
        return [
          db.delete(table).where(older).toSQL(),
          ...parts,
          db
            .insert(table)
            .values({ ...list, list: column })
            .toSQL(),
          forget(origin),
        ];
      },
      'foreign-list.refresh': async ({ list: { origin, key, ...fresh } }) => {
        const { column, parts } = await long.keep(origin, fresh.list);
        const older = and(eq(table.origin, origin), eq(table.key, key), lte(table.version, fresh.version));
        const update = db
          .update(table)
          .set({ ...fresh, list: column })
          .where(older);
        return [...parts, update.toSQL(), forget(origin)];
      },
      'foreign-list.end': ({ origin }) => [db.delete(table).where(eq(table.origin, origin)).toSQL(), forget(origin)],
    },
  };
};
