import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { median, perSecond } from '../../scripts/bench/rate.ts';
import { enginesTable, rawTable, sizesTable, writeBetweenMarks } from '../../scripts/bench/report.ts';

test('units of all that run at the same time are counted', async () => {
  let done = 0;
  const began = performance.now();
  const rate = await perSecond(0.05, 8, async (n) => {
    await new Promise((resolve) => setTimeout(resolve, n % 3));
    done += 2;
    return 2;
  });
  // What elapses between the two clocks can only make the rate larger.
  expect(done).toBeGreaterThanOrEqual(16);
  expect(rate * (performance.now() - began)).toBeGreaterThanOrEqual(done * 1000);
});

test('each one begins once, and one that fails ends the measure', async () => {
  const begun: number[] = [];
  await perSecond(0.01, 4, async (n) => begun.push(n));
  expect(begun).toEqual(begun.map((_, n) => n));
  await expect(perSecond(1, 2, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('the median is one of the values', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1])).toBe(4);
  expect(median([])).toBeUndefined();
});

const column = (engine: string, rows: number, rate?: number) => ({
  engine,
  rows,
  filling: 1000,
  bytes: 7519,
  rates: new Map(rate === undefined ? [] : [['issue', rate]]),
});

test('engines stand side by side, with what could not be measured left open', () => {
  expect(enginesTable(['issue'], [column('SQLite', 1, 1234.5), column('PostgreSQL', 1, 617.25), column('D1', 1)])).toBe(
    [
      '| per second | SQLite | PostgreSQL | to SQLite |   D1 | to SQLite |',
      '| ---------- | -----: | ---------: | --------: | ---: | --------: |',
      '| issue      |  1,230 |        617 |      0.50 |    – |         – |',
    ].join('\n'),
  );
});

test('few rows stand beside many', () => {
  const lines = sizesTable(['issue'], [[column('SQLite', 10_000, 50), column('SQLite', 1e6, 45.55)]]).split('\n');
  expect(lines[0]).toBe(
    '| per second                          | SQLite, 10,000 rows | SQLite, 1,000,000 rows | ratio |',
  );
  expect(lines[2]).toBe(
    '| issue                               |                  50 |                     46 |  0.91 |',
  );
  expect(lines.at(-1)).toContain('7,520');
});

test('raw rates have two columns', () => {
  expect(rawTable([{ title: 'sync', alone: 3.149 }])).toContain('| sync       |                 3.1 |            – |');
});

test('only what is between the marks is replaced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yinzheng-marks-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a.md');
  const marked = (text: string) => `before\n<!-- made by: npm run bench -- --write -->${text}<!-- end -->\nafter\n`;
  writeFileSync(file, marked('\n\nold\n\n'));
  writeBetweenMarks(pathToFileURL(file), 'new $& text');
  expect(readFileSync(file, 'utf8')).toBe(marked('\n\nnew $& text\n\n'));
  writeFileSync(file, 'no marks');
  expect(() => writeBetweenMarks(pathToFileURL(file), 'x')).toThrow('marks');
});
