/** What happened. Rows are only ever added. */
import { and, asc, eq, gt, gte, inArray, lt } from 'drizzle-orm';
import type { Event } from '../core/event.ts';
import { idsFrom } from '../core/ids.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Theme } from './statements.ts';
import { inserting, present, read } from './statements.ts';

/** D1 takes 100 bound values in a statement. */
const AT_ONCE = 100;
const NARROWING = ['owner', 'region', 'subject', 'type', 'person', 'organisation'] as const;

/** The province is the owner's, and no part of what is sealed. */
export function eventOf({ region: _, ...facts }: Tables['event']['$inferSelect']): Event {
  return present(facts);
}

export const events: Theme<'events' | 'eventsAmong', 'event.add'> = (db, { event, unsealed }) => {
  const add = inserting(db, event);
  const wait = inserting(db, unsealed);
  return {
    reads: {
      events: async ({ limit, after = '', from, to, ...filter }) => {
        const rows = db
          .select()
          .from(event)
          .where(
            and(
              gt(event.id, after),
              ...NARROWING.map((name) => (filter[name] === undefined ? undefined : eq(event[name], filter[name]))),
              from === undefined ? undefined : gte(event.id, idsFrom(from)),
              to === undefined ? undefined : lt(event.id, idsFrom(to)),
            ),
          )
          .orderBy(asc(event.id))
          .limit(limit);
        return (await read(rows)).map(eventOf);
      },
      eventsAmong: async (ids) => {
        const found = [];
        for (let at = 0; at < ids.length; at += AT_ONCE) {
          const rows = db
            .select()
            .from(event)
            .where(inArray(event.id, ids.slice(at, at + AT_ONCE)));
          found.push(...(await read(rows)).map(eventOf));
        }
        return found;
      },
    },
    writes: { 'event.add': ({ event: happened }) => [add(happened), wait({ event: happened.id })] },
  };
};
