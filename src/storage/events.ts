/** What happened. Rows are only ever added. */
import { and, asc, eq, gt, isNull, lt, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Event, EventFilter } from '../core/event.ts';
import { idsFrom } from '../core/ids.ts';
import { SYSTEM } from '../core/record-event.ts';
import { EVERYDAY } from './columns.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Theme } from './statements.ts';
import { among, hole, inserting, present, read } from './statements.ts';

/** Who acted where nobody is named. */
const { person: SELF } = SYSTEM;

/** The province is the owner's, and no part of what is sealed. */
export function eventOf(row: Tables['event']['$inferSelect']): Event {
  const { region: _, rareType: __, ...facts } = row;
  return present({ ...facts, person: facts.person ?? SELF, organisation: facts.organisation ?? SELF });
}

function named(actor: string): string | null {
  return actor === SELF ? null : actor;
}

function matching(
  event: Tables['event'],
  filter: EventFilter & { readonly after?: string | undefined },
): SQL | undefined {
  const { type, person, organisation, owner, region, subject, after = '', from, to } = filter;
  const begin = from === undefined ? '' : idsFrom(from);
  const is = (column: SQLiteColumn, value: string | undefined) => (value === undefined ? undefined : eq(column, value));
  const by = (column: SQLiteColumn, actor: string | undefined) => (actor === SELF ? isNull(column) : is(column, actor));
  return and(
    // Of two lower bounds SQLite would begin at either, and step over all events up to the other.
    gt(event.id, after > begin ? after : begin),
    is(type !== undefined && EVERYDAY.includes(type) ? event.type : event.rareType, type),
    is(event.owner, owner),
    is(event.region, region),
    is(event.subject, subject),
    by(event.person, person),
    by(event.organisation, organisation),
    to === undefined ? undefined : lt(event.id, idsFrom(to)),
  );
}

export const events: Theme<'events' | 'eventsAmong', 'event.add'> = (db, { event, unsealed }) => {
  const add = inserting(db, event);
  const wait = inserting(db, unsealed);
  const some = db
    .select()
    .from(event)
    .where(among(event.id, hole('ids')))
    .prepare();
  return {
    reads: {
      events: async ({ limit, ...filter }) => {
        const rows = db.select().from(event).where(matching(event, filter)).orderBy(asc(event.id)).limit(limit);
        return (await read(rows)).map(eventOf);
      },
      eventsAmong: async (ids) => (await read(some.execute({ ids: JSON.stringify(ids) }))).map(eventOf),
    },
    writes: {
      'event.add': ({ event: { person, organisation, ...facts } }) => [
        add({ ...facts, person: named(person), organisation: named(organisation) }),
        wait({ event: facts.id }),
      ],
    },
  };
};
