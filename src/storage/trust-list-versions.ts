/** Versions of the trust list that were signed once. Rows are only ever added. */
import { desc, eq, lt, lte } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, read } from './statements.ts';

export const trustListVersions: Theme<
  'trustListVersion' | 'trustListVersionAt' | 'trustListVersions',
  'trust-list.archive'
> = (db, { trust_list_version: kept }) => {
  const head = { version: kept.version, signedAt: kept.signedAt };
  return {
    reads: {
      trustListVersion: (version) => first(db.select().from(kept).where(eq(kept.version, version))),
      trustListVersionAt: async (at) => {
        const rows = db.select(head).from(kept).where(lte(kept.signedAt, at));
        return (await first(rows.orderBy(desc(kept.signedAt), desc(kept.version)).limit(1)))?.version;
      },
      trustListVersions: ({ limit, after }) => {
        const older = after === undefined ? undefined : lt(kept.version, Number(after));
        return read(db.select(head).from(kept).where(older).orderBy(desc(kept.version)).limit(limit));
      },
    },
    writes: { 'trust-list.archive': ({ list }) => [db.insert(kept).values(list).onConflictDoNothing().toSQL()] },
  };
};
