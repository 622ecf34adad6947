import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { backupSqlite, checkSqlite, restoreSqlite } from '../../src/storage/sqlite-backup-node.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { event, id, NOW, person } from '../contract/samples.ts';
import { databasePath } from './temporary.ts';

const accept = async () => {};
const restore = (path: string, source: string) => restoreSqlite(path, source, { now: NOW, accept });

async function add(store: Store, ...ns: number[]): Promise<void> {
  await store.commit(ns.map((n) => ({ write: 'event.add', event: event(n) })));
}

async function events(path: string): Promise<string[]> {
  const store = await openSqlite(path);
  const found = await store.events({ limit: 99 });
  await store.close();
  return found.map((one) => one.id);
}

/** A closed register with events 1 to 3 and a backup that has only 1 and 2. */
async function registerAndBackup(): Promise<{ path: string; copy: string }> {
  const path = await databasePath();
  const copy = join(dirname(path), 'copy.sqlite');
  const store = await openSqlite(path);
  await add(store, 1, 2);
  await backupSqlite(path, copy);
  await add(store, 3);
  await store.close();
  return { path, copy };
}

describe('a backup', () => {
  test('is made while the register is in use, is whole, and is for its owner only', async () => {
    const path = await databasePath();
    const copy = join(dirname(path), 'copy.sqlite');
    const store = await openSqlite(path);
    await add(store, 1, 2);
    const { bytes, position } = await backupSqlite(path, copy);
    await add(store, 3);
    expect(position).toMatchObject({ register: id(1), event: id(2), at: NOW + 2, events: 2 });
    expect((await stat(copy)).size).toBe(bytes);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    expect(await checkSqlite(copy)).toEqual({ faults: [], hold: undefined });
    expect(await events(copy)).toEqual([id(1), id(2)]);
    expect(await store.events({ limit: 9 })).toHaveLength(3);
    await store.close();
  });

  test('overwrites nothing, and leaves nothing half done', async () => {
    const { path, copy } = await registerAndBackup();
    const before = await readFile(copy);
    await expect(backupSqlite(path, copy)).rejects.toMatchObject({ code: 'conflict' });
    expect(await readFile(copy)).toEqual(before);
    await expect(backupSqlite(path, join(dirname(path), 'none', 'copy'))).rejects.toThrow();
    expect((await readdir(dirname(path))).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('does not take along what was erased', async () => {
    const path = await databasePath();
    const copy = join(dirname(path), 'copy.sqlite');
    const store = await openSqlite(path);
    await store.commit([{ write: 'person.add', person: person(1, { sealedIdentity: 'erase-me-0123' }) }]);
    await store.commit([{ write: 'person.erase', id: id(1) }]);
    await backupSqlite(path, copy);
    await store.close();
    expect((await readFile(copy)).includes('erase-me-0123')).toBe(false);
  });
});

describe('a restore', () => {
  test('brings the backup back on hold, says what is missing, and keeps the former register', async () => {
    const { path, copy } = await registerAndBackup();
    const { former, hold } = await restore(path, copy);
    const missing = { presentUntil: NOW + 2, knownUntil: NOW + 3, missing: 1 };
    expect(hold).toEqual({ reason: 'restored', since: NOW, ...missing });
    expect(basename(former ?? '')).toBe(`${basename(path)}.before-20261101T000000Z`);

    const store = await openSqlite(path);
    expect(await store.hold()).toEqual(hold);
    expect(await store.events({ limit: 9 })).toHaveLength(2);
    await expect(store.allocate([{ counter: 'a', count: 1 }])).rejects.toMatchObject({ code: 'on_hold' });
    await store.close();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await events(former ?? '')).toHaveLength(3);
    expect((await readdir(dirname(path))).filter((name) => name.startsWith('restoring'))).toEqual([]);
  });

  test('onto a machine where there was none', async () => {
    const { copy } = await registerAndBackup();
    const path = await databasePath();
    expect(await restore(path, copy)).toEqual({
      former: undefined,
      hold: { reason: 'restored', since: NOW, presentUntil: NOW + 2 },
    });
    expect(await events(path)).toHaveLength(2);
  });

  test('of a copy that was on hold itself forgets nothing that it knew to be missing', async () => {
    const { path, copy } = await registerAndBackup();
    await restore(path, copy);
    const held = `${copy}.held`;
    await backupSqlite(path, held);
    const { hold } = await restore(await databasePath(), held);
    expect(hold).toEqual({ reason: 'restored', since: NOW, presentUntil: NOW + 2, knownUntil: NOW + 3, missing: 1 });
  });

  test('waits for nobody: it is refused while anything has the register open', async () => {
    const { path, copy } = await registerAndBackup();
    const store = await openSqlite(path);
    await expect(restore(path, copy)).rejects.toMatchObject({ code: 'conflict' });
    expect(await store.hold()).toBeUndefined();
    await store.close();
    await restore(path, copy);
  });

  test('of what is damaged, foreign, or not accepted changes nothing', async () => {
    const { path, copy } = await registerAndBackup();
    const folder = dirname(path);
    const before = (await readdir(folder)).sort();
    const refused = { code: 'invalid_configuration' };

    const notes = join(folder, 'notes.txt');
    await writeFile(notes, 'no database '.repeat(900));
    await expect(restore(path, notes)).rejects.toMatchObject(refused);
    await expect(restore(path, join(folder, 'nothing'))).rejects.toMatchObject(refused);
    const foreign = join(folder, 'foreign.sqlite');
    new Database(foreign).exec('CREATE TABLE other (x)').close();
    await expect(restore(path, foreign)).rejects.toMatchObject(refused);
    const unversioned = join(folder, 'unversioned.sqlite');
    await copyFile(copy, unversioned);
    new Database(unversioned).exec('DROP TABLE __drizzle_migrations').close();
    await expect(restore(path, unversioned)).rejects.toMatchObject(refused);
    const damaged = join(folder, 'damaged.sqlite');
    const bytes = await readFile(copy);
    await writeFile(damaged, bytes.fill(0x55, 8192 * 4, bytes.length - 8192));
    await expect(restore(path, damaged)).rejects.toMatchObject(refused);
    const no = () => Promise.reject(new Error('another key'));
    await expect(restoreSqlite(path, copy, { now: NOW, accept: no })).rejects.toThrow('another key');

    for (const made of [notes, foreign, unversioned, damaged]) await rm(made);
    expect((await readdir(folder)).sort()).toEqual(before);
    expect(await events(path)).toHaveLength(3);
  });

  test('takes the place of a register that is damaged itself', async () => {
    const { path, copy } = await registerAndBackup();
    await writeFile(path, 'damaged '.repeat(5_000));
    expect((await checkSqlite(path)).faults).not.toEqual([]);
    const { former } = await restore(path, copy);
    expect((await readFile(former ?? '')).toString()).toContain('damaged damaged');
    expect(await checkSqlite(path)).toMatchObject({ faults: [], hold: { reason: 'restored' } });
  });

  test('of a backup with other tables is refused, and nothing stays of a restore that was killed', async () => {
    const { path, copy } = await registerAndBackup();
    const db = new Database(copy);
    db.exec('UPDATE __drizzle_migrations SET created_at = created_at - 1');
    db.close();
    const left = join(dirname(path), 'restoring-killed');
    await mkdir(left);
    await writeFile(join(left, basename(path)), 'a copy of everything');
    await expect(restore(path, copy)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringMatching(/^The backup .*copy\.sqlite was made by another version/),
    });
    expect((await readdir(dirname(path))).filter((name) => name.startsWith('restoring'))).toEqual([]);
    expect(await events(path)).toEqual([id(1), id(2), id(3)]);
  });

  test('of a stopped register’s own file works as well', async () => {
    const { path } = await registerAndBackup();
    const other = await databasePath();
    await copyFile(path, `${other}.copy`);
    await restore(other, `${other}.copy`);
    expect(await events(other)).toHaveLength(3);
  });
});
