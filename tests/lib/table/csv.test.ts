import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gbk, rowsOf, workbookOf } from './tables.ts';

const TEXT = '姓名,证件号码\r\n张伟,11010519491231002X\r\n买买提·示例,330102199003070012\r\n';
const ROWS = [
  { row: 2, cells: { 姓名: '张伟', 证件号码: '11010519491231002X' } },
  { row: 3, cells: { 姓名: '买买提·示例', 证件号码: '330102199003070012' } },
];

describe('a CSV file', () => {
  const utf16 = Buffer.from(`\ufeff${TEXT.replaceAll(',', '\t')}`, 'utf16le');
  test.each([
    ['UTF-8', new TextEncoder().encode(TEXT)],
    ['UTF-8 with a byte order mark', new TextEncoder().encode(`\ufeff${TEXT}`)],
    ['GBK, as Chinese Excel saves it', gbk(TEXT)],
    ['UTF-16 with tabs, Excel’s "Unicode text"', utf16],
    ['semicolons', new TextEncoder().encode(TEXT.replaceAll(',', ';'))],
    ['tabs', new TextEncoder().encode(TEXT.replaceAll(',', '\t'))],
    ['LF', new TextEncoder().encode(TEXT.replaceAll('\r\n', '\n'))],
    ['CR', new TextEncoder().encode(TEXT.replaceAll('\r\n', '\r'))],
    ['no line end behind the last row', new TextEncoder().encode(TEXT.trimEnd())],
  ])('in %s reads the same, whole and byte by byte', async (_, bytes) => {
    expect(await rowsOf('csv', bytes)).toEqual(ROWS);
    expect(await rowsOf('csv', bytes, { size: 1 })).toEqual(ROWS);
  });

  test('whose first Chinese character comes late is told apart all the same', async () => {
    const filler = Array.from({ length: 9_000 }, (_, n) => `person ${n},${n}`).join('\n');
    for (const encode of [gbk, (text: string) => new TextEncoder().encode(text)]) {
      const bytes = encode(`name,number\n${filler}\n张伟,1\n`);
      expect((await rowsOf('csv', bytes, { maxRows: 50_000, size: 4_096 })).at(-1)?.cells.name).toBe('张伟');
    }
  });

  test('in an encoding that its sender names is read in that', async () => {
    // 0xD2 0xBB is 一 in GBK and a letter in UTF-8.
    expect(await rowsOf('csv', gbk('name\n一'), { charset: 'gbk' })).toEqual([{ row: 2, cells: { name: '一' } }]);
    await expect(rowsOf('csv', 'name\nx', { charset: 'klingon' })).rejects.toMatchObject({ kind: 'encoding' });
  });

  test('that begins as UTF-8 and goes on otherwise is refused', async () => {
    const bytes = Buffer.concat([Buffer.from(`姓名\n${'张伟\n'.repeat(20_000)}`), gbk('张伟\n'), Buffer.from('李')]);
    await expect(rowsOf('csv', bytes, { maxRows: 50_000, size: 9_999 })).rejects.toMatchObject({ kind: 'encoding' });
  });

  test('that is a workbook, or packed, is told so, and not that its encoding is another', async () => {
    for (const bytes of [await workbookOf({ rows: '' }), gzipSync(TEXT)]) {
      const message = expect.stringContaining('its own Content-Type');
      await expect(rowsOf('csv', bytes, { size: 1 })).rejects.toMatchObject({ kind: 'encoding', message });
    }
  });

  test('that says it is UTF-8 and is not gets that told', async () => {
    const bytes = Buffer.concat([Buffer.from(`\ufeff${TEXT}`), Uint8Array.of(0xff, 0x0a)]);
    for (const size of [undefined, 1]) {
      await expect(rowsOf('csv', bytes, size ? { size } : {})).rejects.toThrow('begins as UTF-8');
    }
  });

  test('has cells in quotation marks, with delimiters, line ends and quotation marks within', async () => {
    const text = 'a,b,c\r\n"x, ""y""","l1\r\nl2",="007"\r\n,"",3\r\n';
    expect(await rowsOf('csv', text, { size: 3 })).toEqual([
      { row: 2, cells: { a: 'x, "y"', b: 'l1\nl2', c: '007' } },
      { row: 3, cells: { c: '3' } },
    ]);
  });

  test('keeps rows apart that have too few or too many cells, and passes over empty ones', async () => {
    expect(await rowsOf('csv', 'a,b\n1\n\n1,2,\n1,2,3\n,,\n4,5\n')).toEqual([
      { row: 2, cells: { a: '1' } },
      { row: 4, cells: { a: '1', b: '2' } },
      { row: 5, cells: { a: '1', b: '2', 'C 列 Column C': '3' }, fault: 'more_cells_than_headings' },
      { row: 7, cells: { a: '4', b: '5' } },
    ]);
  });

  test('has what stands under no heading by the letters of its column, also when it comes back', async () => {
    const fault = 'more_cells_than_headings';
    const rows = [
      { row: 2, cells: { a: '1', c: '3' } },
      { row: 3, cells: { a: '4', 'B 列 Column B': '5', c: '6', 'AB 列 Column AB': '7' }, fault },
    ];
    const text = `,c,,\n1,,3\n4,5,6${','.repeat(25)}7\n`;
    expect(await rowsOf('csv', `a,${text}`)).toEqual(rows);
    expect(await rowsOf('csv', `a,Z 列 Column Z${text}`)).toEqual(rows);
  });

  const isKnown = (heading: string) => heading === '姓名' || heading === '证件号码';
  test.each([
    ['rows above its headings', `2026年第三批考核成绩表,,\n"请用文本格式填写;\n勿合并",,\n${TEXT}`, 2],
    ['a title without a delimiter', `2026年第三批考核成绩表\n${TEXT.replaceAll(',', ';')}`, 1],
    ['an empty first line', `\n${TEXT.replaceAll(',', ';')}`, 1],
    ['the line by which Excel names the delimiter', `sep=;\n${TEXT.replaceAll(',', ';')}`, 1],
    ['commas within its headings', TEXT.replace(',证', ';"备注(a,b,c,d)";证').replace(/(?<=[伟例]),/g, ';;'), 0],
  ])('with %s begins at its headings', async (_, text, above) => {
    const rows = ROWS.map(({ row, cells }) => ({ row: row + above, cells }));
    expect(await rowsOf('csv', text, { isKnown })).toEqual(rows);
    expect(await rowsOf('csv', text, { isKnown, size: 1 })).toEqual(rows);
  });

  test('without headings is refused, and nothing of it repeated', async () => {
    const rows = TEXT.slice(TEXT.indexOf('\r\n') + 2);
    for (const text of [rows, rows.repeat(30), `姓名,张伟,张伟\n${rows}`]) {
      const refusal = await rowsOf('csv', text, { isKnown }).catch((error) => error);
      expect(refusal).toMatchObject({ name: 'TableError', kind: 'headings' });
      expect(refusal.message).not.toMatch(/张伟|\d{5}/);
    }
  });

  test.each([
    ['a quotation mark that never closes', `a,b\n1,"2\n${'3,4\n'.repeat(30_000)}`, 'quote'],
    ['a short one that never closes', 'a,b\n1,"2\n', 'quote'],
    ['a row without an end', `a,b\n1,${'2'.repeat(100_000)}`, 'row_too_long'],
    ['one heading twice', 'a,b,a\n1,2,3\n', 'headings'],
    ['headings alone', 'a,b\n\n', 'empty'],
    ['nothing', '', 'empty'],
  ])('with %s is refused', async (_, text, kind) => {
    await expect(rowsOf('csv', text, { maxRows: 1e6 })).rejects.toMatchObject({ name: 'TableError', kind });
  });

  test('with more rows than allowed is refused at the first that is too many', async () => {
    const text = `a\n${'1\n'.repeat(11)}`;
    await expect(rowsOf('csv', text, { maxRows: 10 })).rejects.toMatchObject({ kind: 'too_many_rows', row: 12 });
    expect(await rowsOf('csv', text, { maxRows: 11 })).toHaveLength(11);
    await expect(rowsOf('csv', text, { maxBytes: 10 })).rejects.toMatchObject({ kind: 'too_large' });
  });

  test('that was written by the rules reads as it was meant, however it is cut', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '张', '"', ',', '\n', ' ', ';', '1'), maxLength: 6 });
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const quoted = lines.map((line) => line.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        const meant = lines
          .map((line, at) => ({
            row: at + 2,
            cells: Object.fromEntries(
              line.map((text, i) => ['abc'[i], text.trim()] as const).filter(([, text]) => text !== ''),
            ),
          }))
          .filter(({ cells }) => Object.keys(cells).length > 0);
        const read = rowsOf('csv', `a,b,c\n${quoted.join('\n')}`, { size });
        if (meant.length === 0) await expect(read).rejects.toMatchObject({ kind: 'empty' });
        else expect(await read).toEqual(meant);
      }),
      { numRuns: 300 },
    );
  });
});
