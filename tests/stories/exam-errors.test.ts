/** A file with slips of the hand: each is found, and nothing else; the rows without one are issued. */
import { randomBytes } from 'node:crypto';
import { readXlsx } from 'hucre/xlsx';
import { expect, test, vi } from 'vitest';
import { isColumn } from '../../src/issue/batch/columns.ts';
import type { Row } from '../../src/lib/table/row.ts';
import { readTable } from '../../src/lib/table/table.ts';
import { parts, sheetRow, workbookOf } from '../lib/table/tables.ts';
import {
  act,
  approve,
  batchOf,
  csv,
  done,
  type ExamRow,
  exam,
  excelCsv,
  HEADINGS,
  rowsOf,
  type SeenRow,
  SLIPS,
  submitted,
  upload,
  XLSX,
  xlsx,
} from './exams.ts';
import { describeEngines } from './world.ts';

vi.setConfig({ testTimeout: 120_000 });

const PLANTED = 37;

/** Rows with 37 slips, the last of which is a row that is there already. */
function withSlips(day: string, count: number): { rows: ExamRow[]; planted: Map<number, (typeof SLIPS)[number]> } {
  const rows = exam(day, count);
  const planted = new Map<number, (typeof SLIPS)[number]>();
  const apart = Math.floor(count / PLANTED);
  for (let k = 0; k < PLANTED - 1; k++) {
    const slip = SLIPS[k % SLIPS.length];
    const row = rows[k * apart + 2];
    if (!slip || !row) throw new Error('too few rows');
    row[slip.heading] = slip.cell;
    planted.set(k * apart + 2, slip);
  }
  const [first] = rows;
  if (!first) throw new Error('no rows');
  rows[count - 1] = { ...first };
  planted.set(count - 1, { heading: '证件号码', cell: '', code: 'duplicate_in_file', column: 'holder.idNumber' });
  return { rows, planted };
}

async function tableOf(text: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readTable('csv', parts(Buffer.from(text)), { maxRows: 999, isKnown: isColumn }))
    rows.push(row);
  return rows;
}

const found = (rows: readonly SeenRow[]) =>
  rows.map(({ row, faults }) => [row, faults.map(({ code, column }) => `${column} ${code}`)]);

