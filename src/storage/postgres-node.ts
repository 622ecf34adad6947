/** PostgreSQL through `pg`, for any number of processes that serve. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { drizzle } from 'drizzle-orm/pg-proxy';
import type { Log, Store } from '../core/ports.ts';
import type { Durability, Engine, Statement } from './engine.ts';
import { bringUpToDate } from './postgres-migrations-node.ts';
import { type Connections, openConnections } from './postgres-pool-node.ts';
import { tables } from './schema-postgres.ts';
import type { Builder } from './statements.ts';
import { createStore } from './store.ts';

export interface PostgresOptions {
  /** Most connections of this process at once. Default: 10. */
  readonly connections?: number;
  /** How long a call hears nothing from the database before it is `unavailable`, in ms. Default: 1900. */
  readonly patience?: number;
  readonly log?: Log;
}

const CONNECTIONS = 10;
const PATIENCE_MS = 1_900;
/** The server ends a statement of its own accord before we take it for silent. */
const STATEMENT_SHARE = 0.8;
/** What the policies take for the service itself, which sees the rows of all organisations. */
const ALL = '*';
/** A transaction whose client went away without a word is ended by the server, and its locks with it. */
const ABANDONED_MS = 3_000;

/**
 * Settings of one transaction, so that they hold also behind a pooler. Whose rows are there; how long one statement may
 * run or wait for a lock; and whether a commit returns when it is on the disk, whatever the role's default.
 */
const SETTINGS = `SELECT set_config('yinzheng.organisation', $1, true), set_config('statement_timeout', $2, true),
  set_config('idle_in_transaction_session_timeout', '${ABANDONED_MS}', true), set_config('synchronous_commit', $3, true)`;

/** An engine that does what runs within the call, and what that awaits, in the name of one organisation. */
export interface PostgresEngine extends Engine {
  within<T>(organisation: string, work: () => T): T;
}

/**
 * Opens the register in a PostgreSQL database (`postgres://user:password@host/database`) and brings it to the present
 * schema; several processes may do so at once. Throws `unavailable` when the database cannot be reached, and
 * `invalid_configuration` when it does not let us in or not make its tables. Logs a warning when the wall between
 * organisations does not hold for our role.
 */
export async function openPostgres(url: string, options?: PostgresOptions): Promise<Store> {
  const engine = await openPostgresEngine(url, options);
  const store = createStore(engine, postgresBuilder(engine), tables);
  return { ...store, scopedTo: (organisation) => scopedStore(store, organisation, engine) };
}

export async function openPostgresEngine(
  url: string,
  { connections = CONNECTIONS, patience = PATIENCE_MS, log = () => {} }: PostgresOptions = {},
): Promise<PostgresEngine> {
  await bringUpToDate(url, patience);
  const engine = engineOver(openConnections(url, { connections, patience, log }), patience);
  try {
    await warnOfOpenWall(engine, log);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Drizzle's builder for engines that speak PostgreSQL's dialect; its methods are those of SQLite's. */
export function postgresBuilder(engine: Engine): Builder {
  return drizzle(async (sql, params) => ({ rows: await engine.all({ sql, params }) })) as unknown as Builder;
}

function engineOver(connections: Connections, patience: number): PostgresEngine {
  const scope = new AsyncLocalStorage<string>();
  const statementTimeout = String(Math.floor(patience * STATEMENT_SHARE));
  const settings = (durability: Durability): Statement => ({
    sql: SETTINGS,
    params: [scope.getStore() ?? ALL, statementTimeout, durability === 'now' ? 'on' : 'off'],
  });
  return {
    rowLocks: true,
    async all(statement) {
      const [, rows = []] = await connections.transaction('BEGIN READ ONLY', [settings('now'), statement]);
      return rows;
    },
    async atomic(statements, durability = 'now') {
      if (statements.length === 0) return [];
      return (await connections.transaction('BEGIN', [settings(durability), ...statements])).slice(1);
    },
    within: (organisation, work) => scope.run(organisation, work),
    close: () => connections.close(),
  };
}

/** Verbs that look beyond the organisation, whoever asks; see their contracts. */
const BEYOND: ReadonlySet<string> = new Set<keyof Store>(['holdingsOf']);

/** The verbs of a store, each within one organisation. Building their queries anew for each would take far longer. */
function scopedStore(store: Store, organisation: string, engine: PostgresEngine): Store {
  if (organisation === '' || organisation === ALL) throw new RangeError('this is no organisation');
  const verbs = Object.entries<(...input: never[]) => unknown>({ ...store }).map(([verb, run]) => [
    verb,
    (...input: never[]) => engine.within(BEYOND.has(verb) ? ALL : organisation, () => run(...input)),
  ]);
  const scoped: Store = {
    ...Object.fromEntries(verbs),
    scopedTo(other) {
      if (other !== organisation) throw new RangeError('a scope does not become another');
      return scoped;
    },
    close: async () => {},
  };
  return scoped;
}

async function warnOfOpenWall(engine: Engine, log: Log): Promise<void> {
  const role = 'SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)';
  const [row] = await engine.all({ sql: role, params: [] });
  if (row) log('warn', 'database.row_security_bypassed', { role: row[0] });
}
