/** Incidents: their sets, which are collected and carried out without a look at the rows, and their files. */
import {
  and,
  asc,
  desc,
  eq,
  getTableName,
  gt,
  gte,
  inArray,
  isNotNull,
  lt,
  lte,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { idsFrom } from '../core/ids.ts';
import type { Period, Selection } from '../core/incident.ts';
import type { CollectFrom, IncidentPart } from '../core/incident-ports.ts';
import { STATUS_LIST_KINDS, statusListId } from '../core/status.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Builder, Theme } from './statements.ts';
import { among, amongTriples, first, hole, inserting, present, read } from './statements.ts';

type Certificate = Tables['certificate'];

export const incidents: Theme<
  | 'incident'
  | 'incidents'
  | 'certificateAt'
  | 'incidentItems'
  | 'incidentItem'
  | 'incidentParties'
  | 'incidentParty'
  | 'incidentsOf'
  | 'incidentsWith',
  | 'incident.add'
  | 'incident.put'
  | 'incident.collect'
  | 'incident.party'
  | 'incident.mark'
  | 'incident.clear'
  | 'incident.tell'
> = (db, t) => {
  const { incident, incident_item: item, incident_party: party, certificate, status_mark: mark, appeal } = t;
  const add = inserting(db, incident);
  const byId = db
    .select()
    .from(incident)
    .where(eq(incident.id, hole('id')))
    .prepare();
  const inOrder = [asc(item.agency), asc(item.group), asc(item.index)];
  const notAppealed = () => notExists(db.select({ one: sql`1` }).from(appeal).where(eq(appeal.open, item.certificate)));
  const within = ({ incident: id, agency, group, after, until }: IncidentPart) =>
    and(
      eq(item.incident, id),
      eq(item.agency, agency),
      eq(item.group, group),
      gt(item.index, after),
      lte(item.index, until),
    );

  return {
    reads: {
      incident: async (id) => (await first(byId.execute({ id })))?.incident,
      incidents: async ({ limit, after, region }) => {
        const older = after === undefined ? undefined : lt(incident.id, after);
        const here = region === undefined ? undefined : eq(incident.region, region);
        const rows = db.select().from(incident).where(and(older, here)).orderBy(desc(incident.id)).limit(limit);
        return (await read(rows)).map((row) => row.incident);
      },
      certificateAt: async (agency, after, count) => {
        const rows = db
          .select({ id: certificate.id })
          .from(certificate)
          .where(and(eq(certificate.agency, agency), gt(certificate.id, after)))
          .orderBy(asc(certificate.id))
          .limit(1)
          .offset(count - 1);
        return (await first(rows))?.id;
      },
      incidentItems: async ({ incident: id, agency, after, limit }) => {
        const whose = agency === undefined ? undefined : eq(item.agency, agency);
        const beyond =
          after &&
          sql`(${item.agency}, ${item.group}, ${item.index}) > (${after.agency}, ${after.group}, ${after.index})`;
        const rows = db
          .select()
          .from(item)
          .where(and(eq(item.incident, id), whose, beyond));
        return (await read(rows.orderBy(...inOrder).limit(limit))).map(({ incident: _, ...row }) => present(row));
      },
      incidentItem: async (id, { agency, group, index }) => {
        const here = and(eq(item.incident, id), eq(item.agency, agency), eq(item.group, group), eq(item.index, index));
        const row = await first(db.select().from(item).where(here));
        if (!row) return undefined;
        const { incident: _, ...facts } = row;
        return present(facts);
      },
      incidentParties: async ({ incident: id, limit, after = '' }) => {
        const rows = db
          .select()
          .from(party)
          .where(and(eq(party.incident, id), gt(party.agency, after)));
        return (await read(rows.orderBy(asc(party.agency)).limit(limit))).map(present);
      },
      incidentParty: async (id, agency) => {
        const row = await first(
          db
            .select()
            .from(party)
            .where(and(eq(party.incident, id), eq(party.agency, agency))),
        );
        return row && present(row);
      },
      incidentsOf: async ({ agency, limit, after }) => {
        const older = after === undefined ? undefined : lt(party.incident, after);
        const rows = db
          .select()
          .from(party)
          .where(and(eq(party.agency, agency), isNotNull(party.told), older));
        return (await read(rows.orderBy(desc(party.incident)).limit(limit))).map(present);
      },
      incidentsWith: async ({ agency, group, index }) => {
        const here = and(
          eq(item.incident, incident.id),
          eq(item.agency, agency),
          eq(item.group, group),
          eq(item.index, index),
        );
        const rows = db
          .select({ incident: incident.incident })
          .from(incident)
          .innerJoin(item, here)
          .where(inArray(incident.state, ['executing', 'done']))
          .orderBy(desc(incident.id));
        return (await read(rows)).map((row) => row.incident);
      },
    },
    writes: {
      'incident.add': ({ incident: one }) => [add({ ...one, region: one.selection.region ?? null, incident: one })],
      'incident.put': ({ incident: one }) => [
        db.update(incident).set({ state: one.state, incident: one }).where(eq(incident.id, one.id)).toSQL(),
      ],
      'incident.collect': ({ incident: id, from }) => [
        db
          .insert(item)
          .select(collected(db, t, id, from))
          .onConflictDoNothing()
          .toSQL(),
      ],
      'incident.party': ({ incident: id, agency, add: more }) => [
        db
          .insert(party)
          .values({ incident: id, agency, count: more })
          .onConflictDoUpdate({ target: [party.incident, party.agency], set: { count: sql`${party.count} + ${more}` } })
          .toSQL(),
      ],
      'incident.mark': ({ part, mark: { kind, since, reason, effect, effectiveFrom = null } }) => [
        db
          .insert(mark)
          .select(
            db
              .select({
                list: text(statusListId(part.agency, part.group, kind)).as('list'),
                index: item.index,
                certificate: item.certificate,
                since: integer(since).as('since'),
                reason: text(reason).as('reason'),
                effect: text(effect).as('effect'),
                effectiveFrom: text(effectiveFrom).as('effective_from'),
                replacedBy: text(null).as('replaced_by'),
              } as never)
              .from(item)
              .where(and(within(part), notAppealed())) as never,
          )
          .onConflictDoNothing()
          .toSQL(),
      ],
      'incident.clear': ({ part, at }) => {
        const list = statusListId(part.agency, part.group, 'authority-suspension');
        const inPart = db
          .select({ index: item.index })
          .from(item)
          .where(and(within(part), notAppealed()));
        const cleared = and(eq(mark.list, list), inArray(mark.index, inPart));
        const { past_suspension: past } = t;
        const kept = db
          .select({
            list: mark.list,
            index: mark.index,
            certificate: mark.certificate,
            since: mark.since,
            until: integer(at).as('lifted_at'),
            reason: mark.reason,
          })
          .from(mark)
          .where(cleared);
        return [
          db
            .insert(past)
            .select(kept as never)
            .toSQL(),
          db.delete(mark).where(cleared).toSQL(),
        ];
      },
      'incident.tell': ({ incident: id, agency, told }) => [
        db
          .update(party)
          .set({ told })
          .where(and(eq(party.incident, id), eq(party.agency, agency)))
          .toSQL(),
      ],
    },
  };
};

/** Values in the list of a select have no column to say of which type they are. */
const text = (value: string | null) => sql<string>`cast(${value} as text)`;
const integer = (value: number) => sql<number>`cast(${value} as bigint)`;

/** The rows of a set, out of the certificates, or out of another set. */
function collected(db: Builder, t: Tables, id: string, from: CollectFrom): never {
  const { certificate, incident_item: item } = t;
  if ('incident' in from) {
    const { incident, agency, group, after, until } = from;
    const slot = { agency: item.agency, group: item.group, index: item.index };
    return db
      .select({
        incident: text(id).as('incident'),
        ...slot,
        certificate: item.certificate,
        issuedOn: item.issuedOn,
        already: standing(t, slot).as('already'),
      })
      .from(item)
      .where(
        and(
          eq(item.incident, incident),
          eq(item.agency, agency),
          eq(item.group, group),
          gt(item.index, after),
          lte(item.index, until),
        ),
      ) as never;
  }
  const slot = { agency: certificate.agency, group: certificate.group, index: certificate.index };
  const found = {
    incident: text(id).as('incident'),
    ...slot,
    certificate: certificate.id,
    issuedOn: certificate.issuedOn,
    already: standing(t, slot).as('already'),
  };
  if ('batch' in from) {
    const { batch_row: row } = t;
    return db
      .select(found)
      .from(row)
      .innerJoin(certificate, eq(certificate.id, row.certificate))
      .where(and(eq(row.batch, from.batch), gt(row.n, from.after), lte(row.n, from.until))) as never;
  }
  const where =
    'numbers' in from
      ? and(
          inArray(certificate.number, [...from.numbers]),
          from.region === undefined ? undefined : eq(certificate.region, from.region),
        )
      : and(
          eq(certificate.agency, from.agency),
          gt(certificate.id, from.after),
          from.until === undefined ? undefined : lte(certificate.id, from.until),
          ...conditions(certificate, from.selection),
        );
  return db.select(found).from(certificate).where(where) as never;
}

/** The gravest status of a slot. */
function standing({ status_mark: mark }: Tables, slot: Record<'agency' | 'group' | 'index', SQLiteColumn>): SQL {
  const [agency, group, index] = [named(slot.agency), named(slot.group), named(slot.index)];
  const lists = STATUS_LIST_KINDS.map((kind) => sql`${agency} || '-' || ${group} || ${`-${kind}`}`);
  const [list, replacedBy] = [named(mark.list), named(mark.replacedBy)];
  const gravity = sql`case when ${replacedBy} is not null then 2 when ${list} like '%-revocation' then 3 else 1 end`;
  const word = sql`case max(${gravity}) when 3 then 'revoked' when 2 then 'replaced' when 1 then 'suspended' end`;
  const here = sql`${list} in (${sql.join(lists, sql`, `)}) and ${named(mark.index)} = ${index}`;
  return sql`(select ${word} from ${mark} where ${here})`;
}

/** With its table: in what is selected from one table, the builder leaves that out, also within a subquery. */
function named(column: SQLiteColumn): SQL {
  return sql`${sql.identifier(getTableName(column.table))}.${sql.identifier(column.name)}`;
}

function conditions(certificate: Certificate, selection: Selection): (SQL | undefined)[] {
  const { batches, assessedOn = {}, issuedOn = {}, issuedAt = {}, occupations, levels, key } = selection;
  const until = issuedAt.until === undefined ? undefined : lt(certificate.id, idsFrom(issuedAt.until + 1));
  return [
    batches && among(certificate.batch, batches),
    ...between(certificate.assessedOn, assessedOn),
    ...between(certificate.issuedOn, issuedOn),
    issuedAt.from === undefined ? undefined : gte(certificate.id, idsFrom(issuedAt.from)),
    until,
    occupations &&
      amongTriples(
        [certificate.classification, certificate.edition, certificate.occupation],
        occupations.map(({ classification, edition, code }) => [classification, edition, code]),
      ),
    levels && and(eq(certificate.levelScheme, levels.scheme), among(certificate.level, levels.codes)),
    key === undefined ? undefined : or(eq(certificate.keyEd25519, key), eq(certificate.keyEs256, key)),
  ];
}

function between(column: SQLiteColumn, { from, until }: Period<string>): (SQL | undefined)[] {
  return [from === undefined ? undefined : gte(column, from), until === undefined ? undefined : lte(column, until)];
}
