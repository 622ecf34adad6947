/** The bundle that is deployed, in workerd, with the local D1 and Queue of wrangler. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestHarness, type TestHarness } from 'wrangler';
import type { Bindings } from '../../src/entry/deps-worker.ts';
import { DOOR, d1Through } from './d1-door.ts';

export interface Workerd {
  readonly server: TestHarness;
  /** What the Worker is given, to be asked for anew after `server.update`. At first the database has nothing but tables. */
  bindings(): Promise<Pick<Bindings, 'DB' | 'JOBS' | 'ASSETS'>>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts what `buildWorker` made in a folder, with these settings. The caller closes the server. */
export async function startWorkerd(folder: string, settings: Readonly<Record<string, string>>): Promise<Workerd> {
  // Otherwise it would ask the internet where in the world it is, and tell it who asks.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
  process.env.WRANGLER_SEND_METRICS = 'false';
  process.env.WRANGLER_LOG = 'warn';
  const configPath = join(folder, 'wrangler.toml');
  const server = createTestHarness({ root: ROOT, workers: [{ configPath, vars: settings }, DOOR] });
  await server.listen();
  await server.getWorker().applyD1Migrations('DB');
  const DB = d1Through(server);
  const bindings = async () => {
    const { JOBS, ASSETS } = await server.getWorker().getEnv();
    return { DB, JOBS, ASSETS };
  };
  return { server, bindings };
}
