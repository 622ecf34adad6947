/** Connections to PostgreSQL, and whole transactions over them. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool, type PoolClient, type QueryArrayConfig, types } from 'pg';
import type { Log } from '../core/ports.ts';
import type { Statement } from './engine.ts';
import { codeOf, endsConnection, isLostRace, isServerError, translate, unavailable } from './postgres-errors.ts';

export interface ConnectionOptions {
  /** Most connections at once. */
  readonly connections: number;
  /** How long a call hears nothing from the database before it is `unavailable`, in ms. */
  readonly patience: number;
  readonly log: Log;
}

export interface Connections {
  /**
   * Runs statements in order in one transaction and gives the rows of each. What a rival undid is tried again: nothing
   * of it was kept. Throws what `Engine` says.
   */
  transaction(mode: 'READ ONLY' | 'READ WRITE', statements: readonly Statement[]): Promise<unknown[][][]>;
  close(): Promise<void>;
}

const KEEPALIVE_MS = 10_000;
const IDLE_MS = 60_000;
/** Behind a balancer, connections find their way to servers that came later. */
const LIFETIME_S = 1_800;
/** Texts that are prepared. There are far fewer: they come from the query builder and hold no values. */
const PREPARED_TEXTS = 1_000;
const TRIES = 5;
const PAUSE_MS = 10;
/** How long connections may take to say goodbye. */
const GOODBYE_MS = 1_000;

/** Integers as numbers: ours are counts and instants. */
const getTypeParser = ((id: number) =>
  id === types.builtins.INT8 ? Number : types.getTypeParser(id)) as typeof types.getTypeParser;

export function openConnections(url: string, { connections, patience, log }: ConnectionOptions): Connections {
  const pool = new Pool({
    connectionString: url,
    fallback_application_name: 'yinzheng',
    max: connections,
    pipeline: true,
    types: { getTypeParser },
    connectionTimeoutMillis: patience,
    idleTimeoutMillis: IDLE_MS,
    maxLifetimeSeconds: LIFETIME_S,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_MS,
  });
  // Without a listener, the end of an idle connection would be the end of the process.
  pool.on('error', (error) => log('warn', 'database.connection_lost', { error: codeOf(error) }));
  const idle = idleClients(pool);
  const prepared = preparing();

  /** One try: all is sent at once. After a fault the server refuses the rest, and COMMIT rolls back. */
  async function attempt(queries: readonly QueryArrayConfig[]): Promise<unknown[][][]> {
    let client: PoolClient | undefined;
    let lost = false;
    const lose = () => {
      lost = true;
      client?.connection.stream.destroy();
    };
    const silence = setTimeout(lose, patience);
    try {
      client = await connect(pool);
      client.on('error', lose);
      // The time may have run out in the queue for a connection.
      if (lost) lose();
      const { rows, fault } = await exchange(client, queries, () => silence.refresh());
      if (fault === undefined) return rows;
      if (endsConnection(fault)) lose();
      throw lost && !isServerError(fault) ? unavailable(fault) : fault;
    } finally {
      clearTimeout(silence);
      if (client) {
        client.release(lost || client.getTransactionStatus() !== 'I');
        client.off('error', lose);
      }
      // What happened to one may have happened to all, and whoever took the next one would wait as long.
      if (lost) cut(idle);
    }
  }

  return {
    async transaction(mode, statements) {
      const queries = [plain(`BEGIN ${mode}`), ...statements.map(prepared), plain('COMMIT')];
      for (let tries = 1; ; tries++) {
        try {
          return (await attempt(queries)).slice(1, -1);
        } catch (error) {
          if (tries === TRIES || !isLostRace(error)) throw translate(error);
          await pause(tries * PAUSE_MS);
        }
      }
    },
    async close() {
      if (pool.ending) return;
      const leaving = [...idle];
      await pool.end();
      // Only while something else keeps the process alive, a connection that hears no answer to its goodbye, say.
      setTimeout(() => cut(leaving), GOODBYE_MS).unref();
    },
  };
}

function cut(clients: Iterable<PoolClient>): void {
  for (const { connection } of clients) connection.stream.destroy();
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw unavailable(error);
  }
}

/** The clients that nobody uses now. */
function idleClients(pool: Pool): ReadonlySet<PoolClient> {
  const idle = new Set<PoolClient>();
  pool.on('release', (_, client) => idle.add(client));
  pool.on('acquire', (client) => idle.delete(client));
  pool.on('remove', (client) => idle.delete(client));
  return idle;
}

/** Sends all queries before the first answer. Gives the rows of each, and the first fault. */
async function exchange(client: PoolClient, queries: readonly QueryArrayConfig[], heard: () => void) {
  const answers = await Promise.allSettled(
    queries.map(async (query) => {
      const { rows } = await client.query<unknown[]>(query);
      heard();
      return rows;
    }),
  );
  const rows = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  return { rows, fault: answers.find((answer) => answer.status === 'rejected')?.reason as unknown };
}

function plain(text: string): QueryArrayConfig {
  return { text, rowMode: 'array' };
}

/** Names each text once, by its hash: behind a pooler, one connection may serve several processes. */
function preparing(): (statement: Statement) => QueryArrayConfig {
  const names = new Map<string, string>();
  return ({ sql, params }) => {
    if (!names.has(sql) && names.size < PREPARED_TEXTS) {
      names.set(sql, `yz_${createHash('sha256').update(sql).digest('base64url').slice(0, 22)}`);
    }
    return { text: sql, values: [...params], rowMode: 'array', name: names.get(sql) };
  };
}
