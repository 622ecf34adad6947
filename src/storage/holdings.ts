/** What people hold, across agencies. */
import { and, eq, exists, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { Holding } from '../core/holding.ts';
import { STATUS_LIST_KINDS } from '../core/status.ts';
import { present, read, type Theme } from './statements.ts';

/** D1 takes 100 bound values in a statement; some are the names of lists. */
const AT_ONCE = 90;
const ENDS = STATUS_LIST_KINDS.filter((kind) => kind.endsWith('revocation'));

export const holdings: Theme<'holdings' | 'holdingsOf', never> = (db, t) => {
  const { certificate, person, securing, status_mark: mark } = t;
  const list = (kind: string) => sql`${certificate.agency} || '-' || ${certificate.group} || ${`-${kind}`}`;
  const ended = exists(
    db
      .select({ one: sql`1` })
      .from(mark)
      .where(and(or(...ENDS.map((kind) => eq(mark.list, list(kind)))), eq(mark.index, certificate.index))),
  );
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
    securing: securing.certificate,
    ended: sql<number>`case when ${ended} then 1 else 0 end`,
  };
  type Row = { [Name in keyof typeof columns]: unknown };
  const rows = async (column: typeof certificate.id | typeof person.blindIndex, values: readonly string[]) => {
    const found: Row[] = [];
    for (let at = 0; at < values.length; at += AT_ONCE) {
      const query = db
        .select(columns)
        .from(certificate)
        .innerJoin(person, eq(person.id, certificate.person))
        .leftJoin(securing, eq(securing.certificate, certificate.id))
        .where(and(inArray(column, values.slice(at, at + AT_ONCE)), isNotNull(column)));
      found.push(...(await read(query)));
    }
    return found.map(holdingOf);
  };
  return {
    reads: {
      holdings: (ids) => rows(certificate.id, ids),
      holdingsOf: (blindIndexes) => rows(person.blindIndex, blindIndexes),
    },
    writes: {},
  };
};

function holdingOf(row: Readonly<Record<string, unknown>>): Holding {
  const { classification, edition, occupation, levelScheme, level, securing, ended, blindIndex, ...facts } = row;
  return {
    ...(present(facts) as object),
    blindIndex,
    occupation: { classification, edition, code: occupation },
    level: { scheme: levelScheme, code: level },
    signed: securing !== null,
    ended: Number(ended) === 1,
  } as Holding;
}
