/**
 * An exam as a job does it: `issue()` for a thousand rows at a time, on SQLite, every commit synced. Prints rows per second,
 * the most memory that the process had, and bytes on disk for each row. `bundled.ts` runs it as the service is run.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { secureAll } from '../../src/credential/secure.ts';
import { readConfig } from '../../src/entry/config.ts';
import { openDeps } from '../../src/entry/deps-node.ts';
import { keyEncryptionKey } from '../../src/entry/keys-node.ts';
import { random } from '../../src/entry/random-node.ts';
import { secureInThreads } from '../../src/entry/secure-threads-node.ts';
import { furnish } from '../../tests/stories/people.ts';
import { temporaryFolder } from '../temporary.ts';
import { issueNew, SETTINGS } from './people.ts';

export interface Exam {
  readonly perSecond: number;
  readonly megabytes: number;
  readonly bytes: number;
}

const CHUNK = 1_000;
/** Chunks before anything is measured: threads begin, and what is run often is compiled. */
const WARM = 4;

async function sit(rows: number): Promise<Exam> {
  const folder = temporaryFolder('exam');
  const config = readConfig({ ...SETTINGS, DATA_DIR: folder });
  const opened = await openDeps(config, { create: true, logLevel: 'error' });
  const { bytes: kek } = keyEncryptionKey(config, random);
  const deps = { ...opened, secure: secureInThreads(kek, (order) => secureAll(opened.signer, order)) };
  await furnish(deps);
  for (let chunk = 0; chunk < WARM; chunk++) await issueNew(deps, CHUNK);
  const began = performance.now();
  for (let at = 0; at < rows; at += CHUNK) await issueNew(deps, CHUNK);
  const perSecond = (rows * 1000) / (performance.now() - began);
  await opened.store.close();
  const all = rows + WARM * CHUNK;
  const sizes = await Promise.all((await readdir(folder)).map((file) => stat(join(folder, file))));
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0) / all;
  await rm(folder, { recursive: true });
  return { perSecond, megabytes: process.resourceUsage().maxRSS / 1024, bytes };
}

process.stdout.write(JSON.stringify(await sit(Number(process.argv[2]))));
