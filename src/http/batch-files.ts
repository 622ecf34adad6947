/** Batches as files that people open: results, errors, codes, and the template to fill in. */
import { z } from '@hono/zod-openapi';
import { makeZip } from 'client-zip';
import type { Actor } from '../core/actor.ts';
import { type Certificate, printedNumber } from '../core/certificate.ts';
import { invalidRequest, YinzhengError } from '../core/errors.ts';
import { fontsOf } from '../core/fonts.ts';
import { sealText } from '../credential/seal.ts';
import { readBatch } from '../issue/batch/act.ts';
import { checkFile } from '../issue/batch/check-file.ts';
import {
  choicesOf,
  ERRORS_HEADING,
  EXAM_COLUMNS,
  type ExamColumn,
  examColumn,
  findColumn,
} from '../issue/batch/columns.ts';
import { type BatchFile, MAX_ROWS } from '../issue/batch/exam-file.ts';
import { shownValue } from '../issue/batch/fault.ts';
import { faultyRows } from '../issue/batch/faulty-rows.ts';
import { exportRows, type RowView } from '../issue/batch/results.ts';
import { paper } from '../issue/paper.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import { templateXlsx } from '../lib/table/template.ts';
import { csvOf, type Line, xlsxOf } from '../lib/table/write.ts';
import { BatchParams, RowNumber } from './batch-models.ts';
import type { DrawPaper } from './certificates.ts';
import type { AppContext, AppDeps } from './context.ts';
import { mediaAnswer } from './models.ts';
import { type AnyOperation, operation } from './operation.ts';
import { answerStream } from './stream.ts';
import { readingTable, XLSX } from './table-body.ts';

const tag = 'Batches';
const access = 'key';
const params = BatchParams;
const CSV = 'text/csv; charset=utf-8';

interface File {
  readonly name: string;
  readonly type: string;
  readonly body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
}

function answerFile(c: AppContext, deps: AppDeps, { name, type, body }: File): Response {
  c.header('Content-Disposition', `attachment; filename="${name}"`);
  c.header('Cache-Control', 'no-store');
  return body instanceof ReadableStream
    ? answerStream(c, deps, type, body)
    : c.body(body, 200, { 'Content-Type': type });
}

interface Table {
  readonly name: string;
  readonly sheet: string;
  readonly xlsx: boolean;
  readonly headings: readonly string[];
  readonly lines: AsyncIterable<Line>;
}

function answerTable(c: AppContext, deps: AppDeps, { name, sheet, xlsx, headings, lines }: Table): Response {
  return xlsx
    ? answerFile(c, deps, { name: `${name}.xlsx`, type: XLSX, body: xlsxOf(sheet, headings, lines, isText) })
    : answerFile(c, deps, { name: `${name}.csv`, type: CSV, body: csvOf(headings, lines) });
}

/** Where an identity number is mended, a spreadsheet must not round it. */
function isText(heading: string): boolean {
  const name = findColumn(heading);
  return name !== undefined && isTextColumn(examColumn(name));
}

function isTextColumn({ kind }: ExamColumn): boolean {
  return kind !== 'score';
}

const RESULT_HEADINGS = [
  '序号 No.',
  '文件行 Row',
  '状态 State',
  '姓名 Name',
  '证书编号 Number',
  '证书标识 Certificate',
  '核验链接 Link',
  '二维码内容 Code',
  ERRORS_HEADING,
];

const result = (xlsx: boolean): AnyOperation =>
  operation({
    id: xlsx ? 'batchResultXlsx' : 'batchResultCsv',
    tag,
    access,
    summary: `What became of each row, as ${xlsx ? 'XLSX' : 'CSV'}`,
    params,
    answers: { 200: mediaAnswer('The file.', xlsx ? XLSX : 'text/csv') },
    async handle({ c, deps, actor, params: { id } }) {
      const rows = await exportRows(deps, actor, id);
      const table = { name: `result-${id}`, sheet: '结果', xlsx, headings: RESULT_HEADINGS };
      return answerTable(c, deps, { ...table, lines: results(deps, rows) });
    },
  });

export const resultCsv = result(false);
export const resultXlsx = result(true);

