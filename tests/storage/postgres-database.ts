import { Pool } from 'pg';
import { inject } from 'vitest';
import { TABLES } from '../../src/storage/columns.ts';
import type { DatabaseUrls } from '../postgres.ts';

export interface PostgresDatabase {
  /** For `openPostgres`: of a role that owns the database and is no superuser. */
  readonly url: string;
  /** Of a superuser. */
  readonly adminUrl: string;
  /** Asks as superuser; rows are objects. */
  admin(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
  /** Removes all rows. */
  empty(): Promise<void>;
  /** All values of all rows. */
  dump(): Promise<Buffer>;
  /** Removes the database, whoever uses it. */
  drop(): Promise<void>;
}

const TABLE_NAMES = Object.keys(TABLES);

/** A database without rows: without tables, or with all of them. */
export async function postgresDatabase(state: 'empty' | 'migrated' = 'empty'): Promise<PostgresDatabase> {
  const response = await fetch(`${inject('postgres')}/${state}`);
  if (!response.ok) throw new Error(await response.text());
  const { url, admin: adminUrl, name } = (await response.json()) as DatabaseUrls;
  const pool = new Pool({ connectionString: adminUrl, max: 1, allowExitOnIdle: true });
  pool.on('error', () => {});
  const admin: PostgresDatabase['admin'] = async (sql, ...values) => (await pool.query(sql, values)).rows;
  return {
    url,
    adminUrl,
    admin,
    // TRUNCATE makes new files for every table and index, which takes far longer for a few rows.
    empty: async () => void (await pool.query(TABLE_NAMES.map((name) => `DELETE FROM ${name}`).join(';'))),
    async dump() {
      const rows = await Promise.all(TABLE_NAMES.map((table) => admin(`SELECT * FROM ${table}`)));
      return Buffer.from(rows.flat().flatMap(Object.values).join('\n'));
    },
    async drop() {
      await pool.end();
      await fetch(`${inject('postgres')}/${name}`, { method: 'DELETE' });
    },
  };
}
