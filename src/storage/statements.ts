/** What the files of the Store share: queries built once, and rows as the values they stand for. */

import type { Query, SQL } from 'drizzle-orm';
import { DrizzleQueryError, fillPlaceholders, getTableColumns, is, Placeholder, sql } from 'drizzle-orm';
import { SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy';
import type { Store, Write } from '../core/ports.ts';
import type { Statement } from './engine.ts';
import type { Tables } from './schema-sqlite.ts';

/** The query builder. Statements are typed in SQLite's dialect; every dialect that has these methods will do. */
export type Builder = Pick<SqliteRemoteDatabase, 'select' | 'insert' | 'update' | 'delete'>;

/** Turns each kind of write into its statements. A statement that stands there twice, the same object, runs once. */
export type Writes<Kind extends Write['write'] = Write['write']> = {
  readonly [K in Kind]: (write: Extract<Write, { write: K }>) => Statement[] | Promise<Statement[]>;
};

/**
 * One theme of the Store: some of its reads, some of its writes. Building a query takes longer than running it, so what
 * has a fixed form is built once, with holes for the values; what narrows by optional conditions is built each time.
 */
export type Theme<Verb extends keyof Store, Kind extends Write['write']> = (
  db: Builder,
  t: Tables,
) => { readonly reads: Pick<Store, Verb>; readonly writes: Writes<Kind> };

/** A value that is given when the query runs. */
export function hole(name: string): Placeholder {
  return sql.placeholder(name);
}

/** A list of any length as one bound value: D1 takes a hundred. */
type List<T> = readonly T[] | Placeholder;

/** Whether a text column has one of the values of a list, which is JSON where a hole stands for it. */
export function among(column: SQLiteColumn, list: List<string>): SQL {
  return isSqlite(column)
    ? sql`${column} in (select value from json_each(${bound(list)}))`
    : sql`${column} = any(array(select json_array_elements_text(${bound(list)}::json)))`;
}

/** The same of three text columns together. */
export function amongTriples(columns: readonly SQLiteColumn[], list: List<readonly [string, string, string]>): SQL {
  const elements = columns.every(isSqlite)
    ? sql`json_each(${bound(list)})`
    : sql`json_array_elements(${bound(list)}::json)`;
  return sql`(${sql.join([...columns], sql`, `)}) in (select value ->> 0, value ->> 1, value ->> 2 from ${elements})`;
}

/** A column of PostgreSQL's schema comes under the type of SQLite's. */
function isSqlite(column: SQLiteColumn): boolean {
  return is(column, SQLiteColumn);
}

function bound(list: List<unknown>): unknown {
  return is(list, Placeholder) ? list : JSON.stringify(list);
}

/** Runs a query. An engine's error comes through as it is: drizzle's wrapper shows bound values in its message. */
export async function read<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw error instanceof DrizzleQueryError && error.cause ? error.cause : error;
  }
}

/** The first row, if there is one. */
export async function first<T>(query: PromiseLike<T[]>): Promise<T | undefined> {
  return (await read(query))[0];
}

/** A writing statement with holes. */
export function filling(query: { toSQL(): Query }): (values: Record<string, unknown>) => Statement {
  const { sql, params } = query.toSQL();
  return (values) => ({ sql, params: fillPlaceholders(params, values) });
}

/** An insert of one row; a member that is missing is null. */
export function inserting<T extends SQLiteTable>(db: Builder, table: T): (row: T['$inferInsert']) => Statement {
  const columns = Object.entries<SQLiteColumn>(getTableColumns(table)).filter(([, one]) => !one.generated);
  const holes = Object.fromEntries(columns.map(([member]) => [member, hole(member)]));
  const { sql } = db
    .insert(table)
    .values(holes as T['$inferInsert'])
    .toSQL();
  return (row: Record<string, unknown>) => ({
    sql,
    params: columns.map(([member, column]) => {
      const value = row[member] ?? null;
      return value === null ? null : column.mapToDriverValue(value);
    }),
  });
}

/** What a `RETURNING` of a whole table gives, as rows. */
export function rowsOf<T extends SQLiteTable>(table: T): (raw: readonly unknown[][]) => T['$inferSelect'][] {
  const columns = Object.entries<SQLiteColumn>(getTableColumns(table));
  const rowOf = (values: readonly unknown[]) =>
    Object.fromEntries(
      columns.map(([member, column], i) => {
        const value = values[i] ?? null;
        return [member, value === null ? null : column.mapFromDriverValue(value)];
      }),
    );
  return (raw) => raw.map(rowOf);
}

type Present<Row> = { [M in keyof Row as null extends Row[M] ? never : M]: Row[M] } & {
  [M in keyof Row as null extends Row[M] ? M : never]?: NonNullable<Row[M]>;
};

/** A row without its nulls: the core leaves out what is not there. */
export function present<Row extends object>(row: Row): Present<Row> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Present<Row>;
}
