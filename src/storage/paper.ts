/** How certificates look on paper, the copies that were signed for holders, and those that they share. */
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, hole, inserting, present, read } from './statements.ts';

export const paper: Theme<
  'copy' | 'layoutChoice' | 'share' | 'shares',
  'copy.add' | 'layout.put' | 'share.add' | 'share.withdraw'
> = (db, { layout_choice: layout, share, signed_copy: copy }) => {
  const addCopy = inserting(db, copy);
  const oneCopy = db
    .select()
    .from(copy)
    .where(eq(copy.id, hole('id')))
    .prepare();
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
      copy: async (id) => {
        const row = await first(oneCopy.execute({ id }));
        return row && present(row);
      },
      layoutChoice: async (agency) => (await first(choiceOf.execute({ agency })))?.choice,
      share: async (id) => {
        const row = await first(oneShare.execute({ id }));
        return row && present(row);
      },
      shares: async (certificate, limit) => (await read(sharesOf.execute({ certificate, limit }))).map(present),
    },
    writes: {
      'copy.add': (write) => [addCopy(write.copy)],
      'layout.put': ({ agency, choice }) => [
        db
          .insert(layout)
          .values({ agency, choice })
          .onConflictDoUpdate({ target: layout.agency, set: { choice } })
          .toSQL(),
      ],
      'share.add': (write) => [addShare(write.share)],
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
