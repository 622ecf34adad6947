import { expect, test } from 'vitest';
import { jsonLines } from '../../src/entry/log.ts';

test('writes one JSON object a line, from the least level on', () => {
  const lines: string[] = [];
  const log = jsonLines(
    (line) => lines.push(line),
    () => Date.UTC(2026, 10, 1, 2, 3, 4, 567),
    'warn',
  );
  log('info', 'quiet');
  log('warn', 'loud', { count: 2, text: 'two\nlines' });
  log('error', 'louder');
  expect(lines).toEqual([
    '{"at":"2026-11-01T02:03:04Z","level":"warn","event":"loud","count":2,"text":"two\\nlines"}\n',
    '{"at":"2026-11-01T02:03:04Z","level":"error","event":"louder"}\n',
  ]);
});
