/** The report on a file as a document on paper: what was signed, the rows, and how to check it. In both languages at once. */
import type { Instant } from '../../core/calendar.ts';
import type { Fonts } from '../../core/fonts.ts';
import type { LanguageText } from '../../core/language.ts';
import type { RowVerdict } from '../../core/verification.ts';
import { decodeBase64url } from '../../lib/base64url.ts';
import { type Bytes, fromUtf8, utf8 } from '../../lib/bytes.ts';
import type { VerificationReport } from '../../verify/many/report.ts';
import { A4_LANDSCAPE, openPdf, type Pdf, type Sheet, type TextStyle } from '../pdf/kit.ts';
import type { ShownRow } from './rows.ts';
import { effectText, verdictText } from './words.ts';

/** Of a longer file only the rows that are not valid are printed, and so many at most: nobody reads 50,000 on paper, and a page takes its time. */
const MOST_ROWS = 200;

export interface PrintedReport {
  /** The signed report, a compact JWT. */
  readonly jwt: string;
  /** Its results as NDJSON, in pieces that end with a line. */
  readonly ndjson: AsyncIterable<string>;
  readonly authority: LanguageText;
  readonly timeZone: string;
}

const MARGIN = 15;
const FOOT = A4_LANDSCAPE.height - 9;
const WIDTH = A4_LANDSCAPE.width - 2 * MARGIN;
const INK = '#1b1b1b';
const PALE = '#6b6b6b';
const RULE = '#c9c9c9';
const TITLE: TextStyle = { size: 17, weight: 'bold', colour: INK };
const BOLD: TextStyle = { size: 8.5, weight: 'bold', colour: INK };
const PLAIN: TextStyle = { size: 8.5, colour: INK };
const SMALL: TextStyle = { size: 7, colour: PALE };

interface Column {
  readonly head: string;
  readonly width: number;
  /** Two lines: Chinese, then English, or a second fact. */
  of(row: ShownRow): readonly [string, string];
}

const COLUMNS: readonly Column[] = [
  { head: '行 Row', width: 16, of: ({ row }) => [String(row), ''] },
  { head: '结论 Verdict', width: 56, of: ({ verdict }) => [short(verdict.zh), short(verdict.en)] },
  { head: '证书编号 Number', width: 47, of: ({ number = '', issuedOn = '' }) => [number, issuedOn] },
  { head: '姓名 Name', width: 32, of: ({ name = '' }) => [name, ''] },
  {
    head: '职业与等级 Occupation and level',
    width: 56,
    of: ({ occupation, level }) => [
      [occupation?.zh, level?.zh].filter(Boolean).join(' · '),
      [occupation?.en, level?.en].filter(Boolean).join(' · '),
    ],
  },
  { head: '原因与效力 Reason and effect', width: 60, of: (row) => [whyIn(row, 'zh'), whyIn(row, 'en')] },
];

function whyIn({ reason, effect, since, notes = [], checks = [] }: ShownRow, language: 'zh' | 'en'): string {
  const facts = [
    since?.slice(0, 10),
    reason?.[language],
    effect && effectText(effect.code as 'void')[language],
    ...notes.map((note) => note[language]),
  ];
  const said = facts.filter(Boolean).join(language === 'zh' ? '，' : ', ');
  return said || (language === 'en' ? checks.map(({ id, result }) => `${id}: ${result}`).join(', ') : '');
}

const ROW_HEIGHT = 8.4;
const TABLE_TOP = MARGIN + 14;
const ROWS_A_PAGE = Math.floor((FOOT - 6 - TABLE_TOP) / ROW_HEIGHT);

