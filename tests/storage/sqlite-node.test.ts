import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Write } from '../../src/core/ports.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { openSqlite, openSqliteEngine } from '../../src/storage/sqlite-node.ts';
import { createStore, sqliteBuilder } from '../../src/storage/store.ts';
import { certificate, event, id, person } from '../contract/samples.ts';
import { databasePath } from './temporary.ts';

/** A register whose engine the test can reach. */
async function openBoth(path: string) {
  const engine = await openSqliteEngine(path, { busyTimeout: 50 });
  return { engine, store: createStore(engine, sqliteBuilder(engine), tables) };
}

const large = (n: number): Write => ({
  write: 'certificate.prepare',
  certificate: certificate(n, { document: 'x'.repeat(50_000) }),
});

describe('durability', () => {
  test('commits are synced: WAL with synchronous=FULL', async () => {
    const engine = await openSqliteEngine(await databasePath());
    const pragma = async (name: string) => (await engine.all({ sql: `PRAGMA ${name}`, params: [] }))[0]?.[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    await engine.close();
  });

  test('what was committed is there when the file is opened again', async () => {
    const path = await databasePath();
    const first = await openSqlite(path);
    await first.commit([{ write: 'event.add', event: event(1) }]);
    await first.close();
    const second = await openSqlite(path);
    expect(await second.events({ limit: 9 })).toEqual([event(1)]);
    await second.close();
  });

  test('an erased identity leaves no bytes in the file', async () => {
    const path = await databasePath();
    const sealedIdentity = 'v1.erase-me-0123456789';
    const store = await openSqlite(path);
    await store.commit([1, 2, 3].map((n) => ({ write: 'person.add', person: person(n, { sealedIdentity }) })));
    await store.commit([
      { write: 'person.erase', id: id(1) },
      { write: 'person.erase', id: id(3) },
    ]);
    await store.close();
    const bytes = await readFile(path);
    expect(bytes.toString('latin1').split(sealedIdentity)).toHaveLength(2);
    await expect(stat(`${path}-wal`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('trouble', () => {
  test('no space: storage_full, nothing is kept, and reading and smaller writes go on', async () => {
    const { engine, store } = await openBoth(await databasePath());
    const [[pages] = []] = await engine.all({ sql: 'PRAGMA page_count', params: [] });
    await engine.all({ sql: `PRAGMA max_page_count = ${Number(pages) + 10}`, params: [] });

    const small: Write = { write: 'event.add', event: event(1) };
    await expect(store.commit([small, large(1), large(2)])).rejects.toMatchObject({ code: 'storage_full' });
    expect(await store.events({ limit: 9 })).toEqual([]);
    expect(await store.prepared({ limit: 9 })).toEqual([]);
    await store.commit([small]);
    expect(await store.events({ limit: 9 })).toEqual([event(1)]);
    await store.close();
  });

  test('another process holds the write lock: unavailable for writes, reads go on', async () => {
    const path = await databasePath();
    const { store } = await openBoth(path);
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.commit([large(1)])).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.allocate([{ counter: 'a', count: 1 }])).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.prepared({ limit: 9 })).toEqual([]);
    other.exec('ROLLBACK');
    await store.commit([large(1)]);
    expect(await store.prepared({ limit: 9 })).toHaveLength(1);
    other.close();
    await store.close();
  });

  test('a closed register is unavailable', async () => {
    const store = await openSqlite(':memory:');
    await store.ping();
    await store.close();
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.events({ limit: 1 })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.commit([large(1)])).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a file that is no database, a damaged one, and a missing folder are unavailable', async () => {
    const path = await databasePath();
    const refused = { name: 'YinzhengError', code: 'unavailable' };
    await expect(openSqlite(join(dirname(path), 'none', 'register.sqlite'))).rejects.toMatchObject(refused);

    const foreign = join(dirname(path), 'notes.txt');
    await writeFile(foreign, 'not a database '.repeat(500));
    await expect(openSqlite(foreign)).rejects.toMatchObject(refused);

    const store = await openSqlite(path);
    await store.commit(Array.from({ length: 200 }, (_, n) => ({ write: 'event.add', event: event(n) })));
    await store.close();
    const bytes = await readFile(path);
    bytes.fill(0xff, 4096 * 4, bytes.length - 4096);
    await writeFile(path, bytes);
    await expect(openSqlite(path)).rejects.toMatchObject(refused);
  });

  test('errors do not show the values that were bound', async () => {
    const { engine, store } = await openBoth(await databasePath());
    await engine.atomic([{ sql: 'DROP TABLE person', params: [] }]);
    const error = await store.peopleByIndex('S000033000107', ['secret-blind-index']).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain('secret-blind-index');
    await store.close();
  });
});
