/** What happened. Rows are only ever added. */
import { and, asc, eq, gt, gte, inArray, lt } from 'drizzle-orm';
import { idsFrom } from '../core/ids.ts';
import type { Theme } from './statements.ts';
import { inRegion, inserting, present, read } from './statements.ts';

/** D1 takes 100 bound values in a statement. */
const AT_ONCE = 100;
const NARROWING = ['owner', 'subject', 'type', 'person', 'organisation'] as const;

export const events: Theme<'events' | 'eventsAmong', 'event.add'> = (db, t) => {
  const { event, unsealed } = t;
  const add = inserting(db, event);
  const wait = inserting(db, unsealed);
  return {
    reads: {
      events: async ({ limit, after = '', from, to, region, ...filter }) => {
        const rows = db
          .select()
          .from(event)
          .where(
            and(
              gt(event.id, after),
              ...NARROWING.map((name) => (filter[name] === undefined ? undefined : eq(event[name], filter[name]))),
              region === undefined ? undefined : inRegion(db, t, event.owner, region),
              from === undefined ? undefined : gte(event.id, idsFrom(from)),
              to === undefined ? undefined : lt(event.id, idsFrom(to)),
            ),
          )
          .orderBy(asc(event.id))
          .limit(limit);
        return (await read(rows)).map(present);
      },
      eventsAmong: async (ids) => {
        const found = [];
        for (let at = 0; at < ids.length; at += AT_ONCE) {
          const rows = db
            .select()
            .from(event)
            .where(inArray(event.id, ids.slice(at, at + AT_ONCE)));
          found.push(...(await read(rows)).map(present));
        }
        return found;
      },
    },
    writes: { 'event.add': ({ event: happened }) => [add(happened), wait({ event: happened.id })] },
  };
};
