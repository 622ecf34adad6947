/** Connections to PostgreSQL, and whole transactions over them. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientConfig, Pool, type PoolClient, type QueryArrayConfig, types } from 'pg';
import type { Log } from '../core/ports.ts';
import type { Statement } from './engine.ts';
import {
  codeOf,
  endsConnection,
  isLostRace,
  isServerError,
  ranOut,
  translate,
  unavailable,
} from './postgres-errors.ts';
import { createGate, startStopwatch } from './postgres-patience.ts';

export interface ConnectionOptions {
  /** Most connections at once. */
  readonly connections: number;
  /** How long a call hears nothing from the database before it is `unavailable`, in ms. */
  readonly patience: number;
  readonly log: Log;
}

/** One that writes does not say READ WRITE: to a standby that would be a feature that it lacks, not the end of the connection. */
export type Begin = 'BEGIN READ ONLY' | 'BEGIN';

export interface Connections {
  /**
   * Runs statements in order in one transaction and gives the rows of each. What a rival undid is tried again: nothing
   * of it was kept. Throws what `Engine` says.
   */
  transaction(begin: Begin, statements: readonly Statement[]): Promise<unknown[][][]>;
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
/** How long a call waits for another one to find the database back. */
const GLANCE_MS = 250;
/** How long connections may take to say goodbye. */
const GOODBYE_MS = 1_000;

/** Integers as numbers: ours are counts and instants. */
const getTypeParser = ((id: number) =>
  id === types.builtins.INT8 ? Number : types.getTypeParser(id)) as typeof types.getTypeParser;

export function openConnections(url: string, { connections, patience, log }: ConnectionOptions): Connections {
  const pool = new Pool({
    Client: impatientClient(patience),
    connectionString: url,
    fallback_application_name: 'yinzheng',
    max: connections,
    pipeline: true,
    types: { getTypeParser },
    idleTimeoutMillis: IDLE_MS,
    maxLifetimeSeconds: LIFETIME_S,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_MS,
  });
  // Without a listener, the end of an idle connection would be the end of the process.
  pool.on('error', report);
  const gate = createGate(connections);
  /** While the database is taken to be away: why, and what settles when it is heard again. */
  let away: Absence | undefined;
  let reported = false;
  const idle = idleClients(pool);
  const prepared = preparing();

  async function attempt(queries: readonly QueryArrayConfig[]): Promise<unknown[][][]> {
    // One at a time finds out whether it is back, which may take as long as before; the others look in for a moment.
    if (away && gate.occupied()) await glance(away);
    await gate.enter();
    try {
      return await exchange(await connect(), queries);
    } finally {
      gate.leave();
    }
  }

  async function connect(): Promise<PoolClient> {
    try {
      for (;;) {
        const client = await pool.connect();
        if (!client.connection.stream.destroyed) return client;
        // Cut a moment ago, and the pool has not heard of it yet.
        client.release(true);
      }
    } catch (error) {
      if (!isServerError(error)) leaveAlone(error);
      throw unavailable(error);
    }
  }

  /** Once, however many connections are lost. */
  function report(error: unknown): void {
    if (!reported) log('warn', 'database.connection_lost', { error: codeOf(error) });
    reported = true;
  }

  /** What happened to one connection may have happened to all, and whoever took the next one would wait as long. */
  function leaveAlone(why: unknown): void {
    report(why);
    away ??= absence(why);
    cut(idle);
    gate.dismiss(unavailable(why));
  }

  function welcome(): void {
    away?.end();
    away = undefined;
    if (reported) log('info', 'database.answers');
    reported = false;
  }

  /** All is sent at once. After a fault the server refuses the rest, and COMMIT rolls back. */
  async function exchange(client: PoolClient, queries: readonly QueryArrayConfig[]): Promise<unknown[][][]> {
    let lost = false;
    const lose = () => {
      lost = true;
      client.connection.stream.destroy();
    };
    client.on('error', lose);
    const silence = startStopwatch(patience, lose);
    const ask = async (query: QueryArrayConfig) => {
      try {
        return (await client.query<unknown[]>(query)).rows;
      } finally {
        if (!lost) silence.restart();
      }
    };
    const answers = await Promise.allSettled(queries.map(ask));
    silence.stop();
    const fault: unknown = answers.find((answer) => answer.status === 'rejected')?.reason;
    if (endsConnection(fault)) lose();
    client.release(lost || client.getTransactionStatus() !== 'I');
    client.off('error', lose);
    if (lost) leaveAlone(fault);
    else welcome();
    // Behind a lock, say: whoever has waited so long would wait as long again, one after the other.
    if (ranOut(fault)) gate.dismiss(unavailable(fault), patience);
    if (fault !== undefined) throw lost && !isServerError(fault) ? unavailable(fault) : fault;
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }

  return {
    async transaction(begin, statements) {
      const queries = [plain(begin), ...statements.map(prepared), plain('COMMIT')];
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

interface Absence {
  readonly why: unknown;
  readonly over: Promise<void>;
  end(): void;
}

function absence(why: unknown): Absence {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  return { why, over, end };
}

async function glance({ why, over }: Absence): Promise<void> {
  const late = pause(GLANCE_MS).then(() => {
    throw unavailable(why);
  });
  await Promise.race([over, late]);
}

/** A client that gives up connecting, which it does as soon as it is made, when the server is silent. */
function impatientClient(patience: number): typeof Client {
  return class extends Client {
    constructor(config?: string | ClientConfig) {
      super(config);
      const silence = startStopwatch(patience, () => this.connection.stream.destroy());
      this.once('connect', silence.stop);
      this.once('end', silence.stop);
    }
  };
}

function cut(clients: Iterable<PoolClient>): void {
  for (const { connection } of clients) connection.stream.destroy();
}

/** The clients that nobody uses now. */
function idleClients(pool: Pool): ReadonlySet<PoolClient> {
  const idle = new Set<PoolClient>();
  pool.on('release', (_, client) => idle.add(client));
  pool.on('acquire', (client) => idle.delete(client));
  pool.on('remove', (client) => idle.delete(client));
  return idle;
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
