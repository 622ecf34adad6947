import { expect, test } from 'vitest';
import type { RowResult } from '../../../src/core/verification.ts';
import { createFonts } from '../../../src/entry/fonts-node.ts';
import { reportPdf } from '../../../src/render/report/pdf.ts';
import { resultText } from '../../../src/render/report/rows.ts';
import { pdfAttachments, pdfText } from '../../poppler.ts';

const fonts = createFonts();
const HASH = 'ab'.repeat(32);

function jwtOf(rows: number): string {
  const list = { id: 'https://cert.example/trust-list', revision: 3, signedAt: '2026-11-20T08:00:00Z', sha256: HASH };
  const report = {
    requester: { code: '91990000DEM0000044', name: { zh: '用人单位', en: 'Employer' } },
    purpose: { code: 'subsidy', name: { zh: '补贴审核', en: 'Review of subsidies' } },
    file: { format: 'csv', bytes: 99, sha256: HASH },
    rows,
    receivedAt: '2026-11-20T08:00:00Z',
    begunAt: '2026-11-20T08:00:00Z',
    finishedAt: '2026-11-20T08:00:09Z',
    counts: { valid: rows - 1, revoked: 1 },
    results: [{ mediaType: 'text/csv', bytes: 1, sha256: 'cd'.repeat(32) }],
    trustLists: [list],
    statusLists: [],
  };
  const credential = { id: 'https://cert.example/v1/verifications/1/report', credentialSubject: { report } };
  return `e30.${Buffer.from(JSON.stringify(credential)).toString('base64url')}.AA`;
}

const certificate = (name: string) => ({
  printedNumber: 'S000033000107263000042-E',
  holder: { name },
  occupation: {
    classification: 'CN-OCD',
    edition: '2022',
    code: '4-04-05-05',
    name: { zh: '人工智能训练师', en: 'AI trainer' },
  },
  issuer: { id: 'did:web:cert.example' },
});

async function printed(results: readonly RowResult[]): Promise<Uint8Array> {
  async function* ndjson() {
    for (const result of results) yield `${JSON.stringify(resultText.describe(result).json)}\n`;
  }
  const authority = { zh: '示范主管部门', en: 'Demo Authority' };
  return reportPdf({ jwt: jwtOf(results.length), ndjson: ndjson(), authority, timeZone: 'Asia/Shanghai' }, fonts);
}

const revoked: RowResult = {
  row: 3,
  verdict: 'revoked',
  checks: [{ id: 'status', result: 'fail' }],
  certificate: certificate('李四'),
  by: 'authority',
  since: '2026-11-18T03:12:45Z',
  reason: 'exam_fraud',
  effect: 'void',
};
const valid = (row: number): RowResult => ({ row, verdict: 'valid', checks: [], certificate: certificate('张伟') });

test('a report on paper says what was signed, tells each row, and has the signed report attached', async () => {
  const pdf = await printed([valid(2), revoked, ...Array.from({ length: 30 }, (_, n) => valid(n + 4))]);
  const text = await pdfText(pdf);
  for (const part of [
    HASH,
    '补贴审核 Review of subsidies',
    '91990000DEM0000044',
    '张伟',
    '考试作弊',
    'Revoked',
    '1 / 3',
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toContain('2026-11-20 16:00:09 Asia/Shanghai');
  expect(text.match(/S000033000107263000042-E/g)).toHaveLength(32);
  const attached = await pdfAttachments(pdf);
  expect(attached.get('report.jwt')?.toString()).toBe(jwtOf(32));
});

test('of a long file it lists what is not valid, and says so', async () => {
  const text = await pdfText(await printed([...Array.from({ length: 300 }, (_, n) => valid(n + 4)), revoked]));
  expect(text.match(/S000033000107263000042-E/g)).toHaveLength(1);
  expect(text).toContain('all 301 rows are in the CSV file');
});