/** PDF/A-3 with the signed report attached. */
export async function reportPdf(printed: PrintedReport, fonts: Fonts): Promise<Bytes> {
  const { jwt, authority, timeZone } = printed;
  const credential = JSON.parse(fromUtf8(decodeBase64url(jwt.split('.')[1] ?? '')));
  const id: string = credential.id;
  const report: VerificationReport = credential.credentialSubject.report;
  const rows = await printedRows(printed.ndjson, report.rows);
  const at = timeIn(timeZone);
  const title = `证书核验报告 Report on the verification of certificates`;
  const metadata = { title, author: authority.zh, subject: id, language: 'zh-CN', at: Date.parse(report.finishedAt) };
  const pdf = await openPdf(metadata, fonts);
  const pages = 1 + Math.ceil(rows.length / ROWS_A_PAGE);
  const sheet = (n: number) => {
    const page = pdf.sheet(A4_LANDSCAPE);
    page.text(id, { x: MARGIN, y: FOOT }, SMALL);
    const time = `${at(Date.parse(report.finishedAt))} · ${n} / ${pages}`;
    page.text(time, { x: MARGIN + WIDTH, y: FOOT, align: 'right' }, SMALL);
    return page;
  };
  drawCover(pdf, sheet(1), { report, authority, at, title, shown: rows.length });
  for (let from = 0, n = 2; from < rows.length; from += ROWS_A_PAGE, n++) {
    drawRows(pdf, sheet(n), rows.slice(from, from + ROWS_A_PAGE));
  }
  const description = 'The signed report (vc+jwt) 经主管部门签名的报告';
  await pdf.attach({ name: 'report.jwt', type: 'application/vc+jwt', description, bytes: utf8(jwt) });
  return pdf.save();
}

async function printedRows(ndjson: AsyncIterable<string>, total: number): Promise<ShownRow[]> {
  const rows: ShownRow[] = [];
  for await (const lines of ndjson) {
    for (const line of lines.trimEnd().split('\n')) {
      if (rows.length === MOST_ROWS) return rows;
      const row: ShownRow = JSON.parse(line);
      if (total <= MOST_ROWS || row.verdict.code !== 'valid') rows.push(row);
    }
  }
  return rows;
}

interface Cover {
  readonly report: VerificationReport;
  readonly authority: LanguageText;
  readonly at: (instant: Instant) => string;
  readonly title: string;
  readonly shown: number;
}

function drawCover(pdf: Pdf, page: Sheet, { report, authority, at, title, shown }: Cover): void {
  const { requester, purpose, file, rows, receivedAt, finishedAt, counts, results, trustLists, statusLists } = report;
  page.text(title, { x: MARGIN, y: MARGIN + 8 }, TITLE);
  page.path(`M${MARGIN} ${MARGIN + 12}h${WIDTH}`, { stroke: INK, width: 0.8 });
  const facts: readonly (readonly [string, string])[] = [
    ['签发 Signed by', `${authority.zh} ${authority.en}`],
    ['申请方 Requested by', `${requester.name.zh} ${requester.name.en} · ${requester.code}`],
    ['用途 Purpose', `${purpose.name.zh} ${purpose.name.en}`],
    ['提交 Handed in', at(Date.parse(receivedAt))],
    ['完成 Finished', at(Date.parse(finishedAt))],
    ['文件 File', `${file.format.toUpperCase()}, ${file.bytes} bytes, ${rows} 行 rows`],
    ['文件摘要 SHA-256', file.sha256],
    ...results.map(
      ({ mediaType, sha256 }) => [`结果摘要 ${mediaType === 'text/csv' ? 'CSV' : 'NDJSON'}`, sha256] as const,
    ),
    ['依据名单 Trust list', trustLists.map(({ id, signedAt }) => `${id} · ${at(Date.parse(signedAt))}`).join('; ')],
    ['状态名单 Status lists', `${statusLists.length}`],
  ];
  let y = MARGIN + 20;
  for (const [label, value] of facts) {
    page.text(label, { x: MARGIN, y }, { ...PLAIN, colour: PALE });
    page.text(cut(pdf, value, 150, PLAIN), { x: MARGIN + 40, y }, PLAIN);
    y += 6.2;
  }
  drawCounts(page, counts);
  y += 4;
  for (const text of advice(rows, shown)) {
    for (const line of pdf.lines(text, WIDTH, PLAIN)) {
      page.text(line, { x: MARGIN, y }, PLAIN);
      y += 5;
    }
    y += 1.5;
  }
}

