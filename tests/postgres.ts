/** Gives test files databases on one PostgreSQL of this run, which starts when the first one asks. */
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startBroker } from './broker.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a GET makes an empty database and answers with its two URLs, and a DELETE of its name ends it. */
    readonly postgres: string;
  }
}

export interface DatabaseUrls {
  /** For a role that owns the database and is no superuser. */
  readonly url: string;
  /** For the superuser. */
  readonly admin: string;
  readonly name: string;
}

/** Runs before all tests of a run; what it returns, afterwards. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<PostgresServer> | undefined;
  let databases = 0;
  const broker = await startBroker(async (method, name) => {
    started ??= startPostgres().then(withRole);
    const server = await started;
    return method === 'DELETE' ? drop(server, name) : make(server, `yinzheng_${++databases}`);
  });
  project.provide('postgres', broker.url);
  return async () => {
    broker.close();
    await (await started)?.stop();
  };
}

const ROLE = 'yinzheng';

async function withRole(server: PostgresServer): Promise<PostgresServer> {
  await administrate(server, `CREATE ROLE ${ROLE} LOGIN PASSWORD '${server.password}'`);
  // Eight rivals may lose one after the other, and a call has two seconds for that: by default each loser is found after one.
  await administrate(server, `ALTER ROLE ${ROLE} SET deadlock_timeout = '50ms'`);
  return server;
}

async function make(server: PostgresServer, name: string): Promise<DatabaseUrls> {
  await administrate(server, `CREATE DATABASE ${name} OWNER ${ROLE}`);
  return { url: urlOf(server, ROLE, name), admin: urlOf(server, 'postgres', name), name };
}

async function drop(server: PostgresServer, name: string): Promise<object> {
  await administrate(server, `DROP DATABASE ${name} WITH (FORCE)`);
  return {};
}

async function administrate(server: PostgresServer, sql: string): Promise<void> {
  const client = new Client({ connectionString: urlOf(server, 'postgres', 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function urlOf({ port, password }: PostgresServer, role: string, database: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}
