import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { built } from '../built.ts';
import { databasePath } from './temporary.ts';

const WRITER = await built('storage/writer');

/** Processes start slowly on a busy machine. */
const PATIENCE_MS = 120_000;

/** Runs a writer to its end, or kills it when it has told `killAfter` ranges; gives the values it told. */
async function write(path: string, times: number, killAfter = Number.POSITIVE_INFINITY): Promise<number[]> {
  const child = spawn(process.execPath, [WRITER, path, String(times)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const told: number[] = [];
  let lines = 0;
  for await (const line of createInterface(child.stdout)) {
    const [first = Number.NaN, count = 0] = line.split(' ').map(Number);
    for (let k = 0; k < count; k++) told.push(first + k);
    if (++lines === killAfter) child.kill('SIGKILL');
  }
  const [code, signal] = await exit;
  expect(signal ?? code).toBe(killAfter === Number.POSITIVE_INFINITY ? 0 : 'SIGKILL');
  return told;
}

const ascending = (values: number[]) => values.sort((a, b) => a - b);

test('eight processes share a counter without a duplicate or a hole', { timeout: PATIENCE_MS }, async () => {
  const path = await databasePath();
  const taken = (await Promise.all(Array.from({ length: 8 }, () => write(path, 72)))).flat();
  expect(taken.length).toBeGreaterThan(10_000);
  expect(ascending(taken)).toEqual(taken.map((_, i) => i));

  const store = await openSqlite(path);
  expect(await store.allocate([{ counter: 'slot', count: 1 }])).toEqual([taken.length]);
  expect(await store.events({ limit: 10_000 })).toHaveLength(8 * 72);
  await store.close();
});

test('writers that are killed leave gaps, never duplicates', { timeout: PATIENCE_MS }, async () => {
  const path = await databasePath();
  const killed = Array.from({ length: 3 }, (_, n) => write(path, 100_000, 10 + n));
  const taken = (await Promise.all([...killed, write(path, 60)])).flat();
  expect(new Set(taken).size).toBe(taken.length);

  const store = await openSqlite(path);
  const [next = Number.NaN] = await store.allocate([{ counter: 'slot', count: 1 }]);
  expect(next).toBeGreaterThan(Math.max(...taken));
  // Each killed writer may have taken one last range, at most 40 values, and not have told.
  expect(next - taken.length).toBeLessThanOrEqual(3 * 40);
  await store.close();
});
