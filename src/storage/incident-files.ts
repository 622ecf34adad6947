/** What people put into the files of incidents: reports, answers, appeals. */
import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { FileEntry } from '../core/incident-file.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Theme } from './statements.ts';
import { first, inserting, present, read } from './statements.ts';

export const incidentFiles: Theme<
  'fileEntries' | 'fileEntry' | 'appeal' | 'appealFor' | 'appeals',
  'entry.add' | 'entry.file' | 'appeal.add' | 'appeal.put'
> = (db, { file_entry: entry, appeal }) => {
  const add = inserting(db, entry);
  const addAppeal = inserting(db, appeal);
  return {
    reads: {
      fileEntries: async ({ incident, region, limit, after = '' }) => {
        const here = region === undefined ? undefined : eq(entry.region, region);
        const where = incident === undefined ? isNull(entry.incident) : eq(entry.incident, incident);
        const rows = db
          .select()
          .from(entry)
          .where(and(where, here, gt(entry.id, after)));
        return (await read(rows.orderBy(asc(entry.id)).limit(limit))).map(entryOf);
      },
      fileEntry: async (id) => {
        const row = await first(db.select().from(entry).where(eq(entry.id, id)));
        return row && entryOf(row);
      },
      appeal: async (id) => (await first(db.select().from(appeal).where(eq(appeal.id, id))))?.appeal,
      appealFor: async (certificate) =>
        (await first(db.select().from(appeal).where(eq(appeal.open, certificate))))?.appeal,
      appeals: async ({ incident, limit, after = '' }) => {
        const rows = db
          .select()
          .from(appeal)
          .where(and(eq(appeal.incident, incident), gt(appeal.id, after)));
        return (await read(rows.orderBy(asc(appeal.id)).limit(limit))).map((row) => row.appeal);
      },
    },
    writes: {
      'entry.add': (write) => [add(write.entry)],
      'entry.file': ({ ids, incident }) => [
        db
          .update(entry)
          .set({ incident })
          .where(and(inArray(entry.id, [...ids]), isNull(entry.incident)))
          .toSQL(),
      ],
      'appeal.add': ({ appeal: one }) => [addAppeal({ ...one, open: openFor(one), appeal: one })],
      'appeal.put': ({ appeal: one }) => [
        db
          .update(appeal)
          .set({ open: openFor(one), appeal: one })
          .where(eq(appeal.id, one.id))
          .toSQL(),
      ],
    },
  };
};

function entryOf({ region: _, ...facts }: Tables['file_entry']['$inferSelect']): FileEntry {
  return present(facts);
}

function openFor({ state, certificate }: { readonly state: string; readonly certificate: string }): string | null {
  return state === 'open' ? certificate : null;
}