describeEngines('A file with 37 slips', [], (world) => {
  const count = () => (world.origin === 'http://cert.test' ? 500 : 5_000);

  test.each([
    ['GBK CSV as Chinese Excel saves it', 'text/csv', async (rows: ExamRow[]) => excelCsv(rows)],
    ['XLSX', XLSX, xlsx],
  ])('in %s gets them all told, each with its cell, and no other', async (_, type, encode) => {
    const { rows, planted } = withSlips(world.today(), count());
    const batch = await submitted(world, await encode(rows), { type, dryRun: true });
    expect(batch).toMatchObject({ rows: rows.length, faulty: PLANTED, good: rows.length - PLANTED, warned: 0 });
    const asked = await world.call(`GET /v1/batches/${batch.id}/errors.csv`, { as: 'clerk@A' });
    expect([asked.status, asked.text]).toEqual([409, expect.stringContaining('Accept: text/csv')]);
    const faulty = await rowsOf(world, batch.id, 'faulty');
    expect(found(faulty)).toEqual([...planted].map(([at, { column, code }]) => [at + 2, [`${column} ${code}`]]));
    for (const [at, { value }] of [...planted.values()].entries()) {
      const fault = faulty[at]?.faults[0];
      expect(fault?.zh).toMatch(/\p{Script=Han}/u);
      expect(fault?.en).toMatch(/^[\x20-\x7e]+$/);
      // Chinese Excel writes days with slashes.
      if (value !== undefined) expect(fault?.value?.replaceAll('/', '-')).toBe(value);
    }
  });

  test('comes back with an error column, and mended rows go on as a batch of their own', async () => {
    const { rows, planted } = withSlips(world.today(), 100);
    const checked = await world.call('POST /v1/batches?dryRun=true', {
      as: 'clerk@A',
      text: csv(rows),
      type: 'text/csv',
      headers: { Accept: 'text/csv' },
    });
    expect([checked.status, checked.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const lines = await tableOf(checked.text);
    expect(lines).toHaveLength(100);
    const marked = lines.flatMap(({ row, cells }) => (cells.has('错误 Errors') ? row - 2 : []));
    expect(marked).toEqual([...planted.keys()]);
    expect(lines[0]?.cells.get('证件号码')).toBe(rows[0]?.证件号码);

    const batch = await submitted(world, csv(rows));
    await approve(world, batch);
    expect(await done(world, batch.id)).toMatchObject({ progress: { issued: 63, failed: 0 } });
    const aside = await world.call(`GET /v1/batches/${batch.id}/errors.csv`, { as: 'clerk@A' });
    const back = await tableOf(aside.text);
    expect(back.map(({ cells }) => cells.has('错误 Errors'))).toEqual(Array(PLANTED).fill(true));
    expect(back.at(-1)?.cells.get('证件号码')).toBe(rows[0]?.证件号码);
    expect((await world.call(`GET /v1/batches/${batch.id}/errors.csv`, { as: 'auditor@A' })).status).toBe(403);

    const at = [...planted.keys()].slice(0, -1);
    const mended = exam(world.today(), 100).filter((_, n) => at.includes(n));
    const second = await submitted(world, csv(mended));
    expect(second).toMatchObject({ rows: 36, faulty: 0, warned: 0 });
    await approve(world, second);
    expect(await done(world, second.id)).toMatchObject({ progress: { issued: 36 } });
  });

  test('goes round as often as it takes, and loses nothing that stands beside it', async () => {
    const rows = exam(world.today(), 3, 930).map((row, n) => (n < 2 ? { ...row, 理论成绩: 50 } : row));
    const lines = csv(rows).split('\n');
    const check = (text: string) =>
      world.call('POST /v1/batches?dryRun=true', {
        as: 'clerk@A',
        text,
        type: 'text/csv',
        headers: { Accept: 'text/csv' },
      });
    const mend = (text: string) => text.replace(',50,', ',80,');
    const marks = async (text: string) => (await tableOf(text)).map(({ cells }) => cells.get('错误 Errors') ?? '');
    lines[2] += ',补考';
    const first = (await check(lines.join('\n'))).text;
    expect(await marks(first)).toEqual([
      expect.stringMatching(/^理论成绩：低于/),
      expect.stringMatching(/^有内容的单元格上方没有标题.*\n理论成绩：低于/),
      '',
    ]);
    expect((await tableOf(first))[1]?.cells.get('姓名')).toBe(rows[1]?.姓名);
    const second = (await check(mend(first))).text;
    expect(second.split('\r\n')[0]).toBe(first.split('\r\n')[0]);
    expect(await marks(second)).toEqual(['', expect.stringMatching(/没有标题.*\n理论成绩：低于/), '']);

    const batch = await submitted(world, mend(mend(second)));
    expect(batch).toMatchObject({ good: 2, faulty: 1, ignored: ['N 列 Column N'] });
    const aside = (await world.call(`GET /v1/batches/${batch.id}/errors.csv`, { as: 'clerk@A' })).text;
    const [back] = await tableOf(aside);
    expect([back?.cells.get('姓名'), back?.cells.get('M 列 Column M')]).toEqual([rows[1]?.姓名, '补考']);
    const third = await submitted(world, aside.replace('N 列 Column N', '备注'));
    expect(third).toMatchObject({ good: 1, faulty: 0, ignored: ['备注'] });
  });

  test('has the columns of the file, in their order, also where what is missing is all that is wrong', async () => {
    const rows = exam(world.today(), 2, 940).map((row) => ({ ...row, 姓名: '', 理论成绩: '' }));
    const batch = await submitted(world, csv(rows));
    const mended = await act(world, batch.id, 'mend', 'clerk@A', { n: 1, cells: { 理论成绩: 80 } });
    expect(mended.body).toMatchObject({ faulty: 2 });
    const aside = (await world.call(`GET /v1/batches/${batch.id}/errors.csv`, { as: 'clerk@A' })).text;
    expect(aside.replace('\ufeff', '').split('\r\n')[0]).toBe([...HEADINGS, '错误 Errors'].join());
    const [first] = await tableOf(aside);
    expect([first?.cells.get('姓名'), first?.cells.get('理论成绩')]).toEqual([undefined, '80']);
    expect(first?.cells.get('错误 Errors')).toMatch(/^姓名：必填 \/ Name is required$/);
    // Of an identity number that is entered anew a spreadsheet makes no number.
    const workbook = await world.call(`GET /v1/batches/${batch.id}/errors.xlsx`, { as: 'clerk@A' });
    const { sheets } = await readXlsx(workbook.bytes, { readStyles: true });
    const formats = [1, 2].map((row) => HEADINGS.map((_, at) => sheets[0]?.cells?.get(`${row},${at}`)?.style?.numFmt));
    expect(formats).toEqual([1, 2].map(() => HEADINGS.map((heading) => (heading.endsWith('成绩') ? undefined : '@'))));
    await act(world, batch.id, 'cancel', 'clerk@A');
  });

  test('that was issued already is told so, and takes a second person', async () => {
    const rows = exam(world.today(), 3, 900);
    const first = await submitted(world, csv(rows), { as: 'signer@A' });
    expect(first).toMatchObject({ state: 'signing', approvals: [{ by: 'agency', person: 'signer@A' }] });
    await done(world, first.id);
    const again = await submitted(world, csv([...exam(world.today(), 6, 950), ...rows]), { as: 'signer@A' });
    expect(again).toMatchObject({ state: 'submitted', warned: 3, waitsFor: 'agency' });
    const read = (path: string) =>
      world.call<{ items: SeenRow[]; samples: SeenRow[]; next?: string }>(`GET /v1/batches/${again.id}${path}`, {
        as: 'clerk@A',
      });
    const told = (seen: readonly SeenRow[]) => seen.map(({ n, warnings }) => [n, ...warnings.map(({ code }) => code)]);
    const warned = [7, 8, 9].map((n) => [n, 'already_certified']);
    expect(told((await rowsOf(world, again.id)).slice(5))).toEqual([[6], ...warned]);
    expect(told((await read('')).body.samples)).toEqual([...warned, [1], [2]]);
    const page = (await read('/rows?warned=true&limit=2')).body;
    expect([told(page.items), page.next]).toEqual([warned.slice(0, 2), '8']);
    expect(told((await read('/rows?warned=true&limit=2&after=8')).body.items)).toEqual(warned.slice(2));
    expect((await read('/rows?warned=false')).body.items).toHaveLength(6);
    expect((await approve(world, again, 'signer@A')).status).toBe(409);
    expect((await act(world, again.id, 'cancel', 'signer@A')).body.state).toBe('cancelled');
    expect((await rowsOf(world, again.id)).map(({ state }) => state)).toEqual(Array(9).fill('gone'));
  });

  test('that has values which do not exist gets them told, in columns of ours and in others', async () => {
    const [row] = exam(world.today(), 1, 940);
    const cells = (change: object) => HEADINGS.map((heading) => String({ ...row, ...change }[heading]));
    const rows = [
      [...HEADINGS, '备注'],
      [...cells({ 考核日期: '<c s="1"><v>99999999999</v></c>' }), '<c><v>1E400</v></c>'],
      [...cells({ 姓名: '<c t="e"><v>#N/A</v></c>' }), '&#xD800;'],
      [...cells({ 实操成绩: '<c><v>1E400</v></c>', 姓名: '&#xD800;三' }), 'x'],
    ].map((texts, at) => sheetRow(at + 1, texts));
    const told = ['assessment.assessedOn', 'holder.name', 'holder.name', 'assessment.practical'];
    for (const dryRun of [true, false]) {
      const batch = await submitted(world, await workbookOf({ rows: rows.join('') }), { type: XLSX, dryRun });
      const faults = (await rowsOf(world, batch.id)).flatMap((one) => one.faults);
      expect(faults.map(({ column }) => column).sort()).toEqual(told.sort());
      expect(faults.filter(({ code }) => code === 'cell_error')).toHaveLength(3);
    }
    const ndjson = '{"x":1e400,"\\ud800":"\\ud800","assessment":{"theory":1e400}}';
    expect(await submitted(world, ndjson, { type: 'application/x-ndjson' })).toMatchObject({ rows: 1, faulty: 1 });
  });

  test('that has a person in place of its headings is refused, and nothing of the person said', async () => {
    const people = exam(world.today(), 3, 960);
    const number = String(people[0]?.证件号码);
    const rows = csv(people).split('\n').slice(1);
    const files = [rows.join('\n'), [`姓名,${number},${number}`, ...rows].join('\n'), `姓名,${number}\n张伟,1\n`];
    for (const file of files) {
      for (const dryRun of [true, false]) {
        const { status, text } = await upload(world, file, { dryRun });
        expect([status, JSON.parse(text).violations]).toMatchObject([400, [{ rule: 'headings' }]]);
        expect(text).not.toContain(number);
      }
    }
    const named = JSON.stringify({ [number]: 1, holder: { name: '赵伟' } });
    expect(await submitted(world, named, { type: 'application/x-ndjson' })).toMatchObject({ faulty: 1, ignored: [] });
  });

  test('that cannot be read to its end leaves nothing', async () => {
    const before = (await world.call<{ items: unknown[] }>('GET /v1/batches', { as: 'clerk@A' })).body.items.length;
    const rows = csv(exam(world.today(), 300));
    const long = () => randomBytes(9_000).toString('base64');
    for (const [file, type, rule, code] of [
      [csv(exam(world.today(), 250).map((row) => ({ ...row, 姓名: long() }))), 'text/csv', 'too_large', 413],
      [`${rows}"${rows}`, 'text/csv', 'quote', 400],
      [rows, XLSX, 'not_xlsx', 400],
      ['', 'text/csv', 'empty', 400],
      [csv(exam(world.today(), 2)).replace('姓名', '姓名,姓名'), 'text/csv', 'headings', 400],
    ] as const) {
      const { status, body } = await upload(world, file, { type });
      const message = expect.stringMatching(/^The file .*\. \p{Script=Han}.*。$/u);
      expect([status, (body as unknown as { violations: object[] }).violations]).toMatchObject([
        code,
        [{ rule, message }],
      ]);
    }
    const { body } = await world.call<{ items: unknown[] }>('GET /v1/batches', { as: 'clerk@A' });
    expect(body.items).toHaveLength(before);
    expect((await upload(world, rows, { type: 'text/plain' })).status).toBe(415);
  });

  test('shows an identity number to nobody, nowhere', async () => {
    const numbers = exam(world.today(), 100).map((row) => String(row.证件号码));
    const said = world.said.filter((text) => !/职业编码/.test(text)).join('\n');
    for (const number of numbers) expect(said.includes(number)).toBe(false);
    expect((await batchOf(world, (await submitted(world, csv(exam(world.today(), 2, 970)))).id)).state).toBe(
      'submitted',
    );
  });
});
