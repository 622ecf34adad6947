import { expect, test } from 'vitest';
import { rowsOf } from './tables.ts';

test('one object a line, its members under their paths', async () => {
  const text = '\ufeff{"a":"x","b":{"c":1,"d":{"e":true}},"f":null,"g":"","h":[1]}\r\n\n{"a":"张伟"}';
  const rows = [
    { row: 1, cells: { a: 'x', 'b.c': 1, 'b.d.e': true, h: '[1]' } },
    { row: 3, cells: { a: '张伟' } },
  ];
  expect(await rowsOf('ndjson', text)).toEqual(rows);
  expect(await rowsOf('ndjson', text, { size: 1 })).toEqual(rows);
});

test('a line that is no object is a fault of its own', async () => {
  expect(await rowsOf('ndjson', '{"a":1}\n{"a":\n[1]\n7\n{"a":1,"a":2}\n{"a":2}\n{"a":{"b":1},"a.b":2}')).toEqual([
    { row: 1, cells: { a: 1 } },
    { row: 2, cells: {}, fault: 'not_json' },
    { row: 3, cells: {}, fault: 'not_an_object' },
    { row: 4, cells: {}, fault: 'not_an_object' },
    { row: 5, cells: {}, fault: 'not_json' },
    { row: 6, cells: { a: 2 } },
    { row: 7, cells: {}, fault: 'not_json' },
  ]);
});

test('a member named like the prototype is a cell, or no JSON, and nothing else', async () => {
  const [row] = await rowsOf('ndjson', '{"constructor":{"prototype":{"x":1}}}');
  expect(row?.cells).toEqual({ 'constructor.prototype.x': 1 });
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test('a number beyond all numbers and half a character are kept as what they can be', async () => {
  expect(await rowsOf('ndjson', '{"a":1e400,"b":"\\ud800x","\\udc00":{"c":-1e400}}')).toEqual([
    { row: 1, cells: { a: '#NUM!', b: '\ufffdx', '\ufffd.c': '#NUM!' } },
  ]);
});

test('what is no UTF-8, has a line without an end, or no line at all, is refused', async () => {
  await expect(rowsOf('ndjson', Uint8Array.of(0x7b, 0xff))).rejects.toMatchObject({ kind: 'encoding' });
  await expect(rowsOf('ndjson', `{"a":"${'x'.repeat(70_000)}`)).rejects.toMatchObject({ kind: 'row_too_long', row: 1 });
  await expect(rowsOf('ndjson', '\n')).rejects.toMatchObject({ kind: 'empty' });
});

test('a line whose names would be written out for each of their members is refused', async () => {
  const members = (count: number) => Array.from({ length: count }, (_, n) => `"${n}":1`).join();
  const line = (count: number) => `{"${'k'.repeat(600)}":{${members(count)}}}`;
  expect(await rowsOf('ndjson', line(100))).toHaveLength(1);
  await expect(rowsOf('ndjson', line(110))).rejects.toMatchObject({ kind: 'row_too_long', row: 1 });
});
