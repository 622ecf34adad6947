/** What waits to be done, in numbers. */
import { asc, count, eq, isNotNull, min } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, read } from './statements.ts';

export const backlog: Theme<'backlog', never> = (db, { certificate, unsigned, published_list: published, job }) => {
  const prepared = db.select({ count: count() }).from(unsigned).prepare();
  // Ids are ordered by time.
  const oldestPrepared = db
    .select({ at: certificate.preparedAt })
    .from(unsigned)
    .innerJoin(certificate, eq(certificate.id, unsigned.certificate))
    .orderBy(asc(unsigned.certificate))
    .limit(1)
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
        const [waiting, oldest, list, jobs] = await Promise.all([
          first(prepared.execute()),
          first(oldestPrepared.execute()),
          first(oldestList.execute()),
          read(openJobs.execute()),
        ]);
        return {
          prepared: Number(waiting?.count ?? 0),
          ...(oldest && { oldestPreparedAt: oldest.at }),
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
