/** One Worker for all stories of a process: starting it takes longer than most of them. Each finds the register as it was furnished. */
import { getTableColumns } from 'drizzle-orm';
import type { Deps } from '../../src/core/deps.ts';
import { openDeps } from '../../src/entry/deps-worker.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import type { D1Database, D1Statement } from '../../src/storage/d1.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { built } from '../built.ts';
import { startWorkerd, type Workerd } from '../runtime/workerd.ts';
import { furnish, type Keys } from './people.ts';

export const ORIGIN = 'http://cert.test';

export interface Furnished {
  readonly workerd: Workerd;
  readonly keys: Keys;
  /** The same register, opened by this process beside the Worker. */
  readonly deps: Deps;
  /** A network of its own in each story, because the Worker remembers who looked things up how often. */
  readonly client: string;
  /** What the Worker logged for stories before this one. */
  readonly loggedBefore: number;
}

interface Shared extends Pick<Furnished, 'workerd' | 'keys' | 'deps'> {
  readonly rows: readonly D1Statement[];
}

let shared: Promise<Shared> | undefined;
let stories = 0;

export async function furnishedWorker(): Promise<Furnished> {
  shared ??= start();
  const { rows, ...rest } = await shared;
  const { DB } = await rest.workerd.bindings();
  const names = Object.keys(tables);
  await DB.batch([...names.map((name) => DB.prepare(`delete from "${name}"`)), ...rows]);
  stories++;
  return {
    ...rest,
    client: `10.${stories >> 8}.${stories & 255}.1`,
    loggedBefore: rest.workerd.server.getLogs().length,
  };
}

async function start(): Promise<Shared> {
  const kek = encodeBase64url(crypto.getRandomValues(new Uint8Array(32)));
  const settings = { ORIGIN, YINZHENG_KEK: kek, NODE_ENV: 'test', VC_API: 'on', WEBHOOK_HOSTS: 'localhost:9' };
  const workerd = await startWorkerd(await built('worker'), settings);
  const bindings = await workerd.bindings();
  const { deps } = openDeps({ ...settings, ...bindings, LOG_LEVEL: 'error' });
  const keys = await furnish(deps);
  return { workerd, keys, deps, rows: await allRows(bindings.DB) };
}

/** Statements that write what stands in the register. */
async function allRows(database: D1Database): Promise<D1Statement[]> {
  const statements: D1Statement[] = [];
  for (const [name, table] of Object.entries(tables)) {
    const columns = Object.values(getTableColumns(table)).flatMap((one) => (one.generated ? [] : [`"${one.name}"`]));
    const holes = columns.map(() => '?');
    const insert = database.prepare(`insert into "${name}" (${columns.join()}) values (${holes.join()})`);
    const rows = await database.prepare(`select ${columns.join()} from "${name}"`).raw();
    for (const row of rows as unknown[][]) statements.push(insert.bind(...row));
  }
  return statements;
}
