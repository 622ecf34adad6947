/** Batches on their way, their rows as they came, and what became of them. */
import { and, asc, between, count, desc, eq, lt, lte, ne, sql } from 'drizzle-orm';
import type { Batch, BatchPart } from '../core/batch.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Theme } from './statements.ts';
import { filling, first, hole, inserting, present, read } from './statements.ts';

export const batches: Theme<
  'batch' | 'batches' | 'batchLike' | 'untidyBatches' | 'batchPart' | 'batchDigests' | 'batchRows' | 'batchTally',
  'batch.add' | 'batch.step' | 'batch.part' | 'batch.row' | 'batch.erase' | 'batch.drop'
> = (db, { batch, batch_step: steps, batch_part: part, batch_row: row, unsigned }) => {
  const add = inserting(db, batch);
  const takeStep = inserting(db, steps);
  const addPart = inserting(db, part);
  const addRow = inserting(db, row);
  const dropPart = filling(db.delete(part).where(and(eq(part.batch, hole('batch')), eq(part.part, hole('part')))));
  const dropParts = filling(db.delete(part).where(eq(part.batch, hole('batch'))));
  const dropBatch = filling(db.delete(batch).where(eq(batch.id, hole('batch'))));

  const byId = db
    .select({ batch: batch.batch })
    .from(batch)
    .where(eq(batch.id, hole('id')))
    .prepare();
  const byContent = db
    .select({ batch: batch.batch })
    .from(batch)
    .where(and(eq(batch.agency, hole('agency')), eq(batch.contentKey, hole('key'))))
    .prepare();
  const byRequest = db
    .select({ batch: batch.batch })
    .from(batch)
    .where(and(eq(batch.agency, hole('agency')), eq(batch.requestKey, hole('key'))))
    .prepare();
  const untidy = db
    .select({ batch: batch.batch })
    .from(batch)
    .where(lte(batch.tidyAt, hole('now')))
    .orderBy(asc(batch.tidyAt), asc(batch.id))
    .limit(hole('limit'))
    .prepare();
  const onePart = db
    .select()
    .from(part)
    .where(and(eq(part.batch, hole('batch')), eq(part.part, hole('part'))))
    .prepare();
  const digests = db
    .select({ digest: part.digest })
    .from(part)
    .where(eq(part.batch, hole('batch')))
    .orderBy(asc(part.part))
    .prepare();
  const rows = db
    .select()
    .from(row)
    .where(and(eq(row.batch, hole('batch')), between(row.n, hole('from'), hole('to'))))
    .orderBy(asc(row.n))
    .prepare();
  const made = db
    .select({ issued: count(), unsigned: count(unsigned.certificate) })
    .from(row)
    .leftJoin(unsigned, eq(unsigned.certificate, row.certificate))
    .where(eq(row.batch, hole('batch')))
    .prepare();
  const failed = db
    .select({ count: sql<number | null>`sum(${part.failed})` })
    .from(part)
    .where(eq(part.batch, hole('batch')))
    .prepare();

  const all = async (found: PromiseLike<{ batch: Batch }[]>) => (await read(found)).map((one) => one.batch);
  return {
    reads: {
      batch: async (id) => (await all(byId.execute({ id })))[0],
      batches: ({ limit, after, agency, region }) => {
        const whose = and(
          agency === undefined ? undefined : eq(batch.agency, agency),
          region === undefined ? undefined : eq(batch.region, region),
        );
        const older = after === undefined ? undefined : lt(batch.id, after);
        const seen = ne(batch.state, 'receiving');
        const found = db
          .select({ batch: batch.batch })
          .from(batch)
          .where(and(whose, older, seen));
        return all(found.orderBy(desc(batch.id)).limit(limit));
      },
      batchLike: async (agency, like) =>
        'contentKey' in like
          ? (await all(byContent.execute({ agency, key: like.contentKey })))[0]
          : (await all(byRequest.execute({ agency, key: like.requestKey })))[0],
      untidyBatches: (now, limit) => all(untidy.execute({ now, limit })),
      batchPart: async (batchId, at) => {
        const found = await first(onePart.execute({ batch: batchId, part: at }));
        return found && (present(found) as BatchPart);
      },
      batchDigests: async (batchId) => (await read(digests.execute({ batch: batchId }))).map(({ digest }) => digest),
      batchRows: (batchId, from, to) => read(rows.execute({ batch: batchId, from, to })),
      batchTally: async (batchId) => {
        const [rows, parts] = await Promise.all([
          first(made.execute({ batch: batchId })),
          first(failed.execute({ batch: batchId })),
        ]);
        return {
          issued: Number(rows?.issued ?? 0),
          unsigned: Number(rows?.unsigned ?? 0),
          failed: Number(parts?.count ?? 0),
        };
      },
    },
    writes: {
      'batch.add': (write) => [add(rowOf(write.batch))],
      'batch.step': ({ batch: one }) => {
        const { id, ...columns } = rowOf(one);
        return [
          takeStep({ batch: id, revision: one.revision, agency: one.agency }),
          db.update(batch).set(columns).where(eq(batch.id, id)).toSQL(),
        ];
      },
      'batch.part': (write) => [
        dropPart({ batch: write.part.batch, part: write.part.part }),
        addPart(write.part as Tables['batch_part']['$inferInsert']),
      ],
      'batch.row': (write) => [addRow(write.row)],
      'batch.erase': ({ batch: id, what }) => [
        db
          .update(part)
          .set({ sealed: null, ...(what === 'all' && { report: null }) })
          .where(eq(part.batch, id))
          .toSQL(),
      ],
      // Takes the first step: one that came to its end was dropped by nobody, and of one that was dropped nothing comes.
      'batch.drop': ({ batch: { id, agency } }) => [
        takeStep({ batch: id, revision: 1, agency }),
        dropParts({ batch: id }),
        dropBatch({ batch: id }),
      ],
    },
  };
};

/** `undefined` clears a column, too. */
function rowOf(batch: Batch): Tables['batch']['$inferInsert'] {
  const { id, agency, state, contentKey = null, requestKey = null, tidyAt = null } = batch;
  return { id, agency, state, contentKey, requestKey, tidyAt, batch };
}
