import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { expect, test } from 'vitest';
import * as schema from '../../src/storage/schema-sqlite.ts';
import { openSqlite, openSqliteEngine } from '../../src/storage/sqlite-node.ts';
import { built } from '../built.ts';
import { databasePath } from './temporary.ts';

const OPEN = await built('storage/open-once');

const META = new URL('../../src/storage/migrations/sqlite/meta/', import.meta.url);

test('the migrations lead to the tables that columns.ts describes', async () => {
  const newest = (await readdir(META))
    .filter((name) => name.endsWith('_snapshot.json'))
    .sort()
    .at(-1);
  const snapshot = JSON.parse(await readFile(new URL(`${newest}`, META), 'utf8'));
  const { tables: _, ...exports } = schema;
  const present = await generateSQLiteDrizzleJson(exports, snapshot.id);
  expect(Object.keys(present.tables)).toHaveLength(Object.keys(schema.tables).length);
  // If this fails: node scripts/make-migrations.ts
  expect(await generateSQLiteMigration(snapshot, present)).toEqual([]);
});

test('processes that open a new file together migrate it once', async () => {
  const path = await databasePath();
  const children = Array.from({ length: 4 }, () => spawn(process.execPath, [OPEN, path], { stdio: 'inherit' }));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);

  const engine = await openSqliteEngine(path);
  const journal = JSON.parse(await readFile(new URL('_journal.json', META), 'utf8'));
  const applied = await engine.all({ sql: 'SELECT created_at FROM __drizzle_migrations ORDER BY id', params: [] });
  expect(applied.flat()).toEqual(journal.entries.map(({ when }: { when: number }) => when));
  const events = await engine.all({ sql: 'SELECT count(*) FROM event', params: [] });
  expect(events).toEqual([[4]]);
  await engine.close();
});

test('two registers in one process open one file, whichever is first', async () => {
  const path = await databasePath();
  const stores = await Promise.all([openSqlite(path), openSqlite(path)]);
  await Promise.all(stores.map((store) => store.ping()));
  await Promise.all(stores.map((store) => store.close()));
});

test.each([
  ['older than ours', -1],
  ['newer, of another beginning', 1],
])('a register with other tables (%s) is refused, and stays as it is', async (_, ms) => {
  const path = await databasePath();
  await (await openSqlite(path)).close();
  const change = (sql: string) => {
    const db = new Database(path);
    db.exec(sql);
    db.close();
  };
  change(`UPDATE __drizzle_migrations SET created_at = created_at + ${ms}`);
  const before = await readFile(path);
  await expect(openSqlite(path)).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringMatching(`^The register in ${dirname(path)} was made by another version .* Move .* away`),
  });
  expect(await readFile(path)).toEqual(before);
  change(`UPDATE __drizzle_migrations SET created_at = created_at - ${ms}`);
  // A process of the version before, during an upgrade.
  change(
    "INSERT INTO __drizzle_migrations (hash, created_at) SELECT 'later', max(created_at) + 1 FROM __drizzle_migrations",
  );
  await (await openSqlite(path)).close();
});
