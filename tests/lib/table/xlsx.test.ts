import { describe, expect, test } from 'vitest';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { csvOf, type Line, xlsxOf } from '../../../src/lib/table/write.ts';
import { rowsOf, sheetRow, workbookOf, zip } from './tables.ts';

const workbook = (rows: SheetData) => writeExcelFile(rows).toBuffer();

describe('a workbook of another library', () => {
  test('reads row by row, with numbers and days told from text', async () => {
    const file = await workbook([
      ['姓名', '证件号码', '考核日期', '理论成绩'],
      ['张伟', '11010519491231002X', '2026-10-18', 86.5],
      [],
      ['李娜', 1.1010519491231e17, { value: new Date('2026-10-18'), type: Date, format: 'yyyy-mm-dd' }, '91'],
    ]);
    expect(await rowsOf('xlsx', file, { size: 777 })).toEqual([
      { row: 2, cells: { 姓名: '张伟', 证件号码: '11010519491231002X', 考核日期: '2026-10-18', 理论成绩: 86.5 } },
      {
        row: 4,
        cells: { 姓名: '李娜', 证件号码: 1.1010519491231e17, 考核日期: new Date('2026-10-18'), 理论成绩: '91' },
      },
    ]);
  });

  test('is refused when it has too many rows', async () => {
    const file = await workbook([['a'], ...Array.from({ length: 12 }, () => ['1'])]);
    await expect(rowsOf('xlsx', file, { maxRows: 10 })).rejects.toMatchObject({ kind: 'too_many_rows', row: 12 });
  });
});

test('a day or a number that does not exist is the error that spreadsheets show, and half a character is told apart', async () => {
  const cells = [
    '<c s="1"><v>99999999999</v></c>',
    '<c s="1"><v>-700000000</v></c>',
    '<c><v>1E400</v></c>',
    '<c t="e"><v>#N/A</v></c>',
    '&#xD800;三',
  ];
  const rows = sheetRow(1, ['a', 'b', 'c', 'd', '&#xDC00;']) + sheetRow(2, cells);
  expect(await rowsOf('xlsx', await workbookOf({ rows }))).toEqual([
    { row: 2, cells: { a: '#NUM!', b: '#NUM!', c: '#NUM!', d: '#N/A', '\ufffd': '\ufffd三' } },
  ]);
  // In place of a heading they are passed over like any other row.
  const title = workbookOf({ rows: sheetRow(1, cells) + sheetRow(2, ['a']) + sheetRow(3, ['x']) });
  expect(await rowsOf('xlsx', await title, { isKnown: (heading) => heading === 'a' })).toEqual([
    { row: 3, cells: { a: 'x' } },
  ]);
});

test('the first sheet that is shown is read, not the lists that stand hidden before it', async () => {
  const lists = { rows: sheetRow(1, ['选项']) + sheetRow(2, ['居民身份证']) };
  const people = { rows: sheetRow(1, ['姓名']) + sheetRow(2, ['张伟']) };
  const [hidden, veryHidden] = [{ ...lists, state: 'hidden' } as const, { ...lists, state: 'veryHidden' } as const];
  for (const sheets of [[people, lists], [hidden, people, lists], [hidden, veryHidden, people], [hidden]]) {
    const cells = sheets.includes(people) ? { 姓名: '张伟' } : { 选项: '居民身份证' };
    expect(await rowsOf('xlsx', await workbookOf(...sheets))).toEqual([{ row: 2, cells }]);
  }
});

