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

  const insert = ({ sql, params }: Asked): object[] => {
    const [, table = '', columns = ''] = /^insert into "(\w+)" \(([^)]*)\) values/.exec(sql) ?? [];
    tables.set(table, [...rowsOf(table), new Map(namesIn(columns).map(([, name], at) => [name, params[at] ?? null]))]);
    return sql.includes(' returning ') ? [{ value: rowsOf(table).length }] : [];
  };

  const select = ({ sql, params }: Asked): [string, unknown][][] => {
    const [, columns = '', table = ''] = /^select (.*?) from "(\w+)"/s.exec(sql) ?? [];
    // What begins a list is bound as an empty text.
    const texts = params.filter((value) => typeof value === 'string' && value !== '');
    const found = rowsOf(table).filter((row) => texts.every((text) => [...row.values()].includes(text)));
    return found.toReversed().map((row) => {
      const sources = new Map([[table, row]]);
      for (const [, joined = '', alias = joined, pairs = ''] of sql.matchAll(JOINS)) {
        const wanted = namesIn(pairs);
        const fits = (one: Row) => {
          const columnOf = ([of, name]: Name = ['', '']) => (of === alias ? one : sources.get(of))?.get(name);
          return wanted.every((left, at) => at % 2 === 1 || columnOf(left) === columnOf(wanted[at + 1]));
        };
        const match = rowsOf(joined).findLast(fits);
        if (match) sources.set(alias, match);
      }
      return namesIn(columns).map(([of, name]) => [name, sources.get(of || table)?.get(name) ?? null]);
    });
  };

  const statement = (sql: string, params: readonly unknown[] = []): Asked => ({
    sql,
    params,
    bind: (...values) => statement(sql, values),
    raw: async () => select(statement(sql, params)).map((row) => row.map(([, value]) => value)),
  });
  const run = (asked: Asked) =>
    asked.sql.startsWith('select') ? select(asked).map(Object.fromEntries) : insert(asked);
  return {
    prepare: (sql) => statement(sql),
    batch: async (statements) => (statements as Asked[]).map((asked) => ({ results: run(asked) })),
  };
}

/** Each joined table, its alias, and the equations of columns that join it. */
const JOINS = / join "(\w+)"(?: "(\w+)")? on (.*?)(?= (?:inner|left) join | where | order by |$)/gs;

type Name = readonly [table: string, column: string];

/** `"table"."column"`, or `"column"` alone. */
function namesIn(columns: string): Name[] {
  return [...columns.matchAll(/(?:"(\w+)"\.)?"(\w+)"/g)].map(([, table = '', column = '']) => [table, column]);
}
