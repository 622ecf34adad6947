/** The hash chain over the events, and the events that are not in it yet. */
import { asc, desc, eq, gt } from 'drizzle-orm';
import { eventOf } from './events.ts';
import type { Theme } from './statements.ts';
import { among, filling, first, hole, inserting, read } from './statements.ts';

export const ledger: Theme<'unsealed' | 'ledgerHead' | 'blocks', 'block.add'> = (db, t) => {
  const { event, unsealed, ledger: block } = t;
  const add = inserting(db, block);
  const seal = filling(db.delete(unsealed).where(among(unsealed.event, hole('events'))));
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
      'block.add': ({ block: sealed }) => [
        add(sealed),
        seal({ events: JSON.stringify(sealed.entries.map(([id]) => id)) }),
      ],
    },
  };
};
