import type { D1Database, D1Statement } from '../storage/d1.ts';

type Row = ReadonlyMap<string, unknown>;

interface Asked extends D1Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/**
 * The scenery of a database, for a rehearsal without I/O: it remembers the rows that were inserted, and answers a question
 * with those of them that hold all the texts that were bound to it, the newest first. Where one agency issues to one
 * person, that is enough.
 */
export function createStage(): D1Database {
  const tables = new Map<string, Row[]>();
  const rowsOf = (table: string) => tables.get(table) ?? [];

  const insert = ({ sql, params }: Asked) => {
    const [, table = '', columns = ''] = /^insert into "(\w+)" \(([^)]*)\) values/.exec(sql) ?? [];
    const row = new Map(namesIn(columns).map(([, name], at) => [name, params[at] ?? null]));
    tables.set(table, [...rowsOf(table), row]);
    return { results: sql.includes(' returning ') ? [{ value: rowsOf(table).length }] : [] };
  };

  const select = (sql: string, params: readonly unknown[]) => {
    const [, columns = '', table = ''] = /^select (.*?) from "(\w+)"/s.exec(sql) ?? [];
    const texts = params.filter((value) => typeof value === 'string');
    const found = rowsOf(table)
      .filter((row) => texts.every((text) => [...row.values()].includes(text)))
      .toReversed();
    const cell = (row: Row, [of, name]: Name) =>
      (of === '' || of === table ? row : rowsOf(of).at(-1))?.get(name) ?? null;
    return found.map((row) => namesIn(columns).map((name) => cell(row, name)));
  };

  const statement = (sql: string, params: readonly unknown[] = []): Asked => ({
    sql,
    params,
    bind: (...values) => statement(sql, values),
    raw: async () => select(sql, params),
  });
  return {
    prepare: (sql) => statement(sql),
    batch: async (statements) => (statements as Asked[]).map(insert),
  };
}

type Name = readonly [table: string, column: string];

/** `"table"."column"`, or `"column"` alone. */
function namesIn(columns: string): Name[] {
  return [...columns.matchAll(/(?:"(\w+)"\.)?"(\w+)"/g)].map(([, table = '', column = '']) => [table, column]);
}
