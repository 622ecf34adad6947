/** An exam from the office's file to certificates. */
import { expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import { pdfText } from '../poppler.ts';
import { approve, batchOf, csv, done, exam, examinee, excelCsv, rowsOf, submitted, upload, XLSX } from './exams.ts';
import { describeEngines } from './world.ts';

describeEngines('An exam', [], (world) => {
  test('goes from Excel’s CSV to certificates that verify', async () => {
    const rows = exam(world.today(), 7);
    const checked = await submitted(world, excelCsv(rows), { dryRun: true });
    expect(checked).toMatchObject({ state: 'judged', rows: 7, good: 7, faulty: 0, warned: 0, ignored: [] });

    const batch = await submitted(world, excelCsv(rows));
    expect(batch).toMatchObject({ state: 'submitted', rows: 7, waitsFor: 'agency' });
    expect((await approve(world, { ...batch, hash: checked.hash })).status).toBe(409);
    expect((await approve(world, batch)).body).toMatchObject({ state: 'signing' });
    expect(await done(world, batch.id)).toMatchObject({ progress: { issued: 7, failed: 0, done: 7 } });

    const seen = await rowsOf(world, batch.id);
    expect(seen.map(({ n, state }) => [n, state])).toEqual(rows.map((_, at) => [at + 1, 'issued']));
    const numbers = seen.map(({ certificate }) => Number(certificate?.number.slice(-6)));
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));

    const { text } = await world.call(`GET /v1/batches/${batch.id}/result.csv`, { as: 'clerk@A' });
    const [, first = ''] = text.split('\r\n');
    expect(first).toContain(`1,2,issued,${examinee(world.today(), 0).姓名},`);
    const [, , , , , , , code = ''] = first.split(',');
    const { body } = await world.call<Verification>('POST /verify', { json: { credential: code } });
    expect(body.verdict).toBe('valid');
    expect((await submitted(world, csv(rows))).id).toBe(batch.id);
    const xlsxResult = await world.call(`GET /v1/batches/${batch.id}/result.xlsx`, { as: 'signer@A' });
    expect(xlsxResult.headers.get('content-type')).toBe(XLSX);
    const codes = await world.call(`GET /v1/batches/${batch.id}/codes.zip`, { as: 'clerk@A' });
    expect(codes.text.match(/S\w+-\w\.svg/g)).toHaveLength(14);
    const papers = await world.call(`GET /v1/batches/${batch.id}/pdfs.zip?after=2&limit=2`, { as: 'clerk@A' });
    const [third, fourth, ...none] =
      Buffer.from(papers.bytes)
        .toString('latin1')
        .match(/%PDF-[\s\S]*?%%EOF/g) ?? [];
    expect(none).toEqual([]);
    for (const [n, pdf = ''] of [third, fourth].entries()) {
      const number = seen[2 + n]?.certificate?.number ?? '-';
      expect(papers.text).toMatch(new RegExp(`${number}-\\w\\.pdf`));
      expect((await pdfText(Buffer.from(pdf, 'latin1'))).replaceAll(/\s/g, '')).toContain(number);
    }
    const template = await world.call('GET /templates/exam.csv');
    expect(template.text.replace('\ufeff', '').split(',').slice(0, 2)).toEqual(['姓名', '证件号码']);
    expect((await upload(world, 'Name,b\n1,2\n')).body).toMatchObject({
      state: 'submitted',
      good: 0,
      ignored: ['b'],
    });
    expect((await batchOf(world, batch.id)).state).toBe('done');
  });
});
