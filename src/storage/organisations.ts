/** The authority, its secrets, and the agencies with their standing. */
import { and, asc, between, eq, gt } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, hole, inserting, present, read } from './statements.ts';

const AUTHORITY_ROW = 'authority';

export const organisations: Theme<
  'authority' | 'secrets' | 'agency' | 'agencies' | 'standing' | 'standingFrom' | 'agencyRecord',
  'authority.put' | 'secret.add' | 'agency.add' | 'standing.add' | 'agency.record'
> = (db, { authority, secret, agency, standing, agency_record: record }) => {
  const addSecret = inserting(db, secret);
  const addAgency = inserting(db, agency);
  const addStanding = inserting(db, standing);

  const theAuthority = db
    .select({ name: authority.name, uscc: authority.uscc, origin: authority.origin })
    .from(authority)
    .prepare();
  const allSecrets = db.select().from(secret).prepare();
  const agencyOf = db
    .select()
    .from(agency)
    .where(eq(agency.code, hole('code')))
    .prepare();
  const stepsOf = db
    .select()
    .from(standing)
    .where(eq(standing.agency, hole('agency')))
    .orderBy(asc(standing.id))
    .prepare();
  const allSteps = db.select().from(standing).orderBy(asc(standing.id)).prepare();

  return {
    reads: {
      authority: () => first(theAuthority.execute()),
      secrets: async () => new Map((await read(allSecrets.execute())).map(({ name, wrapped }) => [name, wrapped])),
      agency: (code) => first(agencyOf.execute({ code })),
      agencies: ({ limit, after = '', code, region }) => {
        const one = code === undefined ? undefined : eq(agency.code, code);
        const here = region === undefined ? undefined : eq(agency.region, region);
        const rows = db
          .select()
          .from(agency)
          .where(and(gt(agency.code, after), one, here));
        return read(rows.orderBy(asc(agency.code)).limit(limit));
      },
      standing: async (code) =>
        (await read(code === undefined ? allSteps.execute() : stepsOf.execute({ agency: code }))).map(present),
      standingFrom: async (begin, end) => {
        const within = between(standing.from, begin, end);
        return (await read(db.select().from(standing).where(within).orderBy(asc(standing.from), asc(standing.id)))).map(
          present,
        );
      },
      agencyRecord: (step) => first(db.select().from(record).where(eq(record.step, step))),
    },
    writes: {
      'authority.put': ({ authority: { name, uscc, origin } }) => [
        db
          .insert(authority)
          .values({ id: AUTHORITY_ROW, name, uscc, origin })
          .onConflictDoUpdate({ target: authority.id, set: { name, uscc, origin } })
          .toSQL(),
      ],
      'secret.add': (write) => [addSecret(write)],
      'agency.add': (write) => [addAgency(write.agency)],
      'standing.add': ({ step }) => [addStanding(step)],
      'agency.record': ({ record: { step, ...signed } }) => [
        db
          .insert(record)
          .values({ step, ...signed })
          .onConflictDoUpdate({ target: record.step, set: signed })
          .toSQL(),
      ],
    },
  };
};
