/** What people hold, across agencies. */
import { and, eq, exists, gt, isNotNull, isNull, lte, notExists, or, sql } from 'drizzle-orm';
import type { CountedHolding, Holding } from '../core/holding.ts';
import { STATUS_LIST_KINDS, statusListId } from '../core/status.ts';
import { hasLostKey } from './lost.ts';
import { among, hole, present, read, type Theme } from './statements.ts';

const ENDS = STATUS_LIST_KINDS.filter((kind) => kind.endsWith('revocation'));

export const holdings: Theme<'holdings' | 'holdingsOf' | 'changedByIncident', never> = (db, t) => {
  const { certificate, person, securing, status_mark: mark } = t;
  const list = (kind: string) => sql`${certificate.agency} || '-' || ${certificate.group} || ${`-${kind}`}`;
  const revoked = exists(
    db
      .select({ one: sql`1` })
      .from(mark)
      .where(and(or(...ENDS.map((kind) => eq(mark.list, list(kind)))), eq(mark.index, certificate.index))),
  );
  const ended = or(revoked, and(isNull(securing.certificate), hasLostKey(db, t)));
  const columns = {
    id: certificate.id,
    agency: certificate.agency,
    group: certificate.group,
    index: certificate.index,
    person: certificate.person,
    blindIndex: person.blindIndex,
    classification: certificate.classification,
    edition: certificate.edition,
    occupation: certificate.occupation,
    jobDirection: certificate.jobDirection,
    levelScheme: certificate.levelScheme,
    level: certificate.level,
    route: certificate.route,
    issuedOn: certificate.issuedOn,
    validUntil: certificate.validUntil,
    signedAt: securing.signedAt,
    ended: sql<number>`case when ${ended} then 1 else 0 end`,
  };
  const counted = { ...columns, sealedIdentity: person.sealedIdentity };
  const held = (which: typeof columns | typeof counted) =>
    db
      .select(which)
      .from(certificate)
      .innerJoin(person, eq(person.id, certificate.person))
      .leftJoin(securing, eq(securing.certificate, certificate.id));
  const withIds = held(counted)
    .where(among(certificate.id, hole('ids')))
    .prepare();
  const ofPeople = held(columns)
    .where(and(among(person.blindIndex, hole('indexes')), isNotNull(person.blindIndex)))
    .prepare();
  return {
    reads: {
      holdings: async (ids) => (await read(withIds.execute({ ids: JSON.stringify(ids) }))).map(countedOf),
      holdingsOf: async (blindIndexes) =>
        (await read(ofPeople.execute({ indexes: JSON.stringify(blindIndexes) }))).map(holdingOf),
      changedByIncident: async (part, { kind, action, at }) => {
        const { past_suspension: past, incident_item: item } = t;
        const name = statusListId(part.agency, part.group, kind);
        const kept = (column: typeof past.since | typeof past.until) =>
          exists(
            db
              .select({ one: sql`1` })
              .from(past)
              .where(and(eq(past.list, name), eq(past.index, item.index), eq(column, at))),
          );
        const set = exists(
          db
            .select({ one: sql`1` })
            .from(mark)
            .where(and(eq(mark.list, name), eq(mark.index, item.index), eq(mark.since, at))),
        );
        // What the other side had revoked or replaced was at its end before.
        const others = ENDS.filter((other) => ENDS.includes(kind) && other !== kind);
        const goodUntilThen = others.map((other) =>
          notExists(
            db
              .select({ one: sql`1` })
              .from(mark)
              .where(and(eq(mark.list, statusListId(part.agency, part.group, other)), eq(mark.index, item.index))),
          ),
        );
        const here = and(
          eq(item.incident, part.incident),
          eq(item.agency, part.agency),
          eq(item.group, part.group),
          gt(item.index, part.after),
          lte(item.index, part.until),
        );
        const query = held(counted)
          .innerJoin(item, eq(item.certificate, certificate.id))
          .where(and(here, action === 'clear' ? kept(past.until) : or(set, kept(past.since)), ...goodUntilThen));
        return (await read(query)).map(countedOf);
      },
    },
    writes: {},
  };
};

type Row = Readonly<Record<string, unknown>>;

function countedOf({ sealedIdentity, ...row }: Row): CountedHolding {
  return { ...holdingOf(row), sealedIdentity: (sealedIdentity ?? null) as string | null };
}

function holdingOf(row: Row): Holding {
  const { classification, edition, occupation, levelScheme, level, ended, blindIndex, ...facts } = row;
  return {
    ...(present(facts) as object),
    blindIndex,
    occupation: { classification, edition, code: occupation },
    level: { scheme: levelScheme, code: level },
    ended: Number(ended) === 1,
  } as Holding;
}
