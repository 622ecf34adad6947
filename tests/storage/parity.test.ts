/** One description, two dialects: what a really migrated database of each consists of. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Table } from '../../src/storage/column.ts';
import { TABLES } from '../../src/storage/columns.ts';
import { openPostgres } from '../../src/storage/postgres-node.ts';
import { openSqliteEngine } from '../../src/storage/sqlite-node.ts';
import { type PostgresDatabase, postgresDatabase } from './postgres-database.ts';

/** As both engines tell it: columns in their order, keys and indexes by their columns. */
interface Shape {
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** `unique name(columns) where …`, sorted. */
  readonly indexes: readonly string[];
}

let database: PostgresDatabase;
beforeAll(async () => {
  database = await postgresDatabase();
  await (await openPostgres(database.url)).close();
});
afterAll(() => database.drop());

function index(unique: boolean, name: string, columns: readonly unknown[], condition: string): string {
  const where = condition.replaceAll(/["()]|\b\w+"?\./g, '').toLowerCase();
  return `${unique ? 'unique ' : ''}${name}(${columns.join()})${where && ` where ${where}`}`;
}

async function sqliteShapes(): Promise<Record<string, Shape>> {
  const engine = await openSqliteEngine(':memory:');
  const ask = (sql: string, ...params: unknown[]) => engine.all({ sql, params });
  const shapes: Record<string, Shape> = {};
  const tables = await ask(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
  );
  for (const [table] of tables) {
    const columns = await ask('SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?) ORDER BY cid', table);
    const indexes = await ask(
      `SELECT i.name, i."unique", s.sql FROM pragma_index_list(?) AS i JOIN sqlite_master AS s ON s.name = i.name WHERE i.origin = 'c'`,
      table,
    );
    const shown = indexes.map(async ([name, unique, sql]) => {
      const on = await ask('SELECT name FROM pragma_index_info(?) ORDER BY seqno', name);
      return index(unique === 1, String(name), on.flat(), / WHERE (.*)$/.exec(String(sql))?.[1] ?? '');
    });
    shapes[String(table)] = {
      columns: columns.map(([name, type, notNull]) => `${name} ${String(type).toLowerCase()} ${notNull === 1}`),
      key: columns
        .filter(([, , , pk]) => Number(pk) > 0)
        .sort((a, b) => Number(a[3]) - Number(b[3]))
        .map(([name]) => String(name)),
      indexes: (await Promise.all(shown)).sort(),
    };
  }
  await engine.close();
  return shapes;
}

const TYPES: Readonly<Record<string, string>> = { 'text C': 'text', bigint: 'integer' };

async function postgresShapes(): Promise<Record<string, Shape>> {
  const shapes: Record<string, Shape> = {};
  const tables = await database.admin(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%'",
  );
  for (const { name: table } of tables) {
    const columns = await database.admin(
      `SELECT column_name AS name, concat_ws(' ', data_type, collation_name) AS type, is_nullable = 'NO' AS "notNull"
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`,
      table,
    );
    const indexes = await database.admin(
      `SELECT c.relname AS name, indisunique AS unique, indisprimary AS primary, coalesce(pg_get_expr(indpred, indrelid), '') AS condition,
         array(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k(number, place)
               JOIN pg_attribute ON attrelid = indrelid AND attnum = number ORDER BY place) AS columns
       FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid WHERE indrelid = $1::regclass`,
      table,
    );
    shapes[String(table)] = {
      columns: columns.map(({ name, type, notNull }) => `${name} ${TYPES[String(type)]} ${notNull}`),
      key: indexes.find(({ primary }) => primary)?.columns as string[],
      indexes: indexes
        .filter(({ primary }) => !primary)
        .map((one) => index(one.unique === true, String(one.name), one.columns as string[], String(one.condition)))
        .sort(),
    };
  }
  return shapes;
}

test('both dialects have the same tables, columns, keys and indexes', async () => {
  const shapes = await postgresShapes();
  expect(Object.keys(shapes).sort()).toEqual(Object.keys(TABLES).sort());
  expect(shapes).toEqual(await sqliteShapes());
});

test('SQLite keeps short rows in the tree of their key', async () => {
  const engine = await openSqliteEngine(':memory:');
  const rows = await engine.all({ sql: 'SELECT name FROM pragma_table_list WHERE wr = 1', params: [] });
  await engine.close();
  const short = Object.entries<Table>(TABLES).flatMap(([name, { short }]) => (short ? [name] : []));
  expect(rows.flat().sort()).toEqual(short.sort());
  expect(short).toContain('unsealed');
});

/** Of these every organisation may see every row: their content is in the trust list, or no organisation can ask for it. */
const OPEN = ['issuing_stop', 'standing', 'signing_key', 'api_key'];
/** Whose rows are told apart by the names of lists. */
const LISTS = ['status_mark', 'past_suspension', 'list_revision', 'published_list'];
/** Read by the authority or the service alone. */
const OFFICE = ['incident', 'subsidy_claim', 'unsealed'];
/** Whose rows are told apart by another column: what an employer is, what it used, and what of an agency is counted. */
const OTHERWISE = ['employer', 'allowance', 'tally'];

test('every table with an owner stands behind the wall, or is open for a reason', async () => {
  const owned = Object.entries<Table>(TABLES)
    .filter(([, { columns }]) => ['agency', 'owner', 'organisation'].some((member) => member in columns))
    .map(([name]) => name);
  const walled = await database.admin(
    'SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relforcerowsecurity',
  );
  const expected = [...owned.filter((name) => !OPEN.includes(name)), ...LISTS, ...OFFICE, ...OTHERWISE].sort();
  expect(walled.map(({ name }) => name).sort()).toEqual(expected);
  const policies = await database.admin('SELECT tablename AS name FROM pg_policies');
  expect(policies.map(({ name }) => name).sort()).toEqual(expected);
});