async function* results(deps: AppDeps, rows: AsyncIterable<RowView>): AsyncGenerator<Line> {
  for await (const row of rows) yield await resultLine(deps, row);
}

async function resultLine({ vault, settings }: AppDeps, row: RowView): Promise<Line> {
  const { n, state, certificate, request } = row;
  const name = certificate?.holderName ?? request?.holder.name ?? nameIn(row.cells);
  const head = [n, row.row, state, name] as const;
  const said = sentences(row);
  if (!certificate) return [...head, undefined, undefined, undefined, undefined, said];
  const { id, securing } = certificate;
  const link = `${settings.origin}/v/${await vault.tokenOf(id)}`;
  return [
    ...head,
    printedNumber(certificate),
    id,
    link,
    sealText(settings.origin, decodeBase64url(securing.seal)),
    said,
  ];
}

/** The name of a row that is set aside, as it was written there. */
function nameIn(cells: RowView['cells'] = {}): string | undefined {
  const [, cell] = Object.entries(cells).find(([heading]) => findColumn(heading) === 'holder.name') ?? [];
  return cell === undefined ? undefined : shownValue('holder.name', cell);
}

function sentences({ faults, warnings }: Pick<RowView, 'faults' | 'warnings'>): string {
  return [...faults, ...warnings]
    .map(({ column, zh, en }) => {
      const [chinese = '', english = ''] = EXAM_COLUMNS.find(({ name }) => name === column)?.headings ?? [];
      return `${chinese ? `${chinese}：` : ''}${zh} / ${english ? `${english} ` : ''}${en}`;
    })
    .join('\n');
}

const errors = (xlsx: boolean): AnyOperation =>
  operation({
    id: xlsx ? 'batchErrorsXlsx' : 'batchErrorsCsv',
    tag,
    access,
    summary: `The rows that are set aside, as they came, with their errors, as ${xlsx ? 'XLSX' : 'CSV'}`,
    description:
      'To be mended and submitted again, its columns as the file had them. It has identity numbers in clear, and reading it is ' +
      'recorded. A `conflict` where rows are not kept: those of a dry run never are, others for 30 days after anybody touched the batch.',
    params,
    answers: { 200: mediaAnswer('The file.', xlsx ? XLSX : 'text/csv') },
    problems: ['conflict'],
    async handle({ c, deps, actor, params: { id } }) {
      const { headings, rows } = await faultyRows(deps, actor, id);
      async function* lines(): AsyncGenerator<Line> {
        for await (const row of rows)
          yield [...headings.map((heading) => cellOf(row.cells?.[heading])), sentences(row)];
      }
      const table = { name: `errors-${id}`, sheet: '错误', xlsx, headings: [...headings, ERRORS_HEADING] };
      return answerTable(c, deps, { ...table, lines: lines() });
    },
  });

export const errorsCsv = errors(false);
export const errorsXlsx = errors(true);

function cellOf(cell: unknown): string | number | undefined {
  if (typeof cell === 'number') return cell;
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return cell === undefined || cell === '' ? undefined : String(cell);
}

/** The answer to a dry run that asked for its file back. */
export async function checkedFile(
  c: AppContext,
  deps: AppDeps,
  actor: Actor,
  { file, xlsx }: { readonly file: BatchFile; readonly xlsx: boolean },
): Promise<Response> {
  const { headings, rows } = await readingTable(() => checkFile(deps, actor, file));
  async function* lines(): AsyncGenerator<Line> {
    for await (const { cells, beyond, report } of rows) {
      yield [...headings.map((heading) => cellOf(cells.get(heading))), sentences(report), ...beyond.map(cellOf)];
    }
  }
  const table = { name: 'checked', sheet: '检查', xlsx, headings: [...headings, ERRORS_HEADING] };
  return answerTable(c, deps, { ...table, lines: lines() });
}

interface Archive {
  /** What it has, as a part of its name. */
  readonly name: string;
  /** Rows of one archive. */
  readonly most: number;
  entry(deps: AppDeps, certificate: Certificate): Promise<Entry>;
}

