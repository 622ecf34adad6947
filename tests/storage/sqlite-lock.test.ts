import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { lockAlone, shareLock } from '../../src/storage/sqlite-lock-node.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { built } from '../built.ts';
import { databasePath } from './temporary.ts';

const WRITER = await built('storage/writer');

test('many share the lock, and nobody has it alone meanwhile', async () => {
  const path = await databasePath();
  const [first, second] = [shareLock(path), shareLock(path)];
  expect([first.alone, second.alone]).toEqual([true, false]);
  first.release();
  expect(() => lockAlone(path)).toThrow(expect.objectContaining({ code: 'conflict' }));
  second.release();
  const alone = lockAlone(path);
  expect(() => lockAlone(path)).toThrow(expect.objectContaining({ code: 'conflict' }));
  alone.release();
  shareLock(path).release();
});

test('another process’s lock counts, and goes when the process is killed', async () => {
  const path = await databasePath();
  const child = spawn(process.execPath, [WRITER, path, '1000000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  expect(() => lockAlone(path)).toThrow(expect.objectContaining({ code: 'conflict' }));
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockAlone(path).release();
  await (await openSqlite(path)).close();
});
