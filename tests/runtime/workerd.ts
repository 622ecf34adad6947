/** The bundle that is deployed, in workerd, with the local D1 and Queue of wrangler. */
import { fileURLToPath } from 'node:url';
import { createTestHarness, type TestHarness } from 'wrangler';
import type { D1Database } from '../../src/storage/d1.ts';

export interface Workerd {
  readonly server: TestHarness;
  /** The database that the Worker is given: tables, and nothing in them. */
  readonly database: D1Database;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts it with these settings. The caller closes the server. */
export async function startWorkerd(settings: Readonly<Record<string, string>>): Promise<Workerd> {
  // Otherwise it would ask the internet where in the world it is, and tell it who asks.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
  process.env.WRANGLER_SEND_METRICS = 'false';
  const server = createTestHarness({ root: ROOT, workers: [{ configPath: 'wrangler.toml', vars: settings }] });
  await server.listen();
  const worker = server.getWorker();
  await worker.applyD1Migrations('DB');
  const { DB } = await worker.getEnv();
  return { server, database: DB };
}
