import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import type { Statement } from '../../src/storage/engine.ts';
import { openPostgresEngine, type PostgresEngine, postgresBuilder } from '../../src/storage/postgres-node.ts';
import { tables } from '../../src/storage/schema-postgres.ts';
import { createStore } from '../../src/storage/store.ts';
import { AGENCY } from '../contract/samples.ts';
import { type PostgresDatabase, postgresDatabase } from './postgres-database.ts';
import { READS } from './reads.ts';

let database: PostgresDatabase;
let engine: PostgresEngine;
beforeAll(async () => {
  database = await postgresDatabase();
  // Empty tables: whoever can go through an index shall.
  for (const way of ['seqscan', 'bitmapscan', 'sort', 'incremental_sort']) {
    await database.admin(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET enable_${way} = off`);
  }
  engine = await openPostgresEngine(database.url);
});
afterAll(async () => {
  await engine.close();
  await database.drop();
});

async function plansOf(ask: (store: Store) => Promise<unknown>): Promise<string[]> {
  const asked: Statement[] = [];
  const all = (statement: Statement) => {
    asked.push(statement);
    return engine.all(statement);
  };
  const watched = { ...engine, all };
  await ask(createStore(watched, postgresBuilder(watched), tables));
  expect(asked).not.toEqual([]);
  const plans = asked.map(({ sql, params }) => engine.all({ sql: `EXPLAIN ${sql}`, params }));
  return (await Promise.all(plans)).flat(2).map(String);
}

test.each(READS)('%s goes through an index, for all and behind the wall', async (name, ask) => {
  // The marks of a list come behind their revision, which is one row, but the planner cannot know that.
  const dear = name === 'listMarks' ? /Seq Scan/ : /Seq Scan|\bSort\b/;
  for (const organisation of ['*', AGENCY]) {
    const plan = await engine.within(organisation, () => plansOf(ask));
    expect(plan.filter((step) => /Index (?:Only )?Scan/.test(step))).not.toEqual([]);
    if (name.includes('of a province')) expect(plan.join()).toContain('_of_region');
    expect(plan.filter((step) => dear.test(step))).toEqual([]);
  }
});
