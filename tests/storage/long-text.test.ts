import { afterAll, expect, test } from 'vitest';
import { TRUST_LIST } from '../../src/core/status.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { openSqliteEngine } from '../../src/storage/sqlite-node.ts';
import { createStore, sqliteBuilder } from '../../src/storage/store.ts';
import { longText, NOW } from '../contract/samples.ts';

const engine = await openSqliteEngine(':memory:');
/** One that has read nothing yet. */
const fresh = () => createStore(engine, sqliteBuilder(engine), tables);
const store = fresh();
afterAll(() => engine.close());

const partsPerText = async () => {
  const sql = 'SELECT list, count(*), max(length(part)) FROM text_part GROUP BY list, text ORDER BY list';
  return engine.all({ sql, params: [] });
};
const publish = (revision: number, credential: string) =>
  store.commit([
    { write: 'list.publish', list: { id: TRUST_LIST, revision, signedAt: NOW, credential, detached: 'a..c' } },
  ]);

test('a text is kept in rows that D1 takes, once, as long as somebody needs it', async () => {
  const [first, second] = [1, 2].map((seed) => longText(2_100_000, seed)) as [string, string];
  await publish(1, first);
  expect(await partsPerText()).toEqual([[TRUST_LIST, 3, 1_000_000]]);
  const archived = { version: 1, signedAt: NOW, credential: first, detached: 'a..c' };
  await store.commit([{ write: 'trust-list.archive', list: archived }]);
  expect(await partsPerText()).toHaveLength(1);
  await publish(2, second);
  expect(await partsPerText()).toHaveLength(2);
  await publish(1, longText(2_100_000, 3));
  expect(await partsPerText()).toHaveLength(2);
  await publish(3, '{}');
  expect(await partsPerText()).toHaveLength(1);
  expect(await store.trustListVersion(1)).toEqual(archived);
});

test('a short text that looks like the name of a long one is none', async () => {
  await publish(4, '#name');
  for (const reader of [store, store, fresh()]) {
    expect((await reader.publishedList(TRUST_LIST))?.credential).toBe('#name');
  }
});

test('a text whose parts are gone is damage', async () => {
  await engine.atomic([{ sql: 'DELETE FROM text_part', params: [] }]);
  await expect(fresh().publishedList(TRUST_LIST)).rejects.toThrow('is not in the register');
});
