import { expect, test } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import type { Statement } from '../../src/storage/engine.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { openSqliteEngine } from '../../src/storage/sqlite-node.ts';
import { createStore, sqliteBuilder } from '../../src/storage/store.ts';
import { READS } from './reads.ts';

/** What is asked, each with the steps that answer it. */
async function plansOf(ask: (store: Store) => Promise<unknown>): Promise<{ sql: string; plan: string[] }[]> {
  const engine = await openSqliteEngine(':memory:');
  const asked: Statement[] = [];
  const all = (statement: Statement) => {
    asked.push(statement);
    return engine.all(statement);
  };
  const watched = { ...engine, all };
  await ask(createStore(watched, sqliteBuilder(watched), tables));
  expect(asked).not.toEqual([]);
  const plans = asked.map(async ({ sql, params }) => {
    const steps = await engine.all({ sql: `EXPLAIN QUERY PLAN ${sql}`, params });
    return { sql, plan: steps.map((row) => String(row[3])) };
  });
  return Promise.all(plans).finally(() => engine.close());
}

test.each(READS)('%s goes through an index', async (name, ask) => {
  for (const { sql, plan } of await plansOf(ask)) {
    // A list that was handed in is read from its beginning to its end.
    const list = /^(?:REUSE )?(?:LIST )?SUBQUERY|^SCAN json_each|^CREATE BLOOM FILTER|^(?:CORRELATED )?SCALAR SUBQUERY/;
    // Of two SQLite would take the first.
    if (name.startsWith('events')) expect(sql.match(/"id" >/g)).toHaveLength(1);
    if (name.includes('of a province')) expect(plan.join()).toContain('_of_region');
    expect(plan.filter((step) => !step.startsWith('SEARCH') && !list.test(step))).toEqual([]);
  }
});

test('what waits is counted without a walk through all certificates', async () => {
  const plans = await plansOf((store) => store.backlog());
  expect(plans.flatMap(({ plan }) => plan.filter((step) => step.startsWith('SCAN')))).toEqual(['SCAN unsigned']);
});
