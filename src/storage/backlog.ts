/** What waits to be done, in numbers. */
import { asc, count, eq, isNotNull, min, sql } from 'drizzle-orm';
import { hasLostKey } from './lost.ts';
import type { Theme } from './statements.ts';
import { first, read } from './statements.ts';

export const backlog: Theme<'backlog', never> = (db, t) => {
  const { certificate, unsigned, published_list: published, job } = t;
  const prepared = db
    .select({ at: certificate.preparedAt, lost: sql`case when ${hasLostKey(db, t)} then 1 else 0 end`.as('lost') })
    .from(unsigned)
    // Not an inner join: SQLite may begin one with all certificates.
    .leftJoin(certificate, eq(certificate.id, unsigned.certificate))
    .as('prepared');
  const preparedByFate = db
    .select({ lost: prepared.lost, count: count(), oldestAt: min(prepared.at) })
    .from(prepared)
    .groupBy(sql`${prepared.lost}`)
    .prepare();
  const oldestList = db
    .select({ at: min(published.signedAt) })
    .from(published)
    .prepare();
  // Jobs that ended have no such date and are not in its index.
  const openJobs = db
    .select({ kind: job.kind, state: job.state, count: count(), oldestAt: min(job.createdAt) })
    .from(job)
    .where(isNotNull(job.dueAt))
    .groupBy(job.kind, job.state)
    .orderBy(asc(job.kind), asc(job.state))
    .prepare();

  return {
    reads: {
      async backlog() {
        const [unsigned, list, jobs] = await Promise.all([
          read(preparedByFate.execute()),
          first(oldestList.execute()),
          read(openJobs.execute()),
        ]);
        const waiting = unsigned.find(({ lost }) => Number(lost) === 0);
        const unsignable = unsigned.find(({ lost }) => Number(lost) === 1);
        return {
          prepared: Number(waiting?.count ?? 0),
          ...(waiting && { oldestPreparedAt: Number(waiting.oldestAt) }),
          unsignable: Number(unsignable?.count ?? 0),
          ...(typeof list?.at === 'number' && { oldestListSignedAt: list.at }),
          jobs: jobs.map(({ kind, state, count, oldestAt }) => {
            return { kind, state, count: Number(count), oldestAt: Number(oldestAt) };
          }),
        };
      },
    },
    writes: {},
  };
};
