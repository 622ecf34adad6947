/** Employers, and what they used of their allowances. */
import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { Store } from '../core/ports.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Builder, Writes } from './statements.ts';
import { filling, first, hole, inserting, read } from './statements.ts';

interface Part {
  readonly reads: Pick<Store, 'employer' | 'employers' | 'spend' | 'spent'>;
  readonly writes: Writes<'employer.add' | 'employer.limits' | 'allowance.count'>;
}

export function employers(engine: Engine, db: Builder, { employer, allowance }: Tables): Part {
  const add = inserting(db, employer);
  const byCode = db
    .select()
    .from(employer)
    .where(eq(employer.code, hole('code')))
    .prepare();
  const ofName = db
    .select()
    .from(allowance)
    .where(eq(allowance.name, hole('name')))
    .prepare();

  const later = sql`${allowance.begins} < ${hole('begins')}`;
  const used = sql`(case when ${later} then 0 else ${allowance.used} end)`;
  const counting = (setWhere?: SQL) =>
    db
      .insert(allowance)
      .values({ name: hole('name'), begins: hole('begins'), used: hole('count') })
      .onConflictDoUpdate({
        target: allowance.name,
        set: {
          begins: sql`case when ${later} then ${hole('begins')} else ${allowance.begins} end`,
          used: sql`${used} + ${hole('count')}`,
        },
        ...(setWhere && { setWhere }),
      });
  const count = filling(counting());
  // Beyond the limit no row is touched, and none comes back.
  const spend = filling(
    counting(sql`${used} + ${hole('count')} <= ${hole('limit')}`).returning({ used: allowance.used }),
  );

  return {
    reads: {
      employer: (code) => first(byCode.execute({ code })),
      employers: ({ limit, after = '', code }) => {
        const one = code === undefined ? undefined : eq(employer.code, code);
        const rows = db
          .select()
          .from(employer)
          .where(and(gt(employer.code, after), one));
        return read(rows.orderBy(asc(employer.code)).limit(limit));
      },
      spend: async ({ name, begins, limit }, count) => {
        if (count > limit) return false;
        const [rows = []] = await engine.atomic([spend({ name, begins, count, limit })]);
        return rows.length > 0;
      },
      spent: async ({ name, begins }) => {
        const row = await first(ofName.execute({ name }));
        return row && row.begins >= begins ? row.used : 0;
      },
    },
    writes: {
      'employer.add': (write) => [add(write.employer)],
      'employer.limits': ({ code, limits }) => [
        db.update(employer).set({ limits }).where(eq(employer.code, code)).toSQL(),
      ],
      'allowance.count': ({ allowance: { name, begins }, count: number }) => [count({ name, begins, count: number })],
    },
  };
}
