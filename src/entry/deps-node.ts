import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { createListCache } from '../core/list-cache.ts';
import type { Log, Store } from '../core/ports.ts';
import { requireOrigin } from '../registry/init.ts';
import { openVault } from '../registry/vault.ts';
import { createLocalSigner } from '../signer/local.ts';
import type { Config, LogLevel } from './config.ts';
import { createFonts } from './fonts-node.ts';
import { keyEncryptionKey, markTestKeys, markTestRegister, refuseTestKeys, refuseTestRegister } from './keys-node.ts';
import { jsonLines } from './log.ts';
import { random } from './random-node.ts';

const DATABASE = 'yinzheng.sqlite';

/** The data folder of a configuration, absolute. */
export function dataDirOf(config: Config): string {
  return resolve(config.dataDir);
}

/** The file of a register that is one. Throws `invalid_configuration`, naming the `tool` for it, for one in PostgreSQL. */
export function databaseFile(config: Config, tool: string): string {
  if (config.databaseUrl === undefined) return join(dataDirOf(config), DATABASE);
  const message = `This register is in PostgreSQL, whose own tools do this: ${tool}. See docs/operations.md.`;
  throw new YinzhengError('invalid_configuration', message);
}

/** The file of a register that must be there. */
export function existingFile(config: Config, tool: string): string {
  const file = databaseFile(config, tool);
  if (!existsSync(file)) throw noFile(config);
  return file;
}

/** Opens a copy of a register, and throws `invalid_configuration` when the key-encryption key is not the one that guards it. */
export async function refuseForeignKey(config: Config, file: string): Promise<void> {
  const { openSqlite } = await import('../storage/sqlite-node.ts');
  const store = await openSqlite(file);
  try {
    const signer = createLocalSigner({ kek: keyEncryptionKey(config, random).bytes, random });
    await openVault(store, signer, random).catch(explainWrongKey);
  } finally {
    await store.close();
  }
}

/**
 * Opens the register with everything that the verbs need. The caller closes `deps.store`.
 *
 * @throws {YinzhengError} `invalid_configuration` when there is no register (and none is to be made), when production
 *   meets test keys, or when the key-encryption key is not the one that guards this register
 */
export async function openDeps(config: Config, options: { create: boolean; logLevel: LogLevel }): Promise<Deps> {
  const dataDir = dataDirOf(config);
  const inDatabase = config.databaseUrl !== undefined;
  if (!inDatabase) refuseTestKeys(config, dataDir);
  if (!inDatabase && !options.create && !existsSync(join(dataDir, DATABASE))) throw noFile(config);
  const kek = keyEncryptionKey(config, random);
  const log = jsonLines((line) => process.stderr.write(line), Date.now, config.logLevel ?? options.logLevel);
  const store = await openStore(config, log);
  try {
    if (inDatabase) await refuseTestRegister(config, store);
    if (!options.create && !(await store.authority())) {
      throw inDatabase ? noRegister('in this database', 'DATABASE_URL to the database of yours') : noFile(config);
    }
    const signer = createLocalSigner({ kek: kek.bytes, random });
    const vault = await openVault(store, signer, random).catch(explainStrangeMark).catch(explainWrongKey);
    await requireOrigin({ store, settings: config.settings });
    // Only now: a register that a better key guards does not open, and stays as it is.
    if (kek.test) await markTest(config, store);
    const [lists, fonts] = [createListCache(), createFonts()];
    return { store, signer, vault, clock: Date.now, random, log, settings: config.settings, lists, fonts };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Marks a register as holding test keys, where all that open it see the mark. */
export async function markTest(config: Config, store: Store): Promise<void> {
  if (config.databaseUrl === undefined) markTestKeys(dataDirOf(config));
  else await markTestRegister(store);
}

/** Engines take longer to load than all the rest, and half of the commands end before they need one. */
async function openStore(config: Config, log: Log): Promise<Store> {
  const { databaseUrl, databaseConnections: connections } = config;
  if (databaseUrl !== undefined) {
    const { openPostgres } = await import('../storage/postgres-node.ts');
    return openPostgres(databaseUrl, { connections, log });
  }
  const dataDir = dataDirOf(config);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const { openSqlite } = await import('../storage/sqlite-node.ts');
  return openSqlite(join(dataDir, DATABASE));
}

function noFile(config: Config): YinzhengError {
  return noRegister(`in ${dataDirOf(config)}`, 'DATA_DIR to the folder of yours');
}

function noRegister(where: string, remedy: string): YinzhengError {
  const message = `There is no register ${where}. Make one with \`yinzheng init\`, or set ${remedy}.`;
  return new YinzhengError('invalid_configuration', message);
}

/** Only a new register has secrets to make, and only one beside the mark of another is on hold already. */
function explainStrangeMark(error: unknown): never {
  if (!(error instanceof YinzhengError && error.code === 'on_hold')) throw error;
  throw new YinzhengError(
    'invalid_configuration',
    'There was another register in DATA_DIR: its database is gone, and the file register.mark is still there. Put a backup ' +
      'back with `yinzheng restore FILE`. For a new register set DATA_DIR to another folder; or remove register.mark, if ' +
      'nobody has a certificate of the old one, for the new one gives out the same numbers.',
    { cause: error },
  );
}

function explainWrongKey(error: unknown): never {
  if (!(error instanceof YinzhengError && error.code === 'key_unavailable')) throw error;
  throw new YinzhengError(
    'invalid_configuration',
    'The key-encryption key does not open this register. Set YINZHENG_KEK to the key that it was made with ' +
      '(without one, keys/development.kek is used), or set DATA_DIR or DATABASE_URL to another place.',
    { cause: error },
  );
}
