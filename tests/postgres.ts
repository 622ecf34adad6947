/** Gives test files databases on one PostgreSQL of this run, which starts when the first one asks. */
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { bringUpToDate } from '../src/storage/postgres-migrations-node.ts';
import { startBroker } from './broker.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a GET of `empty` or `migrated` makes such a database and answers with its URLs, and a DELETE of its name ends it. */
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
  let model: Promise<DatabaseUrls> | undefined;
  let databases = 0;
  const broker = await startBroker(async (method, path) => {
    started ??= startPostgres().then(withRole);
    const server = await started;
    if (method === 'DELETE') return drop(server, path);
    const name = `yinzheng_${++databases}`;
    if (path === 'empty') return make(server, name);
    model ??= makeModel(server);
    return make(server, name, (await model).name);
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

/** A register's database before anything is in it: to copy it takes a fifth of the time that its migrations take. */
async function makeModel(server: PostgresServer): Promise<DatabaseUrls> {
  const urls = await make(server, 'yinzheng_model');
  await bringUpToDate(urls.url, 10_000);
  return urls;
}

async function make(server: PostgresServer, name: string, model = 'template1'): Promise<DatabaseUrls> {
  await administrate(server, `CREATE DATABASE ${name} OWNER ${ROLE} TEMPLATE ${model} STRATEGY FILE_COPY`);
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
