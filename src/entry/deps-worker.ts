/** From what a Worker is given to what the verbs need. */
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { createListCache } from '../core/list-cache.ts';
import { openVault } from '../registry/vault.ts';
import { createLocalSigner } from '../signer/local.ts';
import { type D1Database, openD1 } from '../storage/d1.ts';
import { bootstrap } from './bootstrap.ts';
import { type Config, readConfig } from './config.ts';
import { jsonLines } from './log.ts';

/** Bindings as wrangler.toml names them; all else is variables and secrets, which are settings. */
export interface Bindings {
  readonly DB: D1Database;
  readonly [setting: string]: unknown;
}

export interface Opened {
  readonly deps: Deps;
  readonly config: Config;
}

/**
 * Opens the register, and makes of it what the secret BOOTSTRAP asks for.
 *
 * @throws {YinzhengError} `invalid_configuration` for wrong settings and for a database without tables
 */
export async function openDeps(bindings: Bindings): Promise<Opened> {
  const settings = settingsOf(bindings);
  const config = readConfig(settings);
  if (!config.kek) {
    throw new YinzhengError(
      'invalid_configuration',
      'The secret YINZHENG_KEK is not set, and a Worker has no place to make its own.',
    );
  }
  const clock = Date.now;
  const log = jsonLines((line) => console.log(line.trimEnd()), clock, config.logLevel ?? 'info');
  const store = openD1(bindings.DB);
  const signer = createLocalSigner({ kek: config.kek, random });
  const vault = await openVault(store, signer, random).catch(explainNoTables);
  const deps: Deps = { store, signer, vault, clock, random, log, settings: config.settings, lists: createListCache() };
  if (settings.BOOTSTRAP) await bootstrap(deps, settings.BOOTSTRAP);
  return { deps, config };
}

function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

function settingsOf(bindings: Bindings): Record<string, string> {
  const settings = Object.entries(bindings).filter((one): one is [string, string] => typeof one[1] === 'string');
  return Object.fromEntries(settings);
}

function explainNoTables(error: unknown): never {
  if (!(error instanceof Error && error.message.includes('no such table'))) throw error;
  const message = 'The database has no tables yet. Run `wrangler d1 migrations apply yinzheng` first.';
  throw new YinzhengError('invalid_configuration', message, { cause: error });
}
