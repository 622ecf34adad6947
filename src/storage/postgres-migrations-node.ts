/** Brings a PostgreSQL database to the present schema, however many processes open it at once. */
import { fileURLToPath } from 'node:url';
import { Client, type ClientConfig } from 'pg';
import { YinzhengError } from '../core/errors.ts';
import { missingMigrations } from './migrations-node.ts';
import { isServerError, translate, unavailable } from './postgres-errors.ts';

const MIGRATIONS = fileURLToPath(new URL('./migrations/postgres', import.meta.url));
/** Nobody waits for an answer yet, and many processes may be starting at once: so many times the usual patience. */
const START_PATIENCE = 5;
/** Another process may be migrating a large database. */
const WAIT_AT_OPEN_MS = 60_000;
/** `created_at` of the row that stands for the right to migrate. */
const LOCK = 0;

/**
 * Applies the migrations that are missing and notes them in drizzle's table. While one connection holds the lock, a row,
 * another one migrates: so it is safe too on engines of this dialect where a schema change ends the transaction around
 * it. Throws `unavailable` when the database cannot be reached and `invalid_configuration` when it does not let us in or
 * has the tables of another version.
 */
export async function bringUpToDate(url: string, patience: number): Promise<void> {
  const here = { connectionString: url, connectionTimeoutMillis: patience * START_PATIENCE };
  await connected({ ...here, query_timeout: WAIT_AT_OPEN_MS }, async (keeper) => {
    if (missing(await applied(keeper)).length === 0) return;
    await makeTable(keeper);
    await keeper.query('BEGIN');
    await keeper.query(`SELECT created_at FROM __drizzle_migrations WHERE created_at = ${LOCK} FOR UPDATE`);
    await connected(here, apply);
    await keeper.query('COMMIT');
  });
}

async function connected(config: ClientConfig, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ ...config, fallback_application_name: 'yinzheng migrations' });
  // Whatever waits for an answer is told as well.
  client.on('error', () => {});
  try {
    await client.connect();
    await work(client);
  } catch (error) {
    throw explained(error);
  } finally {
    // A database that went silent does not answer a goodbye either.
    void client.end();
  }
}

/** Names of roles and schemas may be shown; values are in no message of these codes. */
function explained(error: unknown): unknown {
  if (error instanceof YinzhengError) return error;
  // The driver has no code for it.
  if (error instanceof Error && error.message.includes('does not support SSL')) {
    const message =
      'DATABASE_URL asks for TLS by its sslmode, and the server offers none. Turn on `ssl` there, or leave that out.';
    return new YinzhengError('invalid_configuration', message, { cause: error });
  }
  if (!isServerError(error)) return unavailable(error);
  if (!/^(?:28|3D000$|42501$)/.test(error.code)) return translate(error);
  return new YinzhengError('invalid_configuration', `The database does not let us in: ${error.message}.`, {
    cause: error,
  });
}

const WHERE = { register: 'The database that DATABASE_URL names', remedy: 'Name an empty one to begin anew' };
const missing = (applied: readonly number[]) => missingMigrations(MIGRATIONS, applied, WHERE);

/** When the migrations were made that were applied; none in an empty database. */
async function applied(client: Client): Promise<number[]> {
  try {
    const { rows } = await client.query<{ made: string }>(
      `SELECT created_at AS made FROM __drizzle_migrations WHERE created_at <> ${LOCK}`,
    );
    return rows.map(({ made }) => Number(made));
  } catch (error) {
    if (isServerError(error) && error.code === '42P01') return [];
    throw error;
  }
}

async function makeTable(client: Client): Promise<void> {
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS __drizzle_migrations (created_at bigint PRIMARY KEY, hash text NOT NULL)',
    );
  } catch (error) {
    // Another process made it meanwhile, or the type of its rows: IF NOT EXISTS looks only once.
    if (!isServerError(error) || !['23505', '42P07', '42710'].includes(error.code)) throw error;
  }
  await client.query(`INSERT INTO __drizzle_migrations VALUES (${LOCK}, 'lock') ON CONFLICT DO NOTHING`);
}

async function apply(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>('SELECT version()');
  const cockroach = rows[0]?.version.startsWith('CockroachDB') === true;
  for (const { sql, hash, folderMillis } of missing(await applied(client))) {
    await client.query('BEGIN');
    // Rows that a migration changes may stand behind the wall between organisations.
    await client.query("SELECT set_config('yinzheng.organisation', '*', true)");
    // CockroachDB orders text by its bytes anyway, and takes no column that says so.
    for (const statement of sql) await client.query(cockroach ? statement.replaceAll(' COLLATE "C"', '') : statement);
    await client.query('INSERT INTO __drizzle_migrations VALUES ($1, $2)', [folderMillis, hash]);
    await client.query('COMMIT');
  }
}
