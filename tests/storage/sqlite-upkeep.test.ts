import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { sizeOf } from '../../src/storage/sqlite-file-node.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { logCutter } from '../../src/storage/sqlite-upkeep-node.ts';
import { built } from '../built.ts';
import { event } from '../contract/samples.ts';
import { databasePath } from './temporary.ts';

const READER = await built('storage/reader');

const MB = 2 ** 20;

let n = 0;
/** One commit that adds half a megabyte to the log. */
async function write(store: Store): Promise<void> {
  const data = { text: 'x'.repeat(10_000) };
  await store.commit(Array.from({ length: 50 }, () => ({ write: 'event.add', event: event(n++, { data }) })));
}

test('the log stays short under writes that go on', async () => {
  const path = await databasePath();
  const store = await openSqlite(path);
  let longest = 0;
  for (let i = 0; i < 100; i++) {
    await write(store);
    longest = Math.max(longest, sizeOf(`${path}-wal`));
  }
  expect(longest).toBeLessThan(16 * MB);
  await store.close();
});

test('while something reads on and on the log grows, and is cut when it ends though the writes go on', async () => {
  const path = await databasePath();
  const store = await openSqlite(path);
  await write(store);
  const reader = new Database(path);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM event').get();
  for (let i = 0; i < 60; i++) await write(store);
  expect(sizeOf(`${path}-wal`)).toBeGreaterThan(24 * MB);
  await store.tend();

  reader.close();
  for (let i = 0; i < 40; i++) await write(store);
  await store.tend();
  expect(sizeOf(`${path}-wal`)).toBeLessThan(17 * MB);
  await store.close();
});

test('the log is cut to nothing when nobody writes, and the next one who opens finds it clean', async () => {
  const path = await databasePath();
  const store = await openSqlite(path);
  await write(store);
  await store.tend();
  expect(sizeOf(`${path}-wal`)).toBeGreaterThan(0);
  await store.tend();
  expect(sizeOf(`${path}-wal`)).toBe(0);
  await write(store);
  expect(await store.events({ limit: 1 })).toHaveLength(1);
  await store.close();
});

test('where there is always some reader, a log that grew large is cut with a little patience', async () => {
  const path = await databasePath();
  const store = await openSqlite(path);
  await write(store);
  const child = spawn(process.execPath, [READER, path, '50'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  for (let i = 0; i < 40; i++) await write(store);

  const db = new Database(path);
  expect(sizeOf(`${path}-wal`)).toBeGreaterThan(4 * MB);
  const cut = () => {
    logCutter(db, path, 4 * MB)();
    return sizeOf(`${path}-wal`);
  };
  await expect.poll(cut).toBe(0);
  expect(db.pragma('busy_timeout', { simple: true })).toBe(5000);
  db.close();
  await store.close();
});

test('a large file is checked after a crash and not after a clean end', async () => {
  const path = await databasePath();
  const store = await openSqlite(path);
  for (let i = 0; i < 160; i++) await write(store);
  await store.close();
  expect(sizeOf(path)).toBeGreaterThan(64 * MB);
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill(0xff, 40 * MB, 41 * MB));
  await (await openSqlite(path)).close();

  // What a crash leaves: a log that nobody folded into the file.
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec("INSERT INTO counter VALUES ('x', 1)");
  for (const part of ['', '-wal']) await copyFile(path + part, `${path}.crashed${part}`);
  db.close();
  await expect(openSqlite(`${path}.crashed`)).rejects.toMatchObject({ code: 'unavailable' });
});
