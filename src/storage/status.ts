/** The bits of status lists and their signed copies. */
import { and, asc, count, desc, eq, gt, inArray, like, lt, or, type SQL, sql } from 'drizzle-orm';
import { CLOCKS_DIFFER } from '../core/calendar.ts';
import { AUTHORITY } from '../core/key.ts';
import type { PastSuspension, StatusListKind, StatusMark, StatusSlot } from '../core/status.ts';
import { parseStatusListId, STATUS_LIST_KINDS, SUMMARY_LIST, statusListId, TRUST_LIST } from '../core/status.ts';
import { longTexts } from './long-text.ts';
import type { Theme } from './statements.ts';
import { filling, first, hole, inserting, present, read } from './statements.ts';

function markOf<Row extends { readonly list: string }>(row: Row) {
  const { list, ...facts } = row;
  const parsed = parseStatusListId(list);
  if (!parsed || parsed.kind === SUMMARY_LIST) throw new TypeError(`a stored mark names no list: ${list}`);
  return { ...parsed, kind: parsed.kind, ...facts };
}

const listOf = (slot: StatusSlot, kind: StatusListKind) => statusListId(slot.agency, slot.group, kind);

/** The four lists of a slot by their kinds, and its place in each. */
function listsOf(slot: StatusSlot): Record<string, unknown> {
  const lists = STATUS_LIST_KINDS.map((kind) => [kind, listOf(slot, kind)]);
  return { ...Object.fromEntries(lists), index: slot.index };
}

export const status: Theme<
  | 'slotHolder'
  | 'slotsOfCredential'
  | 'marks'
  | 'pastSuspensions'
  | 'listMarks'
  | 'publishedList'
  | 'listRevision'
  | 'staleLists'
  | 'listsSignedBy'
  | 'listCount',
  'slot.hold' | 'status.mark' | 'status.amend' | 'status.clear' | 'list.touch' | 'list.publish'
