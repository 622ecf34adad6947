/** Evaluation norms as they were handed in, and what was decided. */
import { and, desc, eq, lt } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, inserting, read } from './statements.ts';

export const norms: Theme<'norm' | 'norms', 'norm.add' | 'norm.put'> = (db, { norm }) => {
  const add = inserting(db, norm);
  return {
    reads: {
      norm: async (id) => (await first(db.select().from(norm).where(eq(norm.id, id))))?.norm,
      norms: async ({ owner, limit, after }) => {
        const whose = owner === undefined ? undefined : eq(norm.owner, owner);
        const older = after === undefined ? undefined : lt(norm.id, after);
        const rows = db.select().from(norm).where(and(whose, older)).orderBy(desc(norm.id)).limit(limit);
        return (await read(rows)).map((row) => row.norm);
      },
    },
    writes: {
      'norm.add': ({ norm: one }) => [add({ id: one.id, owner: one.owner, norm: one })],
      'norm.put': ({ norm: one }) => [db.update(norm).set({ norm: one }).where(eq(norm.id, one.id)).toSQL()],
    },
  };
};