function drawCounts(page: Sheet, counts: VerificationReport['counts']): void {
  const x = MARGIN + 198;
  let y = MARGIN + 20;
  page.text('结论 Verdicts', { x, y }, BOLD);
  for (const [code, count] of Object.entries(counts)) {
    const { zh, en } = verdictText(code as RowVerdict);
    y += 7.5;
    page.text(String(count), { x: x + 12, y, align: 'right' }, BOLD);
    page.text(short(zh), { x: x + 15, y: y - 1.4 }, { ...PLAIN, size: 7.5 });
    page.text(short(en), { x: x + 15, y: y + 1.8 }, SMALL);
  }
}

/** Without what stands in brackets. */
function short(text: string): string {
  return text.replace(/\s?[（(].*$/, '');
}

function advice(rows: number, shown: number): string[] {
  const some = rows > MOST_ROWS;
  return [
    some
      ? `以下列出结论不是“有效”的行，最多 ${MOST_ROWS} 行（此处 ${shown} 行）；全部 ${rows} 行见 CSV 文件。`
      : `以下逐行列出全部 ${rows} 行。`,
    some
      ? `The pages that follow list rows that are not valid, at most ${MOST_ROWS} (here ${shown}); all ${rows} rows are in the CSV file.`
      : `The pages that follow list all ${rows} rows.`,
    '如何核对：本文件附有经主管部门签名的报告 report.jwt（vc+jwt，ES256）。用任何 JOSE 程序和主管部门 /.well-known/did.json 中的公钥核对签名，再核对其中的摘要与所存文件是否一致。打印件本身不能证明任何内容。',
    "How to check: the signed report is attached as report.jwt (vc+jwt, ES256). Verify it with any JOSE program and the authority's key from /.well-known/did.json, then compare the digests in it with your files. Paper alone proves nothing.",
  ];
}

function drawRows(pdf: Pdf, page: Sheet, rows: readonly ShownRow[]): void {
  let x = MARGIN;
  for (const { head, width } of COLUMNS) {
    page.text(cut(pdf, head, width - 2, BOLD), { x, y: MARGIN + 6 }, BOLD);
    x += width;
  }
  page.path(`M${MARGIN} ${MARGIN + 8.5}h${WIDTH}`, { stroke: INK, width: 0.8 });
  for (const [n, row] of rows.entries()) {
    const y = TABLE_TOP + n * ROW_HEIGHT;
    let left = MARGIN;
    for (const { width, of } of COLUMNS) {
      const [first, second] = of(row);
      const style = { ...PLAIN, size: 8 };
      page.text(cut(pdf, first, width - 2, style), { x: left, y }, style);
      if (second) page.text(cut(pdf, second, width - 2, SMALL), { x: left, y: y + 3.2 }, SMALL);
      left += width;
    }
    page.path(`M${MARGIN} ${y + 4.8}h${WIDTH}`, { stroke: RULE, width: 0.3 });
  }
}

/** The text, or so much of its beginning as has room. */
function cut(pdf: Pdf, text: string, width: number, style: TextStyle): string {
  if (pdf.widthOf(text, style) <= width) return text;
  const letters = [...text];
  let [fits, over] = [0, letters.length];
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (pdf.widthOf(`${letters.slice(0, middle).join('')}…`, style) <= width) fits = middle;
    else over = middle;
  }
  return `${letters.slice(0, fits).join('')}…`;
}

function timeIn(timeZone: string): (instant: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (instant) => `${format.format(instant)} ${timeZone}`;
}
