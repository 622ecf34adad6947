/**
 * Texts that may be longer than a row. D1 takes 2 MB in one, and the trust list of a country is five times as long: such a
 * text is kept packed and in parts, and in its column stands the name under which they are.
 */
import type { SQLWrapper } from 'drizzle-orm';
import { and, asc, eq, notInArray } from 'drizzle-orm';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { fromUtf8, sha256, utf8 } from '../lib/bytes.ts';
import { gunzip, gzip } from '../lib/gzip.ts';
import type { Statement } from './engine.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Builder } from './statements.ts';
import { filling, hole, read } from './statements.ts';

/** Characters of a text that stands in its column: every status list does. */
const IN_A_ROW = 65_536;
/** Characters of a part, of one byte each. */
const PART = 1_000_000;
/** Before the hash of a text. No text begins with it that stands in its column. */
const NAME = '#';
/** What `registry/foreign-lists.ts` takes, too. */
const MAX_BYTES = 67_108_864;
/** How often a row is read again whose text was replaced before its parts were read. */
const TRIES = 5;

export interface LongTexts {
  /** What the column of a list's text holds, and what must be written before it. */
  keep(list: string, text: string): Promise<{ readonly column: string; readonly parts: Statement[] }>;
  /** A row with the text itself in its column. `find` reads the row. */
  whole<Member extends string, Row extends Readonly<Record<Member, string>>>(
    list: string,
    member: Member,
    find: () => Promise<Row | undefined>,
  ): Promise<Row | undefined>;
  /** Removes the parts of a list's texts that no column names any more. `columns` are queries for those that may. */
  forget(list: string, ...columns: readonly SQLWrapper[]): Statement;
}

export function longTexts(db: Builder, { text_part: part }: Tables): LongTexts {
  const row = { list: hole('list'), text: hole('text'), n: hole('n'), part: hole('part') } as never;
  const add = filling(db.insert(part).values(row).onConflictDoNothing());
  const partsOf = db
    .select({ part: part.part })
    .from(part)
    .where(and(eq(part.list, hole('list')), eq(part.text, hole('text'))))
    .orderBy(asc(part.n))
    .prepare();
  /** The one that was read last: a trust list is asked for all the time, and unpacking that of a country takes 0.1 s. */
  let latest: { readonly name: string; readonly text: string } | undefined;

  return {
    async keep(list, text) {
      if (text.length <= IN_A_ROW && !text.startsWith(NAME)) return { column: text, parts: [] };
      const bytes = utf8(text);
      const column = NAME + encodeBase64url(await sha256(bytes));
      const packed = encodeBase64url(await gzip(bytes));
      const parts = Array.from({ length: Math.ceil(packed.length / PART) }, (_, n) =>
        add({ list, text: column, n, part: packed.slice(n * PART, (n + 1) * PART) }),
      );
      return { column, parts };
    },
    async whole(list, member, find) {
      for (let tries = 1; ; tries++) {
        const row = await find();
        const name = row?.[member];
        if (!name?.startsWith(NAME)) return row;
        const parts = latest?.name === name ? [] : await read(partsOf.execute({ list, text: name }));
        if (parts.length > 0) {
          const packed = decodeBase64url(parts.map((one) => one.part).join(''));
          latest = { name, text: fromUtf8(await gunzip(packed, MAX_BYTES)) };
        }
        if (latest?.name === name) return { ...row, [member]: latest.text } as typeof row;
        if (tries === TRIES) throw new Error(`the text ${name} of ${list} is not in the register`);
      }
    },
    forget: (list, ...columns) =>
      db
        .delete(part)
        .where(and(eq(part.list, list), ...columns.map((used) => notInArray(part.text, used))))
        .toSQL(),
  };
}
