/** Trust lists of other deployments. */
import { asc, eq } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, hole, read } from './statements.ts';

export const foreignLists: Theme<'foreignList' | 'foreignLists', 'foreign-list.put' | 'foreign-list.end'> = (
  db,
  { foreign_list: table },
) => {
  const byOrigin = db
    .select()
    .from(table)
    .where(eq(table.origin, hole('origin')))
    .prepare();
  return {
    reads: {
      foreignList: (origin) => first(byOrigin.execute({ origin })),
      foreignLists: () => read(db.select().from(table).orderBy(asc(table.origin))),
    },
    writes: {
      'foreign-list.put': ({ list: { origin, ...rest } }) => [
        db
          .insert(table)
          .values({ origin, ...rest })
          .onConflictDoUpdate({ target: table.origin, set: rest })
          .toSQL(),
      ],
      'foreign-list.end': ({ origin }) => [db.delete(table).where(eq(table.origin, origin)).toSQL()],
    },
  };
};
