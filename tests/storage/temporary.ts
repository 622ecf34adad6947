import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Path of a database file of one test; its folder goes when the test ends. */
export async function databasePath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'yinzheng-sqlite-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'register.sqlite');
}
