/** From what a Worker is given to what the verbs need. Nothing here waits or asks, so it is ready before a request comes. */
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { createListCache } from '../core/list-cache.ts';
import { waking } from '../jobs/waking.ts';
import { requireOrigin } from '../registry/init.ts';
import { openVault } from '../registry/vault.ts';
import { openedLater } from '../registry/vault-later.ts';
import { createLocalSigner } from '../signer/local.ts';
import { type D1Database, openD1 } from '../storage/d1.ts';
import { type Config, readConfig } from './config.ts';
import { type Assets, assetFonts } from './fonts-worker.ts';
import { jsonLines } from './log.ts';

/** As wrangler.toml names them; all else is variables and secrets, which are settings. */
export interface Bindings {
  readonly DB: D1Database;
  readonly JOBS: Queue;
  readonly ASSETS: Assets;
  readonly [setting: string]: unknown;
}

/** What is used of Cloudflare's Queue. */
export interface Queue {
  send(message: string): Promise<unknown>;
}

export interface Opened {
  readonly deps: Deps;
  readonly config: Config;
  /** The secret BOOTSTRAP. */
  readonly bootstrap: string | undefined;
}

/** @throws {YinzhengError} `invalid_configuration` for wrong settings */
export function openDeps(bindings: Bindings): Opened {
  const settings = settingsOf(bindings);
  const config = readConfig(settings);
  const { kek, databaseUrl, logLevel = 'info' } = config;
  if (!kek) throw wrong('YINZHENG_KEK is not set, and a Worker has no place to make its own.');
  if (databaseUrl !== undefined) throw wrong('DATABASE_URL is set, but a Worker keeps its register in D1.');
  const log = jsonLines((line) => console.log(line.trimEnd()), Date.now, logLevel);
  // Each isolate looks once whether the register was made for this origin, along with what it is asked first.
  const register = openD1(bindings.DB, (store) => requireOrigin({ store, settings: config.settings }));
  const store = waking(register, () => bindings.JOBS.send('job').then(undefined, () => log('warn', 'jobs.not_called')));
  const signer = createLocalSigner({ kek, random });
  const vault = openedLater(() => openVault(store, signer, random));
  const deps = { store, signer, vault, clock: Date.now, random, log, settings: config.settings };
  const fonts = assetFonts(bindings.ASSETS);
  return { deps: { ...deps, lists: createListCache(), fonts }, config, bootstrap: settings.BOOTSTRAP };
}

function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

function settingsOf(bindings: Bindings): Record<string, string> {
  const settings = Object.entries(bindings).filter((one): one is [string, string] => typeof one[1] === 'string');
  return Object.fromEntries(settings);
}

function wrong(message: string): YinzhengError {
  return new YinzhengError('invalid_configuration', message);
}
