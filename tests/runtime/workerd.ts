/** The bundle that is deployed, in workerd, with the local D1 and Queue of wrangler. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestHarness, type TestHarness } from 'wrangler';
import type { Bindings } from '../../src/entry/deps-worker.ts';
import { DOOR, d1Through } from './d1-door.ts';

export interface Workerd {
  readonly server: TestHarness;
  /** What the Worker is given, to be asked for anew after `server.update`. At first the database has nothing but tables. */
  bindings(): Promise<Pick<Bindings, 'DB' | 'JOBS' | 'ASSETS'>>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts it with these settings. The caller closes the server. */
export async function startWorkerd(settings: Readonly<Record<string, string>>): Promise<Workerd> {
  // Otherwise it would ask the internet where in the world it is, and tell it who asks.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
  process.env.WRANGLER_SEND_METRICS = 'false';
  process.env.WRANGLER_LOG = 'warn';
  built ??= build();
  const server = createTestHarness({ root: ROOT, workers: [{ configPath: await built, vars: settings }, DOOR] });
  await server.listen();
  await server.getWorker().applyD1Migrations('DB');
  const DB = d1Through(server);
  const bindings = async () => {
    const { JOBS, ASSETS } = await server.getWorker().getEnv();
    return { DB, JOBS, ASSETS };
  };
  return { server, bindings };
}

let built: Promise<string> | undefined;

/** Makes what `npm run deploy:dry` makes, once per process: each start would bundle it again. Returns a configuration that runs it as it is. */
async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'yinzheng-worker-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
  await promisify(execFile)(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', folder], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' },
  });
  const text = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  const file = join(folder, 'wrangler.toml');
  await writeFile(file, runsAsBuilt(text, join(folder, 'worker.js')));
  return file;
}

/** The configuration without what was done while bundling, and with paths that lead to the same places. */
function runsAsBuilt(text: string, main: string): string {
  return text
    .replaceAll(/^\[(?:build|alias)\]\n(?:[^[\n].*\n)*/gm, '')
    .replaceAll(/^(?:minify|keep_names) = .*\n/gm, '')
    .replace(/^main = .*$/m, `main = ${JSON.stringify(main)}\nno_bundle = true`)
    .replaceAll(
      /^(directory|migrations_dir) = "(.*)"$/gm,
      (_, name, path) => `${name} = ${JSON.stringify(join(ROOT, path))}`,
    );
}
