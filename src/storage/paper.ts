/** How certificates look on paper, and the copies that holders share. */
import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, hole, inserting, present, read } from './statements.ts';

export const paper: Theme<
  'layoutChoice' | 'share' | 'shares',
  'layout.put' | 'share.add' | 'share.withdraw' | 'share.forget'
> = (db, { layout_choice: layout, share }) => {
  const addShare = inserting(db, share);
  const choiceOf = db
    .select()
    .from(layout)
    .where(eq(layout.agency, hole('agency')))
    .prepare();
  const oneShare = db
    .select()
    .from(share)
    .where(eq(share.id, hole('id')))
    .prepare();
  const sharesOf = db
    .select()
    .from(share)
    .where(eq(share.certificate, hole('certificate')))
    .orderBy(desc(share.id))
    .limit(hole('limit'))
    .prepare();

  return {
    reads: {
      layoutChoice: async (agency) => (await first(choiceOf.execute({ agency })))?.choice,
      share: async (id) => {
        const row = await first(oneShare.execute({ id }));
        return row && present(row);
      },
      shares: async (certificate, limit) => (await read(sharesOf.execute({ certificate, limit }))).map(present),
    },
    writes: {
      'layout.put': ({ agency, choice }) => [
        db
          .insert(layout)
          .values({ agency, choice })
          .onConflictDoUpdate({ target: layout.agency, set: { choice } })
          .toSQL(),
      ],
      'share.add': (write) => [addShare(write.share)],
      'share.forget': ({ before }) => [db.delete(share).where(lt(share.expiresAt, before)).toSQL()],
      'share.withdraw': ({ id, at }) => [
        db
          .update(share)
          .set({ withdrawnAt: at })
          .where(and(eq(share.id, id), isNull(share.withdrawnAt)))
          .toSQL(),
      ],
    },
  };
};