describe('what is no workbook, or more than that', () => {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  const sheet = 'xl/worksheets/sheet1.xml';
  const huge = bytes(' '.repeat(20 * 2 ** 20));

  test.each([
    ['text', 'not_xlsx', () => bytes('姓名,证件号码\n'.repeat(9))],
    ['an archive of something else', 'not_xlsx', () => zip([{ name: 'a.txt', bytes: bytes('x') }])],
    [
      'texts that unpack to more than there is room for',
      'too_large',
      () => zip([{ name: 'xl/sharedStrings.xml', bytes: huge }]),
    ],
    ['a part that says it is smaller', 'too_large', () => zip([{ name: 'xl/styles.xml', bytes: huge, claims: 9 }])],
    ['a part that says nothing', 'not_xlsx', () => zip([{ name: sheet, bytes: huge, claims: 0 }])],
    [
      'parts that are too large together',
      'too_large',
      () => zip(['a', 'b', 'c'].map((name) => ({ name: `xl/${name}.xml`, bytes: huge.subarray(0, 7 * 2 ** 20) }))),
    ],
    [
      'a row of too many cells',
      'too_large',
      () => zip([{ name: sheet, bytes: bytes(`<row>${'<c/>'.repeat(300)}</row>`) }]),
    ],
  ])('%s is refused', async (_, kind, make) => {
    await expect(rowsOf('xlsx', await make())).rejects.toMatchObject({ name: 'TableError', kind });
  });

  const cellAt = (place: string) => `<row r="2"><c ${place}><v>1</v></c></row>`;

  test.each([
    'r="XFD2"',
    `r='XFD2'`,
    'r = "IW2"',
    'r="xfd2"',
    'r="A2" s=">" r="XFD2"',
    `${' '.repeat(500)}r="XFD2"`,
    'r="&#88;FD2"',
  ])('a cell far to the right, which makes a row as long as many do, is refused: %#', async (place) => {
    const rows = sheetRow(1, ['姓名']) + cellAt(place);
    const refused = { kind: 'too_large', message: expect.stringContaining('beyond its column IV') };
    await expect(rowsOf('xlsx', await workbookOf({ rows }))).rejects.toMatchObject(refused);
    for (const prefix of ['', '某'.repeat(20), '\u00a0\u4820']) {
      const prefixed = bytes(rows.replaceAll('<c', `<${prefix}:c`));
      await expect(rowsOf('xlsx', await zip([{ name: sheet, bytes: prefixed }]))).rejects.toMatchObject(refused);
    }
  });

  test('and one in the last column that is allowed is read, wherever its tag is cut', async () => {
    const rows = sheetRow(1, ['姓名']) + `${cellAt('r="IV2"')}\n`.repeat(6_000);
    const read = await rowsOf('xlsx', await workbookOf({ rows }), { maxRows: 6_000 });
    expect(read).toHaveLength(6_000);
    expect(read[0]).toMatchObject({ cells: { 'IV 列 Column IV': 1 }, fault: 'more_cells_than_headings' });
  });

  test.each(['x', '0', '-3', '1.5', '1048577', '1e12'])('a row that says it is row %s is refused', async (number) => {
    const rows = sheetRow(1, ['姓名']) + sheetRow(2, ['张伟']).replace('row r="2"', `row r="${number}"`);
    await expect(rowsOf('xlsx', await workbookOf({ rows }))).rejects.toMatchObject({ kind: 'not_xlsx' });
  });

  test.each([
    ['rows', 'too_many_rows', '<row/>'.repeat(2 ** 20), /1048576 rows.*delete all rows/],
    ['cells', 'too_large', `<row>${'<c/>'.repeat(256)}</row>`.repeat(2 ** 14), /4194304 cells.*delete all/],
  ])('empty %s that would take their time to read are refused before', async (_, kind, empty, message) => {
    const file = await workbookOf({ rows: sheetRow(1, ['姓名']) + empty }, { rows: sheetRow(1, ['姓名']) });
    await expect(rowsOf('xlsx', file)).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  test('one long text that many cells share is refused before it is written out for each', async () => {
    const rows = sheetRow(1, ['姓名']) + sheetRow(2, ['长'.repeat(65_000), '长'.repeat(600)]);
    const refused = { kind: 'row_too_long', row: 2 };
    await expect(rowsOf('xlsx', await workbookOf({ rows }))).rejects.toMatchObject(refused);
  });

  test.each(['xl/strings.bin', 'xl/calcChain.xml'])(
    'texts in %s, which is not looked at, are not read either, whatever relations say',
    async (name) => {
      const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
      const relation = `<Relationship Id="t" Type="${office}/sharedStrings" Target="/${name}"/>`;
      const rows = sheetRow(1, ['姓名']) + sheetRow(2, ['张伟', '<c t="s"><v>0</v></c>']);
      const strings = { [name]: '<sst><si><t>too long</t></si></sst>' };
      const file = await workbookOf({ rows, relation, parts: strings });
      expect(await rowsOf('xlsx', file)).toEqual([{ row: 2, cells: { 姓名: '张伟' } }]);
    },
  );

  const ZIP64 = {
    kind: 'zip64',
    message: expect.stringMatching(/ZIP64.*save it anew as \.xlsx/),
    zh: expect.stringMatching(/ZIP64.*另存为 \.xlsx/),
  };

  test.each([20, 24, 42])(
    'one with an entry whose field %i stands in a part of ZIP64 says what to do',
    async (field) => {
      const file = Buffer.from(await workbookOf({ rows: sheetRow(1, ['姓名']) + sheetRow(2, ['张伟']) }));
      file.writeUInt32LE(0xffffffff, file.readUInt32LE(file.length - 22 + 16) + field);
      await expect(rowsOf('xlsx', new Uint8Array(file))).rejects.toMatchObject(ZIP64);
    },
  );

  test('one whose end points to a second directory is refused', async () => {
    const file = Buffer.from(await workbookOf({ rows: sheetRow(1, ['姓名']) + sheetRow(2, ['张伟']) }));
    const [body, end] = [file.subarray(0, -22), file.subarray(-22)];
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(BigInt(end.readUInt16LE(10)), 32);
    record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(body.length), 8);
    end.writeUInt32LE(0xffffffff, 12);
    const twice = new Uint8Array(Buffer.concat([body, record, locator, end]));
    await expect(rowsOf('xlsx', twice)).rejects.toMatchObject(ZIP64);
  });

  test('sheets that are too large together are refused, also when they are one in many places', async () => {
    const large = bytes(' '.repeat(50 * 2 ** 20));
    const sheetOf = (n: number) => ({ name: `xl/worksheets/sheet${n}.xml`, bytes: large });
    const small = { ...sheetOf(3), bytes: bytes('<row/>'), claims: large.length };
    await expect(rowsOf('xlsx', await zip([sheetOf(1), sheetOf(2), small]))).rejects.toMatchObject({
      kind: 'too_large',
    });
  });

  test('and so is a file of more than 16 MiB', async () => {
    await expect(rowsOf('xlsx', new Uint8Array(17 * 2 ** 20))).rejects.toMatchObject({ kind: 'too_large' });
  });
});

describe('what we write', () => {
  async function* lines(): AsyncGenerator<Line> {
    yield ['张伟', '=1+1', 86.5];
    yield ['-', '@x', undefined];
    yield ['+1', '00123', -3];
  }

  test('opens in a spreadsheet without a formula', async () => {
    const csv = await new Response(csvOf(['姓名', '备注', '成绩'], lines())).arrayBuffer();
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(csv);
    expect(text).toBe("\ufeff姓名,备注,成绩\r\n张伟,'=1+1,86.5\r\n'-,'@x,\r\n'+1,00123,-3");
    const xlsx = await new Response(xlsxOf('结果', ['姓名', '备注', '成绩'], lines())).arrayBuffer();
    const back = [
      { row: 2, cells: { 姓名: '张伟', 备注: '=1+1', 成绩: 86.5 } },
      { row: 3, cells: { 姓名: '-', 备注: '@x' } },
      { row: 4, cells: { 姓名: '+1', 备注: '00123', 成绩: -3 } },
    ];
    expect(await rowsOf('xlsx', new Uint8Array(xlsx))).toEqual(back);
    // Nor is one of them another in a file that comes back; CSV has no numbers.
    const texts = back.map(({ row, cells: { 成绩: score, ...cells } }) => ({
      row,
      cells: { ...cells, ...(score !== undefined && { 成绩: String(score) }) },
    }));
    expect(await rowsOf('csv', text)).toEqual(texts);
  });
});
