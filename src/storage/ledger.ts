/** The hash chain over the events, and the events that are not in it yet. */
import { asc, desc, eq, gt, inArray } from 'drizzle-orm';
import { eventOf } from './events.ts';
import type { Theme } from './statements.ts';
import { first, hole, inserting, read } from './statements.ts';

/** D1 takes 100 bound values in a statement. */
const AT_ONCE = 100;

export const ledger: Theme<'unsealed' | 'ledgerHead' | 'blocks', 'block.add'> = (db, t) => {
  const { event, unsealed, ledger: block } = t;
  const add = inserting(db, block);
  const waiting = db
    .select({ event })
    .from(unsealed)
    .innerJoin(event, eq(event.id, unsealed.event))
    .where(gt(unsealed.event, hole('after')))
    .orderBy(asc(unsealed.event))
    .limit(hole('limit'))
    .prepare();
  const head = db.select().from(block).orderBy(desc(block.seq)).limit(1).prepare();
  const behind = db
    .select()
    .from(block)
    .where(gt(block.seq, hole('after')))
    .orderBy(asc(block.seq))
    .limit(hole('limit'))
    .prepare();

  return {
    reads: {
      unsealed: async ({ limit, after = '' }) =>
        (await read(waiting.execute({ limit, after }))).map((row) => eventOf(row.event)),
      ledgerHead: () => first(head.execute()),
      blocks: (page) => read(behind.execute(page)),
    },
    writes: {
      'block.add': ({ block: sealed }) => {
        const ids = sealed.entries.map(([id]) => id);
        const groups = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, n) =>
          ids.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
        );
        const sealing = groups.map((some) => db.delete(unsealed).where(inArray(unsealed.event, some)).toSQL());
        return [add(sealed), ...sealing];
      },
    },
  };
};
