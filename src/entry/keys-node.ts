/** The key-encryption key of this process, and the mark on data that was ever guarded by a lesser one. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import type { Random, Store } from '../core/ports.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, equalBytes } from '../lib/bytes.ts';
import { type Config, TEST_KEK } from './config.ts';

const DEVELOPMENT_KEK = fileURLToPath(new URL('../../keys/development.kek', import.meta.url));
const MARK_TEXT = `The keys in this folder are test keys: they were guarded by a development or test key-encryption key.
Production refuses this folder. Removing this file does not make them better: make a new folder.
`;

export interface KeyEncryptionKey {
  readonly bytes: Bytes;
  /** True for a development or test key: what it guards must never reach production. */
  readonly test: boolean;
}

/** The key of the environment, or the development key, which the first start makes. */
export function keyEncryptionKey(
  config: Pick<Config, 'kek'>,
  random: Random,
  file = DEVELOPMENT_KEK,
): KeyEncryptionKey {
  if (config.kek) return { bytes: config.kek, test: equalBytes(config.kek, TEST_KEK) };
  if (!existsSync(file)) makeDevelopmentKek(file, random);
  return { bytes: readDevelopmentKek(file), test: true };
}

function makeDevelopmentKek(file: string, random: Random): void {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, `${encodeBase64url(random(32))}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Another process was first: its key is the one.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function readDevelopmentKek(file: string): Bytes {
  try {
    const bytes = decodeBase64url(readFileSync(file, 'utf8').trim());
    if (bytes.length === 32) return bytes;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new YinzhengError(
    'invalid_configuration',
    `${file} does not hold 32 bytes in base64url. Restore it, or remove it together with the data that it guards.`,
  );
}

/** Marks a data folder as holding test keys. */
export function markTestKeys(dataDir: string): void {
  writeFileSync(markFile(dataDir), MARK_TEXT);
}

/** @throws {YinzhengError} `invalid_configuration` in production on a folder that holds test keys */
export function refuseTestKeys(config: Pick<Config, 'production'>, dataDir: string): void {
  if (!config.production || !existsSync(markFile(dataDir))) return;
  throw new YinzhengError(
    'invalid_configuration',
    `${dataDir} holds test keys (see the file TEST-KEYS in it), and production refuses those. ` +
      'Set DATA_DIR to a new folder and run `yinzheng init`.',
  );
}

/** The mark in a register that processes of many folders share: a secret that is none. */
const MARK_NAME = 'TEST-KEYS';

export async function markTestRegister(store: Store): Promise<void> {
  if ((await store.secrets()).has(MARK_NAME)) return;
  try {
    await store.commit([{ write: 'secret.add', name: MARK_NAME, wrapped: 'test keys' }]);
  } catch (error) {
    // Another process was first.
    if (!(error instanceof UniqueKeyError)) throw error;
  }
}

/** @throws {YinzhengError} `invalid_configuration` in production on a register that holds test keys */
export async function refuseTestRegister(config: Pick<Config, 'production'>, store: Store): Promise<void> {
  if (!config.production || !(await store.secrets()).has(MARK_NAME)) return;
  throw new YinzhengError(
    'invalid_configuration',
    'This database holds test keys, and production refuses those. Set DATABASE_URL to a new one and run `yinzheng init`.',
  );
}

function markFile(dataDir: string): string {
  return join(dataDir, 'TEST-KEYS');
}
