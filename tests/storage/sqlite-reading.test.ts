import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as later } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../src/storage/engine.ts';
import { openSqliteEngine } from '../../src/storage/sqlite-node.ts';

let folder: string;
let engine: Engine;
let other: Database.Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yinzheng-reading-'));
  const file = join(folder, 'register.sqlite');
  engine = await openSqliteEngine(file);
  other = new Database(file);
  other.exec('create table probe (n integer)');
});
afterEach(async () => {
  other.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

const count = async () => (await engine.all({ sql: 'select count(*) from probe', params: [] }))[0]?.[0];
const add = { sql: 'insert into probe values (1)', params: [] };

test('reads that follow each other see the same, and those of the next event what others committed', async () => {
  await later();
  expect(await count()).toBe(0);
  other.exec(add.sql);
  expect(await count()).toBe(0);
  await later();
  expect(await count()).toBe(1);
});

test('a commit of its own is seen by the read that follows', async () => {
  expect(await count()).toBe(0);
  await engine.atomic([add, add]);
  expect(await count()).toBe(2);
});

test('a commit after reads does not take what others wrote meanwhile for a conflict', async () => {
  expect(await count()).toBe(0);
  const committed = engine.atomic([add]);
  other.exec(add.sql);
  await committed;
  expect(await count()).toBe(2);
});

test('a read that fails leaves the next ones as they were', async () => {
  await expect(engine.all({ sql: 'select * from nowhere', params: [] })).rejects.toThrow('nowhere');
  expect(await count()).toBe(0);
  await engine.atomic([add]);
  expect(await count()).toBe(1);
});

test('housekeeping finds no reader in its way', async () => {
  await engine.atomic([add]);
  expect(await count()).toBe(1);
  await engine.tend?.();
  expect(other.pragma('wal_checkpoint(TRUNCATE)')).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
});