/** A ZIP of one file for each certificate of a batch, made while it is sent. */
const archive = (id: string, summary: string, { name, most, entry }: Archive): AnyOperation =>
  operation({
    id,
    tag,
    access,
    summary,
    description:
      'Of the whole batch, or of the rows beyond `after`, `limit` of them: a file for each certificate. At most ' +
      `${most} rows at a time.`,
    params,
    query: z.strictObject({
      after: RowNumber.default(0).openapi({ type: 'integer', description: 'The last row that is left out.' }),
      limit: RowNumber.default(MAX_ROWS).openapi({ type: 'integer', description: 'Rows, from there on.' }),
    }),
    answers: { 200: mediaAnswer('The archive.', 'application/zip') },
    async handle({ c, deps, actor, params, query }) {
      const batch = await readBatch(deps, actor, 'batch.read', params.id);
      if (Math.min(query.limit, batch.rows - query.after) > most) {
        const message = `at most ${most} rows at a time: ask for ranges with after and limit`;
        throw invalidRequest([{ pointer: '/query/limit', rule: 'maximum', message }]);
      }
      const rows = await exportRows(deps, actor, params.id, query);
      async function* entries() {
        for await (const { certificate } of rows) {
          if (certificate) yield { lastModified: new Date(certificate.signedAt), ...(await entry(deps, certificate)) };
        }
      }
      const file = { name: `${name}-${params.id}.zip`, type: 'application/zip' };
      return answerFile(c, deps, { ...file, body: makeZip(entries()) });
    },
  });

interface Entry {
  readonly name: string;
  readonly input: string | Uint8Array<ArrayBuffer>;
}

/** The least that a code is printed wide, in mm. */
const CODE_MM = 31;

/** The QR codes; what one looks like is handed in by `app.ts`. */
export function batchCodes(draw: (text: string, atLeast: number) => string): AnyOperation {
  return archive('batchCodes', 'The QR codes of all certificates, as a ZIP of SVG images', {
    name: 'codes',
    most: MAX_ROWS,
    async entry({ settings }, certificate) {
      const text = sealText(settings.origin, decodeBase64url(certificate.securing.seal));
      return { name: `${printedNumber(certificate)}.svg`, input: draw(text, CODE_MM) };
    },
  });
}

/** A large exam; each takes some 30 ms of the process that also answers others. */
const MOST_PAPERS = 5_000;

/** The certificates on paper, as `draw` makes them. One that cannot be drawn says why in its place. */
export function batchPapers(draw: DrawPaper): AnyOperation {
  return archive('batchPapers', 'All certificates as PDF, as a ZIP', {
    name: 'certificates',
    most: MOST_PAPERS,
    async entry(deps, certificate) {
      const name = printedNumber(certificate);
      try {
        return { name: `${name}.pdf`, input: await draw(await paper(deps, certificate), fontsOf(deps)) };
      } catch (error) {
        if (!(error instanceof YinzhengError && error.code === 'not_acceptable')) throw error;
        return { name: `${name}.txt`, input: `${error.message}\n` };
      }
    },
  });
}

const HEADINGS = EXAM_COLUMNS.map(({ headings: [chinese = ''] }) => chinese);

const template = (xlsx: boolean): AnyOperation =>
  operation({
    id: xlsx ? 'importTemplateXlsx' : 'importTemplateCsv',
    tag,
    access: 'public',
    summary: `The template of an exam's file, as ${xlsx ? 'XLSX with text columns and drop-down lists' : 'CSV'}`,
    query: z.object({}),
    answers: { 200: mediaAnswer('The file.', xlsx ? XLSX : 'text/csv') },
    async handle({ c, deps }) {
      if (!xlsx) return answerFile(c, deps, { name: 'exam.csv', type: CSV, body: csvOf(HEADINGS, none()) });
      const columns = EXAM_COLUMNS.map((column, at) => ({
        heading: HEADINGS[at] ?? '',
        choices: choicesOf(column.name),
        numeric: !isTextColumn(column),
      }));
      return answerFile(c, deps, { name: 'exam.xlsx', type: XLSX, body: await templateXlsx('考生', columns) });
    },
  });

async function* none(): AsyncGenerator<Line> {}

export const templateCsv = template(false);
export const templateXlsxFile = template(true);
