/** D1, Cloudflare's SQLite, through the binding that a Worker is given. */
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';
import type { Engine, Statement } from './engine.ts';
import { tables } from './schema-sqlite.ts';
import { createStore, sqliteBuilder } from './store.ts';

/** What is used of the binding. The package of types would bring a second set of web globals. */
export interface D1Database {
  prepare(sql: string): D1Statement;
  batch(statements: readonly D1Statement[]): Promise<readonly { readonly results: readonly object[] }[]>;
}

export interface D1Statement {
  bind(...values: readonly unknown[]): D1Statement;
  raw(): Promise<unknown[][]>;
}

/** The register in a D1 database whose migrations `wrangler d1 migrations apply` has run: SQLite's, file by file. */
export function openD1(database: D1Database): Store {
  const engine = d1Engine(database);
  return createStore(engine, sqliteBuilder(engine), tables);
}

export function d1Engine(database: D1Database): Engine {
  const bound = ({ sql, params }: Statement) => database.prepare(sql).bind(...params);
  return {
    all: (statement) => attempt(() => bound(statement).raw()),
    atomic: async (statements) => {
      if (statements.length === 0) return [];
      const answers = await attempt(() => database.batch(statements.map(bound)));
      // A batch names its columns, in their order; ours have distinct names.
      return answers.map(({ results }) => results.map((row) => Object.values(row)));
    },
    close: async () => {},
  };
}

async function attempt<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw translate(error);
  }
}

/** D1 tells its errors apart by their text alone. A fault in our own SQL stays as it is. */
function translate(error: unknown): unknown {
  return error;
}
