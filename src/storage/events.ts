/** What happened. Rows are only ever added. */
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { inserting, present, read } from './statements.ts';

export const events: Theme<'events', 'event.add'> = (db, { event }) => {
  const add = inserting(db, event);
  return {
    reads: {
      events: async ({ limit, after = '', owner, subject, type }) => {
        const rows = db
          .select()
          .from(event)
          .where(
            and(
              gt(event.id, after),
              owner === undefined ? undefined : eq(event.owner, owner),
              subject === undefined ? undefined : eq(event.subject, subject),
              type === undefined ? undefined : eq(event.type, type),
            ),
          )
          .orderBy(asc(event.id))
          .limit(limit);
        return (await read(rows)).map(present);
      },
    },
    writes: { 'event.add': ({ event: happened }) => [add(happened)] },
  };
};
