/**
 * A D1 database of workerd in this process, one request for what is asked together. The binding that wrangler's harness
 * hands out stops this process for each `prepare` and each `bind`, which takes longer than the statements themselves.
 */
import type { TestHarness } from 'wrangler';
import type { D1Database, D1Statement } from '../../src/storage/d1.ts';

interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

type Prepared = Statement & D1Statement;

export interface Asked {
  readonly statements: readonly Statement[];
  /** The rows of one statement as arrays; otherwise what a batch of them answers. */
  readonly raw: boolean;
}

export type Answered = { readonly answer: unknown } | { readonly error: string };

/** For `createTestHarness`, beside the Worker of wrangler.toml, whose database it has. */
export const DOOR = {
  config: {
    name: 'door',
    main: 'tests/runtime/d1-door-worker.ts',
    compatibility_date: '2026-10-20',
    d1_databases: [{ binding: 'DB', database_name: 'yinzheng' }],
  },
};

export function d1Through(server: TestHarness): D1Database {
  async function ask<T>(statements: readonly Statement[], raw: boolean): Promise<T> {
    const asked: Asked = { statements, raw };
    const door = server.getWorker(DOOR.config.name);
    const response = await door.fetch('http://door.test/', { method: 'POST', body: JSON.stringify(asked) });
    const answered = (await response.json()) as Answered;
    if ('error' in answered) throw new Error(answered.error);
    return answered.answer as T;
  }
  const prepared = (sql: string, values: readonly unknown[]): Prepared => ({
    sql,
    values,
    bind(...bound) {
      // As D1 itself; JSON would make a null of it.
      if (bound.includes(undefined)) throw new TypeError(`D1_TYPE_ERROR: an undefined value is bound: ${sql}`);
      return prepared(sql, bound);
    },
    raw: () => ask([{ sql, values }], true),
  });
  return { prepare: (sql) => prepared(sql, []), batch: (statements) => ask(statements as Prepared[], false) };
}
