/** Registers to measure: each opened as its runtime opens it, and furnished as the story tests furnish theirs. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { createApp } from '../../src/app.ts';
import type { Certificate } from '../../src/core/certificate.ts';
import type { Deps } from '../../src/core/deps.ts';
import { readConfig } from '../../src/entry/config.ts';
import { openDeps } from '../../src/entry/deps-node.ts';
import { openDeps as openWorkerDeps } from '../../src/entry/deps-worker.ts';
import { type Presented, present } from '../../src/issue/present.ts';
import { startPostgres } from '../../tests/postgres-server.ts';
import { buildWorker } from '../../tests/runtime/build-worker.ts';
import { furnish } from '../../tests/stories/people.ts';
import { bundleFolder, temporaryFolder } from '../temporary.ts';
import { issueNew, SETTINGS } from './people.ts';

/** An empty register and the service over it. */
interface Empty {
  readonly deps: Deps;
  fetch(path: string, request: { method: string; headers: Record<string, string>; body: string }): Promise<Answer>;
  /** Bytes on disk; missing where only HTTP leads. */
  bytes?(): Promise<number>;
}
type Answer = Pick<Response, 'status' | 'text'>;

/** Somewhere to make registers, and the end of all that it made. */
export interface Place {
  readonly engine: string;
  readonly version: string;
  make(): Promise<Empty>;
  close(): Promise<void>;
}

export interface Register extends Pick<Empty, 'deps' | 'bytes'> {
  /** Asks the service as an agency's signer, and throws if it refuses. */
  post(path: string, json: unknown): Promise<Record<string, unknown>>;
  /** Certificates that were issued in it, in all forms; and one of them as it is kept. */
  readonly samples: readonly Presented[];
  readonly sample: Certificate;
  /** Numbers of certificates in it. */
  readonly numbers: string[];
}

/** In files of a temporary folder. */
export async function sqlitePlace(): Promise<Place> {
  const folder = temporaryFolder('bench');
  const opened: Deps[] = [];
  const { default: Database } = await import('better-sqlite3');
  return {
    engine: 'SQLite',
    version: String(new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get()),
    async make() {
      const dataDir = join(folder, String(opened.length));
      const deps = await openDeps(readConfig({ ...SETTINGS, DATA_DIR: dataDir }), { create: true, logLevel: 'error' });
      opened.push(deps);
      return { deps, fetch: appOver(deps), bytes: () => sizeOf(dataDir) };
    },
    async close() {
      for (const { store } of opened) await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function sizeOf(folder: string): Promise<number> {
  const files = await Promise.all((await readdir(folder)).map((file) => stat(join(folder, file))));
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** On a PostgreSQL of its own that syncs its commits, as the one in production does. */
export async function postgresPlace(): Promise<Place> {
  const server = await startPostgres({ fsync: 'on' });
  const url = (role: string, database: string) =>
    `postgres://${role}:${server.password}@127.0.0.1:${server.port}/${database}`;
  const admin = new Client({ connectionString: url('postgres', 'postgres') });
  await admin.connect();
  // No superuser, for whom the wall between organisations costs nothing.
  await admin.query(`CREATE ROLE bench LOGIN PASSWORD '${server.password}'`);
  const ask = async (sql: string) => Object.values((await admin.query(sql)).rows[0])[0];
  const opened: Deps[] = [];
  return {
    engine: 'PostgreSQL',
    version: String(await ask('SHOW server_version')),
    async make() {
      const name = `bench_${opened.length}`;
      await admin.query(`CREATE DATABASE ${name} OWNER bench`);
      const config = readConfig({ ...SETTINGS, DATABASE_URL: url('bench', name) });
      const deps = await openDeps(config, { create: true, logLevel: 'error' });
      opened.push(deps);
      return { deps, fetch: appOver(deps), bytes: async () => Number(await ask(`SELECT pg_database_size('${name}')`)) };
    },
    async close() {
      for (const { store } of opened) await store.close();
      await admin.end();
      await server.stop();
    },
  };
}

/** The whole service without a network. */
function appOver(deps: Deps): Empty['fetch'] {
  const app = createApp(deps);
  return async (path, request) => app.request(path, request);
}

/** The one D1 of a local workerd. Its `deps` go through the doors that wrangler has for tests, which are narrow. */
export async function d1Place(): Promise<Place> {
  // Its library is large, and not everybody asks for it.
  const { startWorkerd } = await import('../../tests/runtime/workerd.ts');
  const folder = bundleFolder('bench');
  await buildWorker(folder);
  const workerd = await startWorkerd(folder, SETTINGS);
  return {
    engine: 'D1 (local)',
    version: 'of wrangler',
    async make() {
      const { deps } = openWorkerDeps({ ...SETTINGS, ...(await workerd.bindings()) });
      return { deps, fetch: (path, request) => workerd.server.fetch(`${SETTINGS.ORIGIN}${path}`, request) };
    },
    close: () => workerd.server.close(),
  };
}

const SAMPLES = 32;

/** A new register with an authority, two agencies and some certificates. */
export async function openRegister(place: Place): Promise<Register> {
  const { deps, fetch, bytes } = await place.make();
  const keys = await furnish(deps);
  const made = await issueNew(deps, SAMPLES);
  const samples = await Promise.all(made.map((certificate) => present(deps, certificate)));
  const [sample] = made;
  if (!sample) throw new Error('no certificate was issued');
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${keys['signer@A']}` };
  const post: Register['post'] = async (path, json) => {
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(json) });
    const text = await answer.text();
    if (answer.status >= 300) throw new Error(`${path} answers ${answer.status}: ${text}`);
    return JSON.parse(text);
  };
  return { deps, post, samples, sample, numbers: made.map(({ number }) => number), ...(bytes && { bytes }) };
}
