import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UniqueKeyError } from '../../src/core/errors.ts';
import type { Engine } from '../../src/storage/engine.ts';
import { openSqliteEngine } from '../../src/storage/sqlite-node.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await openSqliteEngine(':memory:');
});
afterEach(() => engine.close());

const take = (name: string, value = 0) => ({
  sql: 'INSERT INTO counter (name, value) VALUES (?, ?)',
  params: [name, value],
});
const names = async () => (await engine.all({ sql: 'SELECT name FROM counter ORDER BY name', params: [] })).flat();

describe('writers that come together', () => {
  test('are all kept, and each gets its own rows', async () => {
    const rows = await Promise.all(
      ['a', 'b', 'c'].map((name, value) =>
        engine.atomic([{ ...take(name, value), sql: `${take('').sql} RETURNING value` }, take(`${name}2`)]),
      ),
    );
    expect(rows).toEqual([
      [[[0]], []],
      [[[1]], []],
      [[[2]], []],
    ]);
    expect(await names()).toEqual(['a', 'a2', 'b', 'b2', 'c', 'c2']);
  });

  test('a taken key ends all writes of its owner and none of the others', async () => {
    const outcomes = await Promise.allSettled([
      engine.atomic([take('a')]),
      engine.atomic([take('b'), take('a')]),
      engine.atomic([take('c')]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: expect.any(UniqueKeyError) });
    expect(await names()).toEqual(['a', 'c']);
  });

  test('a statement that is wrong in itself hits its owner alone', async () => {
    const outcomes = await Promise.allSettled([
      engine.atomic([take('a'), { sql: 'INSERT INTO nothing VALUES (1)', params: [] }]),
      engine.atomic([take('b')]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await names()).toEqual(['b']);
  });

  test('are kept also when the register is closed at once', async () => {
    const written = [engine.atomic([take('a')]), engine.atomic([take('b')])];
    await engine.close();
    expect(await Promise.all(written)).toEqual([[[]], [[]]]);
  });

  test('are on the disk when they return, unless none of them needs to', async () => {
    const NORMAL = [[[1]]];
    const FULL = [[[2]]];
    const asked = { sql: 'PRAGMA synchronous', params: [] };
    expect(await engine.atomic([asked])).toEqual(FULL);
    expect(await engine.atomic([asked], 'later')).toEqual(NORMAL);
    expect(await Promise.all([engine.atomic([asked], 'later'), engine.atomic([asked], 'later')])).toEqual([
      NORMAL,
      NORMAL,
    ]);
    expect(await Promise.all([engine.atomic([asked], 'later'), engine.atomic([asked], 'now')])).toEqual([FULL, FULL]);
    await engine.atomic([take('a')]);
    await expect(engine.atomic([take('a')], 'later')).rejects.toBeInstanceOf(UniqueKeyError);
    expect(await engine.atomic([asked])).toEqual(FULL);
  });
});
