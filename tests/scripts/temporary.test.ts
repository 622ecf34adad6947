import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../scripts/temporary.ts';

const SCRIPT = new URL('../../scripts/temporary.ts', import.meta.url).href;

/** The folder of a process of its own, which then ends so. */
function madeBy(parent: string, end: string): string {
  const code = `const { temporaryFolder } = await import('${SCRIPT}'); console.log(temporaryFolder('child')); ${end}`;
  const env = { ...process.env, TMPDIR: parent, TEMP: parent, TMP: parent };
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { env, encoding: 'utf8' });
  return stdout.trim();
}

test('a folder goes with its process; what a killed one left goes when it is old; others stay', () => {
  const parent = temporaryFolder('test');
  expect(existsSync(madeBy(parent, ''))).toBe(false);

  const left = madeBy(
    parent,
    "process.kill(process.pid, 'SIGKILL'); await new Promise(() => setInterval(() => {}, 9));",
  );
  expect(existsSync(left)).toBe(true);
  const stays = [`yinzheng-child-${process.pid}-alive`, 'yinzheng-child', 'somebody-else-1-x'];
  for (const name of stays) mkdirSync(join(parent, name));
  madeBy(parent, '');
  expect(existsSync(left)).toBe(true);

  const longAgo = new Date(Date.now() - 7_200_000);
  for (const folder of [left, ...stays.map((name) => join(parent, name))]) utimesSync(folder, longAgo, longAgo);
  madeBy(parent, '');
  expect(readdirSync(parent).sort()).toEqual(stays.toSorted());
  rmSync(parent, { recursive: true });
});
