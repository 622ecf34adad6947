import { expect, test } from 'vitest';
import { rehearse } from '../../src/entry/rehearsal.ts';
import { createStage } from '../../src/entry/stage.ts';

test('a rehearsal issues a certificate and finds it valid in every form', async () => {
  const settings = { origin: 'https://cert.example', timeZone: 'Asia/Shanghai', allowedHosts: [] };
  await expect(rehearse(settings)).resolves.toBeUndefined();
});

test('the stage remembers rows, and finds them by the texts in them, the newest first', async () => {
  const stage = createStage();
  const add = (...row: unknown[]) =>
    stage.batch([stage.prepare('insert into "t" ("a", "b_c") values (?, ?)').bind(...row)]);
  await add('x', 1);
  await add('y', 2);
  await add('x', 3);
  expect(await stage.prepare('select "b_c", "a", "none" from "t" where "a" = ? limit ?').bind('x', 9).raw()).toEqual([
    [3, 'x', null],
    [1, 'x', null],
  ]);
  expect(await stage.prepare('select "a" from "t" where "a" = ?').bind('z').raw()).toEqual([]);

  const other = 'insert into "u" ("a", "d") values (?, ?) on conflict do nothing returning "d"';
  expect(await stage.batch([stage.prepare(other).bind('x', 7)])).toEqual([{ results: [{ value: 1 }] }]);
  const join = 'select "t"."b_c", "v"."d" from "t" left join "u" "v" on "v"."a" = "t"."a" where "t"."a" = ?';
  expect(await stage.prepare(join).bind('x').raw()).toEqual([
    [3, 7],
    [1, 7],
  ]);
  expect(await stage.prepare(join).bind('y').raw()).toEqual([[2, null]]);
});
