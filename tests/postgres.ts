/** Gives test files databases on one PostgreSQL of this run, which starts when the first one asks. */
import { createServer } from 'node:http';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
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
  const broker = createServer(({ method, url = '' }, response) => {
    // A connection that is kept would be cut by one side just as the other asks again, minutes later.
    response.setHeader('Connection', 'close');
    started ??= startPostgres().then(withRole);
    const done = started.then((server) =>
      method === 'DELETE' ? drop(server, url.slice(1)) : make(server, `yinzheng_${++databases}`),
    );
    done.then(
      (urls) => response.end(JSON.stringify(urls)),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
  const address = broker.address();
  if (typeof address !== 'object' || address === null) throw new Error('the broker has no port');
  project.provide('postgres', `http://127.0.0.1:${address.port}`);
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
