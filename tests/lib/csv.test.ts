import { expect, test } from 'vitest';
import { csvRow } from '../../src/lib/csv.ts';

test('cells with commas, quotes, line breaks or outer spaces are quoted', () => {
  expect(csvRow(['a', 'b,c', 'say "x"', 'two\r\nlines', ' d', 7, undefined, ''])).toBe(
    'a,"b,c","say ""x""","two\r\nlines"," d",7,,\r\n',
  );
});

test.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '  =1', '\r=1', '|cmd', '%0A', '-', '=HYPERLINK("x")'])(
  'a spreadsheet does not compute %j',
  (text) => expect(csvRow([text])).toMatch(/^"?'/),
);

test.each(['-5', '-0.25', 'a=b', '1-2', '2026-11-01'])('%j stays as it is', (text) =>
  expect(csvRow([text])).toBe(`${text}\r\n`),
);
