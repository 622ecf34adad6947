/** Jobs, their chunks, and recurring duties. */
import { and, asc, eq, gt, inArray, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { CLOCKS_DIFFER } from '../core/calendar.ts';
import { type Claim, MOST_AHEAD } from '../core/jobs.ts';
import type { Store } from '../core/ports.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Builder, Writes } from './statements.ts';
import { filling, first, hole, inserting, present, read, rowsOf } from './statements.ts';

type Verb = 'job' | 'jobs' | 'claimJob' | 'claimDuty';
type Kind = 'job.add' | 'job.chunk' | 'job.renew' | 'job.retry' | 'job.fail' | 'job.cancel';
interface Part {
  readonly reads: Pick<Store, Verb>;
  readonly writes: Writes<Kind>;
}

/** `guarded` is for what a hold stops. */
export function jobs(
  { engine, guarded }: { readonly engine: Engine; readonly guarded: Engine },
  db: Builder,
  { job, job_chunk: chunk, duty }: Tables,
): Part {
  const add = inserting(db, job);
  const takeChunk = inserting(db, chunk);
  const byId = db
    .select()
    .from(job)
    .where(eq(job.id, hole('id')))
    .prepare();
  const claimedRows = rowsOf(job);
  // Whoever asks within the time gets no row: the first has moved the date already. If that is further ahead, its clock was
  // wrong, and nobody would do it until then.
  const claimDuty = filling(
    db
      .insert(duty)
      .values({ name: hole('name'), dueAt: hole('next') })
      .onConflictDoUpdate({
        target: duty.name,
        set: { dueAt: hole('next') as never },
        setWhere: or(lte(duty.dueAt, hole('now')), gt(duty.dueAt, hole('far'))) as SQL,
      })
      .returning({ name: duty.name }),
  );

  /** The job that has been due longest. Where rows can be locked, rivals pass on to the next instead of waiting. */
  const nextDue = (kinds: readonly string[], due: SQL) => {
    const skip = sql.raw(engine.rowLocks ? ' for update skip locked' : '');
    const which = and(due, inArray(job.kind, [...kinds]));
    return sql`(select ${job.id} from ${job} where ${which} order by ${job.dueAt}, ${job.id} limit 1${skip})`;
  };
  const claim: Store['claimJob'] = async ({ kinds, holder, now, leaseMs }) => {
    const [due, astray] = [lte(job.dueAt, now), gt(job.dueAt, now + MOST_AHEAD)];
    const next = sql`coalesce(${nextDue(kinds, due)}, ${nextDue(kinds, astray)})`;
    const statement = db
      .update(job)
      .set({ state: 'running', holder, dueAt: now + leaseMs, attempts: sql`${job.attempts} + 1`, updatedAt: now })
      // Asked again of the row itself: it may have been claimed since the inner question.
      .where(and(eq(job.id, next), or(due, astray)))
      .returning()
      .toSQL();
    const [rows = []] = await guarded.atomic([statement]);
    return claimedRows(rows).map(present)[0];
  };
  const held = ({ id, chunk, attempts }: Claim) =>
    and(eq(job.id, id), eq(job.chunk, chunk), eq(job.attempts, attempts), isNotNull(job.dueAt));
  /** The chunk of a claim that is not lost: whoever has it still in hand, after this one took over, cannot commit it any more. */
  const takeIfHeld = (claim: Claim) => {
    const next = { job: job.id, chunk: sql<number>`${job.chunk} + 1`.as('chunk') };
    return db
      .insert(chunk)
      .select(db.select(next).from(job).where(held(claim)))
      .toSQL();
  };

  return {
    reads: {
      job: async (id) => {
        const row = await first(byId.execute({ id }));
        return row && present(row);
      },
      jobs: async ({ limit, after = '', owner, kind }) => {
        const whose = and(
          owner === undefined ? undefined : eq(job.owner, owner),
          kind === undefined ? undefined : eq(job.kind, kind),
        );
        const rows = db
          .select()
          .from(job)
          .where(and(whose, gt(job.id, after)));
        return (await read(rows.orderBy(asc(job.id)).limit(limit))).map(present);
      },
      claimJob: claim,
      claimDuty: async ({ name, now, everyMs }) => {
        const next = now + everyMs;
        const [rows = []] = await engine.atomic([claimDuty({ name, now, next, far: next + CLOCKS_DIFFER })]);
        return rows.length > 0;
      },
    },
    writes: {
      'job.add': (write) => [add(write.job)],
      'job.chunk': ({ claim: { id, chunk }, done, total, cursor, at }) => [
        takeChunk({ job: id, chunk: chunk + 1 }),
        db
          .update(job)
          .set({
            ...(cursor === undefined ? { state: 'done', dueAt: null } : { cursor, dueAt: at }),
            ...(total !== undefined && { total }),
            done,
            chunk: chunk + 1,
            attempts: 0,
            error: null,
            updatedAt: at,
          })
          .where(eq(job.id, id))
          .toSQL(),
      ],
      'job.renew': ({ claim, dueAt, at }) => [db.update(job).set({ dueAt, updatedAt: at }).where(held(claim)).toSQL()],
      'job.retry': ({ claim, attempts, error, dueAt, at }) => [
        db.update(job).set({ attempts, error, dueAt, updatedAt: at }).where(held(claim)).toSQL(),
      ],
      'job.fail': ({ claim, error, at }) => [
        takeIfHeld(claim),
        db.update(job).set({ state: 'failed', error, dueAt: null, updatedAt: at }).where(held(claim)).toSQL(),
      ],
      'job.cancel': ({ job: { id, chunk }, at }) => [
        takeChunk({ job: id, chunk: chunk + 1 }),
        db
          .update(job)
          .set({ state: 'cancelled', dueAt: null, updatedAt: at })
          .where(and(eq(job.id, id), isNotNull(job.dueAt)))
          .toSQL(),
      ],
    },
  };
}
