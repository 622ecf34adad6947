/** Versions of the trust list that were signed once. Rows are only ever added. */
import { desc, eq, lt, lte } from 'drizzle-orm';
import { TRUST_LIST } from '../core/status.ts';
import { longTexts } from './long-text.ts';
import type { Theme } from './statements.ts';
import { first, read } from './statements.ts';

export const trustListVersions: Theme<
  'trustListVersion' | 'trustListVersionAt' | 'trustListVersions',
  'trust-list.archive'
> = (db, t) => {
  const { trust_list_version: kept } = t;
  const long = longTexts(db, t);
  const head = { version: kept.version, signedAt: kept.signedAt };
  return {
    reads: {
      trustListVersion: (version) =>
        long.whole(TRUST_LIST, 'credential', () => first(db.select().from(kept).where(eq(kept.version, version)))),
      trustListVersionAt: async (at) => {
        const rows = db.select(head).from(kept).where(lte(kept.signedAt, at));
        return (await first(rows.orderBy(desc(kept.signedAt), desc(kept.version)).limit(1)))?.version;
      },
      trustListVersions: ({ limit, after }) => {
        const older = after === undefined ? undefined : lt(kept.version, Number(after));
        return read(db.select(head).from(kept).where(older).orderBy(desc(kept.version)).limit(limit));
      },
    },
    writes: {
      'trust-list.archive': async ({ list }) => {
        const { column: credential, parts } = await long.keep(TRUST_LIST, list.credential);
        return [
          ...parts,
          db
            .insert(kept)
            .values({ ...list, credential })
            .onConflictDoNothing()
            .toSQL(),
        ];
      },
    },
  };
};
