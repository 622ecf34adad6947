import { copyFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { event, id, NOW } from '../contract/samples.ts';
import { databasePath } from './temporary.ts';

const clock = () => NOW + 99;
const markOf = (path: string) => join(dirname(path), 'register.mark');
const readMark = async (path: string) => JSON.parse(await readFile(markOf(path), 'utf8'));

/** Opens, adds these events, and closes. */
async function live(path: string, ...ns: number[]): Promise<void> {
  const store = await openSqlite(path, { clock });
  if (ns.length > 0) await store.commit(ns.map((n) => ({ write: 'event.add', event: event(n) })));
  await store.close();
}

async function holdOf(path: string) {
  const store = await openSqlite(path, { clock });
  const hold = await store.hold();
  await store.close();
  return hold;
}

test('the mark follows the register, when it is tended and when it closes', async () => {
  const path = await databasePath();
  await live(path);
  await expect(stat(markOf(path))).rejects.toMatchObject({ code: 'ENOENT' });

  const store = await openSqlite(path);
  await store.commit([1, 2].map((n) => ({ write: 'event.add', event: event(n) })));
  await store.tend();
  expect(await readMark(path)).toEqual({ register: id(1), event: id(2), at: NOW + 2, events: 2 });
  expect((await stat(markOf(path))).mode & 0o777).toBe(0o600);
  await store.commit([{ write: 'event.add', event: event(3) }]);
  await store.close();
  expect(await readMark(path)).toMatchObject({ event: id(3), events: 3 });
});

test('the slower of two processes moves the mark back for no longer than the next turn', async () => {
  const path = await databasePath();
  await live(path, 1);
  const old = await readFile(markOf(path));
  const store = await openSqlite(path);
  await store.commit([{ write: 'event.add', event: event(2) }]);
  await store.tend();
  await writeFile(markOf(path), old);
  await store.tend();
  expect(await readMark(path)).toMatchObject({ event: id(2) });
  await store.close();
});

test('a register that is put back to an earlier state opens on hold, and keeps the mark of the later one', async () => {
  const path = await databasePath();
  await live(path, 1, 2);
  await copyFile(path, `${path}.old`);
  await live(path, 3, 4, 5);
  const mark = await readMark(path);
  await copyFile(`${path}.old`, path);
  const hold = { reason: 'behind', since: NOW + 99, presentUntil: NOW + 2, knownUntil: NOW + 5, missing: 3 };
  expect(await holdOf(path)).toEqual(hold);
  expect(await readMark(path)).toEqual(mark);

  // Removing the mark is no way around it.
  await rm(markOf(path));
  expect(await holdOf(path)).toEqual(hold);
});

test('a register that went on elsewhere from an earlier state is not taken for the one that went on here', async () => {
  const [path, elsewhere] = [await databasePath(), await databasePath()];
  await live(path, 1, 2);
  await copyFile(path, elsewhere);
  await live(path, 3);
  await live(elsewhere, 40, 50, 60);
  await copyFile(elsewhere, path);
  expect(await holdOf(path)).toMatchObject({
    reason: 'behind',
    presentUntil: NOW + 60,
    knownUntil: NOW + 3,
    missing: 1,
  });
});

test('what comes back to where the mark is, is free again', async () => {
  const path = await databasePath();
  await live(path, 1, 2);
  await copyFile(path, `${path}.old`);
  await live(path, 3);
  await copyFile(path, `${path}.new`);
  await copyFile(`${path}.old`, path);
  expect(await holdOf(path)).toBeDefined();
  await copyFile(`${path}.new`, path);
  expect(await holdOf(path)).toBeUndefined();
});

test('beside the mark of another register, and beside one that cannot be read, nothing is written', async () => {
  const path = await databasePath();
  await live(path, 1);
  await rm(path);
  expect(await holdOf(path)).toEqual({ reason: 'behind', since: NOW + 99, knownUntil: NOW + 1 });
  await live(path);
  expect(await readMark(path)).toMatchObject({ event: id(1) });

  // An empty register is nobody's past: without the mark it is simply new.
  await rm(markOf(path));
  expect(await holdOf(path)).toBeUndefined();

  await writeFile(markOf(path), '{"event":');
  expect(await holdOf(path)).toEqual({ reason: 'behind', since: NOW + 99 });
});

test('counters that skipped ahead are among what a register that is put back lacks', async () => {
  const path = await databasePath();
  await live(path, 1);
  await copyFile(path, `${path}.old`);
  const store = await openSqlite(path, { clock });
  await store.commit([
    { write: 'counters.skip', count: 10_000 },
    { write: 'event.add', event: event(2) },
  ]);
  await store.close();
  expect(await readMark(path)).toMatchObject({ events: 2, skipped: 10_000 });
  await copyFile(`${path}.old`, path);
  expect(await holdOf(path)).toMatchObject({ reason: 'behind', missing: 1, skipped: 10_000 });
});
