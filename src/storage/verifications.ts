/** Files that were handed in to be verified, in parts, and their reports. */
import { and, asc, desc, eq, isNotNull, lt, lte } from 'drizzle-orm';
import type { VerificationState } from '../core/verification.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Theme } from './statements.ts';
import { filling, first, hole, inserting, present, read } from './statements.ts';

interface Row {
  readonly verification: Tables['verification']['$inferSelect'];
  readonly job: Tables['job']['$inferSelect'] | null;
}

function stateOf({ verification, job }: Row): VerificationState {
  return { ...present(verification), ...(job && { job: present(job) }) };
}

export const verifications: Theme<
  'verification' | 'verificationByRequest' | 'verifications' | 'verificationPart' | 'expiredVerifications',
  | 'verification.add'
  | 'verification.part'
  | 'verification.receive'
  | 'verification.results'
  | 'verification.report'
  | 'verification.erase'
> = (db, { verification, verification_part: part, job }) => {
  const add = inserting(db, verification);
  const addPart = inserting(db, part);
  const partAt = and(eq(part.verification, hole('id')), eq(part.part, hole('part')));
  const fill = filling(
    db
      .update(part)
      .set({ rows: null, results: hole('results') as never })
      .where(partAt),
  );
  const eraseParts = filling(db.delete(part).where(eq(part.verification, hole('id'))));
  const erase = filling(db.delete(verification).where(eq(verification.id, hole('id'))));

  const withJob = () => db.select({ verification, job }).from(verification).leftJoin(job, eq(job.id, verification.id));
  const byId = withJob()
    .where(eq(verification.id, hole('id')))
    .prepare();
  const byRequest = withJob()
    .where(and(eq(verification.owner, hole('owner')), eq(verification.requestKey, hole('requestKey'))))
    .prepare();
  const onePart = db.select().from(part).where(partAt).prepare();

  return {
    reads: {
      verification: async (id) => {
        const row = await first<Row>(byId.execute({ id }));
        return row && stateOf(row);
      },
      verificationByRequest: async (owner, requestKey) => {
        const row = await first<Row>(byRequest.execute({ owner, requestKey }));
        return row && stateOf(row);
      },
      verifications: async ({ limit, after, owner }) => {
        const whose = owner === undefined ? undefined : eq(verification.owner, owner);
        const older = after === undefined ? undefined : lt(verification.id, after);
        const rows = withJob().where(and(whose, older, isNotNull(verification.received)));
        return (await read<Row[]>(rows.orderBy(desc(verification.id)).limit(limit))).map(stateOf);
      },
      verificationPart: async (id, number) => {
        const row = await first(onePart.execute({ id, part: number }));
        return row && present(row);
      },
      expiredVerifications: async (now, limit) => {
        const rows = db.select().from(verification).where(lte(verification.expiresAt, now));
        const order = [asc(verification.expiresAt), asc(verification.id)];
        return (await read(rows.orderBy(...order).limit(limit))).map(present);
      },
    },
    writes: {
      'verification.add': ({ file }) => [add(file)],
      'verification.part': (write) => [addPart(write.part)],
      'verification.receive': ({ id, received, requestKey = null, expiresAt }) => [
        db.update(verification).set({ received, requestKey, expiresAt }).where(eq(verification.id, id)).toSQL(),
      ],
      'verification.results': ({ id, part: number, results }) => [fill({ id, part: number, results })],
      'verification.report': ({ id, report, expiresAt }) => [
        db.update(verification).set({ report, expiresAt }).where(eq(verification.id, id)).toSQL(),
      ],
      'verification.erase': ({ id, what }) => [eraseParts({ id }), ...(what === 'all' ? [erase({ id })] : [])],
    },
  };
};
