import { expect, test } from 'vitest';
import { shownValue } from '../../../src/issue/batch/fault.ts';
import { readRow } from '../../../src/issue/batch/read-row.ts';
import type { Cell } from '../../../src/lib/table/row.ts';

const read = (heading: string, cell: Cell) => {
  const { request, faults } = readRow({ row: 2, cells: new Map([[heading, cell]]) });
  return { request, fault: faults.find(({ code }) => code !== 'required') };
};

test('a score that a formula made is what its spreadsheet shows', () => {
  for (const [cell, score] of [
    [85.300000000000011, 85.3],
    [84.999999999999986, 85],
    [0.1 + 0.2, 0.3],
    ['71.100000000000009', 71.1],
    [85.25, 85.25],
  ] as const) {
    expect(read('理论成绩', cell).request.assessment.theory).toBe(score);
  }
});

test('a day is read however it is usually written, and never guessed', () => {
  const days: readonly Cell[] = [
    '2026-11-02',
    '2026/11/2',
    '2026.11.02',
    '2026年11月2日',
    '20261102',
    20261102,
    '２０２６－１１－０２',
  ];
  for (const cell of [...days, new Date('2026-11-02'), '2026-11-02 00:00:00']) {
    expect(read('考核日期', cell).request.assessment.assessedOn).toBe('2026-11-02');
  }
  for (const cell of ['2026112', '20261131', '02112026', '11/2/2026', 46328, '2026-11', '2026-11-02 08:30']) {
    expect(read('考核日期', cell).fault?.code).toBe('date');
  }
});

test('a fault shows scores and days as they stand, and nobody’s number', () => {
  const shown = (heading: string, cell: Cell) => read(heading, cell).fault?.value;
  expect(shown('考核日期', '20261131')).toBe('20261131');
  expect(shown('考核日期', 46328.123456789)).toBe('46328.123456789');
  expect(shownValue('assessment.theory', 85.12345678901)).toBe('85.12345678901');
  expect(shown('考核日期', '13800138000')).toBe('13*******00');
  expect(shown('理论成绩', '11010519491231002X')).toBe('1101**********002X');
  expect(shown('考核日期', '11010519491231002X')).toBe('1101**********002X');
});
