import { expect, test } from 'vitest';
import type { Statement } from '../../src/storage/engine.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { openSqliteEngine } from '../../src/storage/sqlite-node.ts';
import { createStore, sqliteBuilder } from '../../src/storage/store.ts';
import { READS } from './reads.ts';

test.each(READS)('%s goes through an index', async (name, ask) => {
  const engine = await openSqliteEngine(':memory:');
  const asked: Statement[] = [];
  const all = (statement: Statement) => {
    asked.push(statement);
    return engine.all(statement);
  };
  const watched = { ...engine, all };
  await ask(createStore(watched, sqliteBuilder(watched), tables));

  expect(asked).not.toEqual([]);
  for (const { sql, params } of asked) {
    const plan = (await engine.all({ sql: `EXPLAIN QUERY PLAN ${sql}`, params })).map((row) => String(row[3]));
    // A list that was handed in is read from its beginning to its end.
    const list = /^(?:REUSE )?(?:LIST )?SUBQUERY|^SCAN json_each|^CREATE BLOOM FILTER|^(?:CORRELATED )?SCALAR SUBQUERY/;
    // Of two SQLite would take the first.
    if (name.startsWith('events')) expect(sql.match(/"id" >/g)).toHaveLength(1);
    if (name.includes('of a province')) expect(plan.join()).toContain('_of_region');
    expect(plan.filter((step) => !step.startsWith('SEARCH') && !list.test(step))).toEqual([]);
  }
  await engine.close();
});