> = (db, t) => {
  const { status_mark: mark, past_suspension: past, list_revision: list, published_list: published } = t;
  const { slot_holder: holder, trust_list_version: version } = t;
  const long = longTexts(db, t);
  const hold = inserting(db, holder);
  const addMark = inserting(db, mark);
  const keepPast = filling(
    db.insert(past).select(
      db
        .select({
          list: mark.list,
          index: mark.index,
          certificate: mark.certificate,
          since: mark.since,
          until: sql<number>`${hole('at')}`.as('lifted_at'),
          reason: mark.reason,
        })
        .from(mark)
        .where(and(eq(mark.list, hole('list')), eq(mark.index, hole('index')))),
    ),
  );
  const clearMark = filling(db.delete(mark).where(and(eq(mark.list, hole('list')), eq(mark.index, hole('index')))));
  const countUp = filling(
    db
      .insert(list)
      .values({ id: hole('id'), revision: 1 })
      .onConflictDoUpdate({ target: list.id, set: { revision: sql`${list.revision} + 1` } }),
  );

  const holderOf = db
    .select()
    .from(holder)
    .where(and(eq(holder.agency, hole('agency')), eq(holder.group, hole('group')), eq(holder.index, hole('index'))))
    .prepare();
  const heldBy = db
    .select()
    .from(holder)
    .where(and(eq(holder.agency, hole('agency')), eq(holder.credential, hole('credential'))))
    .orderBy(desc(holder.issuedAt))
    .prepare();
  const marksOf = db
    .select()
    .from(mark)
    .where(and(inArray(mark.list, STATUS_LIST_KINDS.map(hole)), eq(mark.index, hole('index'))))
    .orderBy(asc(mark.list))
    .prepare();
  const pastOf = db
    .select()
    .from(past)
    .where(and(inArray(past.list, STATUS_LIST_KINDS.map(hole)), eq(past.index, hole('index'))))
    .orderBy(asc(past.list), asc(past.since))
    .prepare();
  // One statement, so that the bits are those of the revision. A list without bits gives one row without an index.
  const marksIn = db
    .select({ revision: list.revision, index: mark.index })
    .from(list)
    .leftJoin(mark, eq(mark.list, list.id))
    .where(eq(list.id, hole('id')))
    .orderBy(asc(mark.index))
    .prepare();
  const copyOf = db
    .select()
    .from(published)
    .where(eq(published.id, hole('id')))
    .prepare();
  const revisionOf = db
    .select()
    .from(list)
    .where(eq(list.id, hole('id')))
    .prepare();
  // A list that nobody ever asked for has no signed copy and is not among them.
  const stale = db
    .select({ id: published.id })
    .from(published)
    .leftJoin(list, eq(list.id, published.id))
    .where(or(lt(published.signedAt, hole('before')), gt(list.revision, published.revision)))
    .orderBy(asc(published.signedAt), asc(published.id))
    .limit(hole('limit'))
    .prepare();
  // Ids say who signs: see `statusListId`. What follows an agency's code and a hyphen sorts before the code and a full stop.
  const signedBy = (signer: string) =>
    signer === AUTHORITY
      ? or(like(published.id, '%-authority-%'), eq(published.id, TRUST_LIST))
      : and(gt(published.id, `${signer}-`), lt(published.id, `${signer}.`), like(published.id, '%-agency-%'));

  return {
    reads: {
      slotHolder: async ({ agency, group, index }) => {
        const row = await first(holderOf.execute({ agency, group, index }));
        return row && present(row);
      },
      slotsOfCredential: async (agency, credential) =>
        (await read(heldBy.execute({ agency, credential }))).map((row) => present(row)),
      marks: async (slot) => {
        const rows = await read(marksOf.execute(listsOf(slot)));
        return rows.map((row): StatusMark => markOf(present(row)));
      },
      pastSuspensions: async (slot) =>
        (await read(pastOf.execute(listsOf(slot)))).map((row): PastSuspension => markOf(row)),
      listMarks: async (id) => {
        const rows = await read(marksIn.execute({ id }));
        return { revision: rows[0]?.revision ?? 0, indexes: rows.flatMap(({ index }) => index ?? []) };
      },
      publishedList: (id) => long.whole(id, 'credential', () => first(copyOf.execute({ id }))),
      listRevision: async (id) => (await first(revisionOf.execute({ id })))?.revision ?? 0,
      listsSignedBy: async ({ signer, limit, after = '' }) => {
        const ids = db
          .select({ id: published.id })
          .from(published)
          .where(and(signedBy(signer), gt(published.id, after)))
          .orderBy(asc(published.id))
          .limit(limit);
        return (await read(ids)).map(({ id }) => id);
      },
      listCount: async (signer) => {
        const [row] = await read(db.select({ lists: count() }).from(published).where(signedBy(signer)));
        return Number(row?.lists ?? 0);
      },
      staleLists: async (before, limit) => (await read(stale.execute({ before, limit }))).map(({ id }) => id),
    },
    writes: {
      'slot.hold': ({ holder }) => [hold(holder)],
      'status.mark': ({ mark: set }) => {
        const id = listOf(set, set.kind);
        return [addMark({ ...set, list: id }), countUp({ id })];
      },
      'status.amend': ({ mark: { agency, group, index, kind, certificate, ...said } }) => [
        db
          .update(mark)
          .set({ ...said, effectiveFrom: said.effectiveFrom ?? null, replacedBy: said.replacedBy ?? null })
          .where(and(eq(mark.list, statusListId(agency, group, kind)), eq(mark.index, index)))
          .toSQL(),
      ],
      'status.clear': ({ slot, kind, at }) => {
        const id = listOf(slot, kind);
        const place = { list: id, index: slot.index };
        return [keepPast({ ...place, at }), clearMark(place), countUp({ id })];
      },
      'list.touch': ({ list: id }) => [countUp({ id })],
      'list.publish': async ({ list: { id, ...list } }) => {
        const { column: credential, parts } = await long.keep(id, list.credential);
        const copy = { ...list, credential };
        const put = db
          .insert(published)
          .values({ id, ...copy })
          .onConflictDoUpdate({
            target: published.id,
            set: copy,
            setWhere: or(
              sql`(${published.revision}, ${published.signedAt}) < (${copy.revision}, ${copy.signedAt})`,
              and(eq(published.revision, copy.revision), gt(published.signedAt, copy.signedAt + CLOCKS_DIFFER)),
            ) as SQL,
          })
          .toSQL();
        const current = db.select({ text: published.credential }).from(published).where(eq(published.id, id));
        const archived = db.select({ text: version.credential }).from(version);
        return [...parts, put, long.forget(id, current, archived)];
      },
    },
  };
};
