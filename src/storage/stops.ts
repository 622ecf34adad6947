/** What issuing is stopped. A row or two, read with every order. */
import { asc, eq } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { filling, hole, inserting, read } from './statements.ts';

export const stops: Theme<'stops', 'stop.add' | 'stop.lift'> = (db, { issuing_stop: stop }) => {
  const add = inserting(db, stop);
  const lift = filling(db.delete(stop).where(eq(stop.owner, hole('owner'))));
  const all = db.select().from(stop).orderBy(asc(stop.owner)).prepare();
  return {
    reads: { stops: () => read(all.execute()) },
    writes: {
      'stop.add': (write) => [add(write.stop)],
      'stop.lift': ({ owner }) => [lift({ owner })],
    },
  };
};
