import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { type D1Database, d1Engine, translated } from '../../src/storage/d1.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { createStore, sqliteBuilder } from '../../src/storage/store.ts';
import { built } from '../built.ts';
import { startWorkerd, type Workerd } from '../runtime/workerd.ts';
import { withinLimits } from './limits.ts';
import { storeContract } from './store.ts';

let workerd: Workerd;
let database: D1Database;
let store: Store;
beforeAll(async () => {
  workerd = await startWorkerd(await built('worker'), {});
  ({ DB: database } = await workerd.bindings());
  store = openStore();
});
afterAll(() => workerd.server.close());

storeContract('D1', async () => ({
  store,
  again: async () => openStore(),
  dispose: async () =>
    void (await database.batch(Object.keys(tables).map((name) => database.prepare(`DELETE FROM "${name}"`)))),
}));

function openStore(): Store {
  const engine = withinLimits(d1Engine(database));
  return createStore(engine, sqliteBuilder(engine), tables);
}

test('D1 itself refuses more than 100 bound values', async () => {
  const ask = (count: number) =>
    d1Engine(database).all({
      sql: `SELECT ${Array(count).fill('?').join()}`,
      params: Array.from({ length: count }, (_, n) => n),
    });
  expect(await ask(100)).toHaveLength(1);
  await expect(ask(101)).rejects.toThrow('too many SQL variables');
});

test('a statement that is wrong stays an error of ours', async () => {
  const wrong = d1Engine(database).all({ sql: 'SELECT counter FROM event', params: [] });
  await expect(wrong).rejects.toMatchObject({ name: 'Error', message: expect.stringContaining('no such column') });
});

test('a missing table is a matter of migrations', async () => {
  const early = d1Engine(database).all({ sql: 'SELECT * FROM a_later_table', params: [] });
  await expect(early).rejects.toMatchObject({ code: 'invalid_configuration' });
});

// Texts of developers.cloudflare.com/d1/observability/debug-d1: nothing here makes D1 go away or run full.
test.each([
  ['unavailable', 'D1_ERROR: Network connection lost.'],
  ['unavailable', 'Network connection lost.'],
  ['unavailable', 'D1_ERROR: D1 DB is overloaded. Requests queued for too long.'],
  ['unavailable', 'D1_ERROR: Internal error in D1 DB storage caused object to be reset.'],
  ['unavailable', 'D1_ERROR: D1 DB reset because its code was updated.'],
  ['unavailable', 'D1_ERROR: database is locked: SQLITE_BUSY'],
  ['storage_full', 'D1_ERROR: Exceeded maximum DB size'],
  ['storage_full', 'D1_ERROR: database or disk is full: SQLITE_FULL'],
])('%s: %s', (code, message) => {
  expect(translated(new Error(message))).toMatchObject({ name: 'YinzhengError', code });
});
