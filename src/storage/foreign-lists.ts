/** Trust lists of other deployments. */
import { and, asc, eq, getTableColumns, lte } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, hole, read } from './statements.ts';

export const foreignLists: Theme<
  'foreignList' | 'foreignListHead' | 'foreignListHeads',
  'foreign-list.put' | 'foreign-list.refresh' | 'foreign-list.end'
> = (db, { foreign_list: table }) => {
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
  return {
    reads: {
      foreignList: (origin) => first(byOrigin.execute({ origin })),
      foreignListHead: (origin) => first(headByOrigin.execute({ origin })),
      foreignListHeads: () => read(db.select(head).from(table).orderBy(asc(table.origin))),
    },
    writes: {
      'foreign-list.put': ({ list }) => [
        db
          .delete(table)
          .where(and(eq(table.origin, list.origin), lte(table.version, list.version)))
          .toSQL(),
        db.insert(table).values(list).toSQL(),
      ],
      'foreign-list.refresh': ({ list: { origin, key, ...fresh } }) => [
        db
          .update(table)
          .set(fresh)
          .where(and(eq(table.origin, origin), eq(table.key, key), lte(table.version, fresh.version)))
          .toSQL(),
      ],
      'foreign-list.end': ({ origin }) => [db.delete(table).where(eq(table.origin, origin)).toSQL()],
    },
  };
};
