import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgres } from '../../src/storage/postgres-node.ts';
import * as schema from '../../src/storage/schema-postgres.ts';
import { built } from '../built.ts';
import { event } from '../contract/samples.ts';
import { type PostgresDatabase, postgresDatabase } from './postgres-database.ts';

const OPEN = await built('storage/open-postgres-once');

const META = new URL('../../src/storage/migrations/postgres/meta/', import.meta.url);

let database: PostgresDatabase;
beforeAll(async () => {
  database = await postgresDatabase();
});
afterAll(() => database.drop());

async function journal(): Promise<number[]> {
  const { entries } = JSON.parse(await readFile(new URL('_journal.json', META), 'utf8'));
  return entries.map(({ when }: { when: number }) => when);
}

test('the migrations lead to the tables that columns.ts describes', async () => {
  const newest = (await readdir(META))
    .filter((name) => name.endsWith('_snapshot.json'))
    .sort()
    .at(-1);
  const snapshot = JSON.parse(await readFile(new URL(`${newest}`, META), 'utf8'));
  const { tables: _, TABLE_OF_CONSTRAINT: __, ...exports } = schema;
  const present = generateDrizzleJson(exports, snapshot.id);
  expect(Object.keys(present.tables)).toHaveLength(Object.keys(schema.tables).length);
  // If this fails: node scripts/make-migrations.ts
  expect(await generateMigration(snapshot, present)).toEqual([]);
});

test('processes that open a new database together migrate it once', { timeout: 120_000 }, async () => {
  const children = Array.from({ length: 6 }, () => spawn(process.execPath, [OPEN, database.url], { stdio: 'inherit' }));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);

  const applied = await database.admin('SELECT created_at FROM __drizzle_migrations WHERE created_at > 0 ORDER BY 1');
  expect(applied.map(({ created_at }) => Number(created_at))).toEqual(await journal());
  expect(await database.admin('SELECT count(*)::int AS events FROM event')).toEqual([{ events: 6 }]);
});

test('a process that dies while it migrates holds up nobody, and leaves nothing half done', async () => {
  const other = await postgresDatabase();
  // A table is in the way of the first migration.
  await other.admin('CREATE TABLE unsigned (certificate text)');
  await expect(openPostgres(other.url)).rejects.toMatchObject({ code: '42P07' });
  const tables = "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'";
  // That one, and the list of migrations, which holds none.
  expect(await other.admin(tables)).toEqual([{ n: 2 }]);
  expect(await other.admin('SELECT created_at::int FROM __drizzle_migrations')).toEqual([{ created_at: 0 }]);

  await other.admin('DROP TABLE unsigned');
  const store = await openPostgres(other.url);
  await store.commit([{ write: 'event.add', event: event(1) }]);
  await store.close();
  await other.drop();
});

test('while another process migrates, one waits; when all is done, none asks for the lock', async () => {
  const other = await postgresDatabase();
  await (await openPostgres(other.url)).close();
  await other.admin('BEGIN');
  await other.admin('SELECT * FROM __drizzle_migrations FOR UPDATE');
  await (await openPostgres(other.url)).close();

  // The newest one is missing again.
  const newest = Math.max(...(await journal()));
  await other.admin('COMMIT');
  await other.admin('DELETE FROM __drizzle_migrations WHERE created_at = $1', newest);
  await other.admin('BEGIN');
  await other.admin('SELECT * FROM __drizzle_migrations WHERE created_at = 0 FOR UPDATE');
  const waiting = openPostgres(other.url);
  const waiters = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = $1";
  await expect.poll(() => database.admin(waiters, new URL(other.url).pathname.slice(1))).toEqual([{ n: 1 }]);
  await other.admin('INSERT INTO __drizzle_migrations VALUES ($1, $2)', newest, 'applied by somebody else');
  await other.admin('COMMIT');
  await (await waiting).close();
  await other.drop();
});

test('a database with other tables is refused, and stays as it is', async () => {
  const other = await postgresDatabase();
  await (await openPostgres(other.url)).close();
  const shift = (ms: number) =>
    other.admin(`UPDATE __drizzle_migrations SET created_at = created_at + $1 WHERE created_at > 0`, ms);
  for (const ms of [-1, 1]) {
    await shift(ms);
    await expect(openPostgres(other.url)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('DATABASE_URL'),
    });
    await shift(-ms);
  }
  await other.admin("INSERT INTO __drizzle_migrations SELECT max(created_at) + 1, 'later' FROM __drizzle_migrations");
  await (await openPostgres(other.url)).close();
  await other.drop();
});

test('a database that does not let us in, or not make tables, says so without its password', async () => {
  const url = new URL(database.url);
  const refused = { name: 'YinzhengError', code: 'invalid_configuration' };
  const wrong = new URL(url);
  wrong.password = 'not-this-one';
  const error = await openPostgres(wrong.href).catch((error: unknown) => error);
  expect(error).toMatchObject({ ...refused, message: expect.stringContaining('password authentication failed') });
  expect(String(error)).not.toContain('not-this-one');

  const nowhere = new URL(url);
  nowhere.pathname = '/nowhere';
  await expect(openPostgres(nowhere.href)).rejects.toMatchObject(refused);

  const message = expect.stringContaining('DATABASE_URL asks for TLS');
  await expect(openPostgres(`${url}?sslmode=verify-full`)).rejects.toMatchObject({ ...refused, message });

  const other = await postgresDatabase();
  await other.admin(`ALTER DATABASE ${new URL(other.url).pathname.slice(1)} OWNER TO postgres`);
  await expect(openPostgres(other.url)).rejects.toMatchObject(refused);
  await other.drop();
});
