import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { createListCache } from '../core/list-cache.ts';
import type { Random } from '../core/ports.ts';
import { openVault } from '../registry/vault.ts';
import { createLocalSigner } from '../signer/local.ts';
import type { Config, LogLevel } from './config.ts';
import { keyEncryptionKey, markTestKeys, refuseTestKeys } from './keys-node.ts';
import { jsonLines } from './log.ts';

const DATABASE = 'yinzheng.sqlite';

export const random: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** The data folder of a configuration, absolute. */
export function dataDirOf(config: Config): string {
  return resolve(config.dataDir);
}

/** True when there is a register already. */
export function hasRegister(config: Config): boolean {
  return existsSync(join(dataDirOf(config), DATABASE));
}

/**
 * Opens the register with everything that the verbs need. The caller closes `deps.store`.
 *
 * @throws {YinzhengError} `invalid_configuration` when there is no register (and none is to be made), when production
 *   meets test keys, or when the key-encryption key is not the one that guards this register
 */
export async function openDeps(config: Config, options: { create: boolean; logLevel: LogLevel }): Promise<Deps> {
  const dataDir = dataDirOf(config);
  refuseTestKeys(config, dataDir);
  if (!options.create && !hasRegister(config)) {
    throw new YinzhengError(
      'invalid_configuration',
      `There is no register in ${dataDir}. Make one with \`yinzheng init\`, or set DATA_DIR to the folder of yours.`,
    );
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const kek = keyEncryptionKey(config, random);
  // Loaded here, because it takes longer than all the rest, and half of the commands end before they need it.
  const { openSqlite } = await import('../storage/sqlite-node.ts');
  const store = await openSqlite(join(dataDir, DATABASE));
  try {
    const signer = createLocalSigner({ kek: kek.bytes, random });
    const vault = await openVault(store, signer, random).catch(explainWrongKey);
    // Only now: a register that a better key guards does not open, and stays as it is.
    if (kek.test) markTestKeys(dataDir);
    const log = jsonLines((line) => process.stderr.write(line), Date.now, config.logLevel ?? options.logLevel);
    return { store, signer, vault, clock: Date.now, random, log, settings: config.settings, lists: createListCache() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function explainWrongKey(error: unknown): never {
  if (!(error instanceof YinzhengError && error.code === 'key_unavailable')) throw error;
  throw new YinzhengError(
    'invalid_configuration',
    'The key-encryption key does not open this register. Set YINZHENG_KEK to the key that it was made with ' +
      '(without one, keys/development.kek is used), or set DATA_DIR to another folder.',
    { cause: error },
  );
}
