import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { type Fonts, fontsOf } from '../core/fonts.ts';
import { isUuid } from '../core/ids.ts';
import { allPurposes, purpose as knownPurpose } from '../core/lists.ts';
import type { VerificationState } from '../core/verification.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import { type Bytes, fromUtf8 } from '../lib/bytes.ts';
import { cancelVerification } from '../verify/many/cancel.ts';
import { listVerifications, readReported, readResults, readVerification } from '../verify/many/read.ts';
import { requestVerification } from '../verify/many/request.ts';
import { MAX_ROWS } from '../verify/many/rows.ts';
import { IdempotencyHeader } from './certificate-models.ts';
import { Document, jsonAnswer, LanguageText, mediaAnswer, PageQuery, pageAnswer, pageOf, Timestamp } from './models.ts';
import { negotiated } from './negotiate.ts';
import { operation } from './operation.ts';
import { answerStream, textStream } from './stream.ts';
import { bytesOf, charsetOf, readingTable, TABLE_TYPES } from './table-body.ts';

const tag = 'Files to verify';
const access = 'key';
const params = z.object({
  id: z.string().refine(isUuid).openapi({ format: 'uuid', example: '019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e' }),
});
const purposes = allPurposes().map(({ code }) => code);

const VerificationFile = z
  .object({
    id: z.uuid(),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    requester: z.string().openapi({ description: 'Code of the employer, or `authority`.' }),
    person: z.string(),
    purpose: z.object({ code: z.string(), name: LanguageText }),
    file: z.object({ format: z.enum(['csv', 'xlsx', 'ndjson']), bytes: z.int(), sha256: z.string() }),
    rows: z.int(),
    done: z.int().openapi({ description: 'Rows that have a verdict.' }),
    error: z.string().optional(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    expiresAt: Timestamp.openapi({ description: 'When all of it is removed. Keep the signed report if you need it.' }),
    links: z
      .object({
        self: z.string(),
        report: z.string().optional(),
        csv: z.string().optional(),
        pdf: z.string().optional(),
        cancel: z.string().optional(),
      })
      .openapi({ description: 'What can be asked for now.' }),
  })
  .openapi('VerificationFile', { description: 'A file of certificates that is verified, row by row.' });

const CSV_EXAMPLE = '证书编号,姓名\nS000033000107263000042-E,张伟\n';

export const requestFileVerification = operation({
  id: 'requestVerification',
  tag,
  access,
  summary: 'Have a file of certificates verified',
  description:
    `At most ${MAX_ROWS} rows. CSV and XLSX: a column \`credential\` (二维码, 证书) with credentials, JWTs or texts of QR codes, or ` +
    'columns `number` (证书编号) and `name` (姓名). NDJSON: a text, a credential, `{"credential": …}` or `{"number": …, "name": …}` ' +
    'a line. Rows are kept encrypted and go when they have their verdict. A wrong number and a wrong name are the same ' +
    'verdict, and of such rows an employer has a limited number a day; beyond it names are not looked up.',
  query: z.strictObject({
    purpose: z.enum(purposes as [string, ...string[]]).openapi({
      description: `Why: ${allPurposes()
        .map(({ code, name }) => `\`${code}\` ${name.zh} ${name.en}`)
        .join('; ')}. It stands in the audit and in the report.`,
      example: 'recruitment',
    }),
  }),
  rawBody: {
    required: true,
    content: Object.fromEntries(
      Object.keys(TABLE_TYPES).map((type) => [
        type,
        { schema: { type: 'string' as const }, ...(type === 'text/csv' && { example: CSV_EXAMPLE }) },
      ]),
    ),
  },
  streamed: true,
  headers: IdempotencyHeader,
  answers: { 202: jsonAnswer('It is being verified; Location tells how far.', VerificationFile) },
  problems: ['idempotency_conflict', 'storage_full'],
  async handle({ c, deps, actor, query: { purpose }, headers, raw }) {
    const format = TABLE_TYPES[raw.type] ?? 'csv';
    const sent = { format, bytes: bytesOf(raw.stream), charset: charsetOf(c.req.raw) };
    const requestKey = headers['idempotency-key'];
    const asked = { purpose, requestKey, ...sent };
    const { file, replayed } = await readingTable(() => requestVerification(deps, actor, asked));
    const shown = shownFile(file, deps.settings.origin);
    c.header('Location', shown.links.self);
    if (replayed) c.header('Idempotent-Replayed', 'true');
    return c.json(shown, 202);
  },
});

export const fileVerifications = operation({
  id: 'listVerifications',
  tag,
  access,
  summary: 'List files to verify, newest first',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(VerificationFile)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listVerifications(deps, actor, { limit: limit + 1, after });
    return c.json(
      pageAnswer(
        rows,
        limit,
        ({ id }) => id,
        (row) => shownFile(row, deps.settings.origin),
      ),
    );
  },
});

export const oneFileVerification = operation({
  id: 'readVerification',
  tag,
  access,
  summary: 'How far is it?',
  params,
  answers: { 200: jsonAnswer('The file with its progress.', VerificationFile) },
  handle: async ({ c, deps, actor, params }) =>
    c.json(shownFile(await readVerification(deps, actor, params.id), deps.settings.origin)),
});

const REPORT_TYPES = ['application/json', 'application/vc+jwt', 'application/x-ndjson'] as const;

const Report = z
  .object({
    jwt: z.string().openapi({ description: 'The signed report, the same as `application/vc+jwt`.' }),
    report: Document.openapi({ description: 'What the signed report claims.' }),
    rows: z.array(Document).openapi({ description: 'Verdict and reasons of each row, in the order of the file.' }),
  })
  .openapi('VerificationReport');

export const verificationReport = operation({
  id: 'verificationReport',
  tag,
  access,
  summary: 'The report, signed by the authority',
  description:
    'As `application/vc+jwt` it can be kept as evidence: who asked, why, the SHA-256 of the file, how many rows came to which ' +
    'verdict, the SHA-256 of the results as CSV and NDJSON, and every signed list that they rest on. It names no holder. ' +
    '`application/x-ndjson` gives the results themselves, `application/json` all together.',
  params,
  answers: {
    200: {
      description: 'The report.',
      content: {
        ...jsonAnswer('', Report).content,
        ...mediaAnswer('', 'application/vc+jwt', 'application/x-ndjson').content,
      },
    },
  },
  problems: ['conflict', 'not_acceptable'],
  async handle({ c, deps, actor, params }) {
    const file = await readReported(deps, actor, params.id);
    const type = negotiated(c.req.header('accept'), REPORT_TYPES);
    c.header('Vary', 'Accept');
    if (type === 'application/vc+jwt') return c.body(file.report, 200, { 'Content-Type': type });
    const rows = readResults(deps, file, 'ndjson');
    return answerStream(c, deps, type, textStream(type === 'application/json' ? envelope(file.report, rows) : rows));
  },
});

export const verificationCsv = operation({
  id: 'verificationCsv',
  tag,
  access,
  summary: 'The results as a table',
  description:
    'In Chinese and English, for spreadsheets; no cell is a formula. Its SHA-256 stands in the signed report.',
  params,
  answers: { 200: mediaAnswer('CSV in UTF-8 with a byte order mark.', 'text/csv') },
  problems: ['conflict'],
  async handle({ c, deps, actor, params }) {
    const file = await readReported(deps, actor, params.id);
    c.header('Content-Disposition', `attachment; filename="verification-${file.id}.csv"`);
    return answerStream(c, deps, 'text/csv; charset=utf-8', textStream(readResults(deps, file, 'csv')));
  },
});

/** The same on paper; `print` makes it. */
export function verificationPdf(print: (report: PrintedReport, fonts: Fonts) => Promise<Bytes>) {
  return operation({
    id: 'verificationPdf',
    tag,
    access,
    summary: 'The report as a document to print',
    description:
      'In Chinese and English, with the signed report attached. Of a file of more than 200 rows it lists those that are not valid, 200 at most.',
    params,
    answers: { 200: mediaAnswer('PDF.', 'application/pdf') },
    problems: ['conflict', 'not_implemented'],
    async handle({ c, deps, actor, params }) {
      const file = await readReported(deps, actor, params.id);
      const authority = await deps.store.authority();
      if (!authority) throw new Error('a report of no authority');
      const ndjson = readResults(deps, file, 'ndjson');
      const { timeZone } = deps.settings;
      const pdf = await print({ jwt: file.report, ndjson, authority: authority.name, timeZone }, fontsOf(deps));
      c.header('Content-Disposition', `attachment; filename="verification-${file.id}.pdf"`);
      return c.body(pdf, 200, { 'Content-Type': 'application/pdf' });
    },
  });
}

/** What is printed of a report; see `render/report/pdf.ts`. */
interface PrintedReport {
  readonly jwt: string;
  readonly ndjson: AsyncIterable<string>;
  readonly authority: { readonly zh: string; readonly en: string };
  readonly timeZone: string;
}

export const cancelFileVerification = operation({
  id: 'cancelVerification',
  tag,
  access,
  summary: 'End it before its report',
  description: 'Rows and results are removed at once.',
  params,
  answers: { 200: jsonAnswer('The file, cancelled.', VerificationFile) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params }) =>
    c.json(shownFile(await cancelVerification(deps, actor, params.id), deps.settings.origin)),
});

function shownFile(file: VerificationState, origin: string) {
  const { id, owner, person, purpose, createdAt, expiresAt, received, report, job } = file;
  if (!received) throw new Error('a file that is not all there is shown to nobody');
  const { format, bytes, sha256, rows } = received;
  const self = `${origin}/v1/verifications/${id}`;
  return {
    id,
    state: job?.state ?? 'waiting',
    requester: owner,
    person,
    purpose: { code: purpose, name: knownPurpose(purpose)?.name ?? { zh: purpose, en: purpose } },
    file: { format, bytes, sha256 },
    rows,
    done: job?.done ?? 0,
    ...(job?.error !== undefined && { error: job.error }),
    createdAt: rfc3339(createdAt),
    updatedAt: rfc3339(job?.updatedAt ?? createdAt),
    expiresAt: rfc3339(expiresAt),
    links: {
      self,
      ...(report !== undefined && { report: `${self}/report`, csv: `${self}/report.csv`, pdf: `${self}/report.pdf` }),
      ...(job?.dueAt !== undefined && { cancel: `${self}/cancel` }),
    },
  };
}

/** `{jwt, report, rows}`, the rows as they come. */
async function* envelope(jwt: string, ndjson: AsyncIterable<string>): AsyncGenerator<string> {
  const claims = JSON.parse(fromUtf8(decodeBase64url(jwt.split('.')[1] ?? '')));
  yield `{"jwt":${JSON.stringify(jwt)},"report":${JSON.stringify(claims)},"rows":[`;
  let first = true;
  for await (const lines of ndjson) {
    yield `${first ? '' : ','}${lines.trimEnd().replaceAll('\n', ',')}`;
    first = false;
  }
  yield ']}';
}
