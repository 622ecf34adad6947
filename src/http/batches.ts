import { z } from '@hono/zod-openapi';
import type { Actor } from '../core/actor.ts';
import { visible } from '../core/policy.ts';
import * as acts from '../issue/batch/act.ts';
import { mendRow } from '../issue/batch/mend.ts';
import { listRows, progressOf, ROW_STATES, sampleRows } from '../issue/batch/results.ts';
import { submitBatch } from '../issue/batch/submit.ts';
import { checkedFile } from './batch-files.ts';
import {
  Approval,
  Batch,
  BatchParams,
  Evidence,
  Mending,
  Rejection,
  Row,
  RowNumber,
  shownBatch,
  shownRow,
} from './batch-models.ts';
import { IdempotencyHeader } from './certificate-models.ts';
import type { AppDeps } from './context.ts';
import { jsonAnswer, mediaAnswer, PageQuery, pageAnswer, pageOf } from './models.ts';
import { preferred } from './negotiate.ts';
import { type AnyOperation, operation } from './operation.ts';
import { bytesOf, charsetOf, readingTable, TABLE_TYPES, XLSX } from './table-body.ts';

const tag = 'Batches';
const access = 'key';
const params = BatchParams;

export const newBatch = operation({
  id: 'submitBatch',
  tag,
  access,
  summary: 'Submit the file of an exam, or have it judged',
  description:
    'CSV (UTF-8 or GBK; comma, semicolon or tab), NDJSON or XLSX, at most 50,000 rows. Headings are those of the import ' +
    'template in Chinese or English, or the members of a request (`holder.name`), in any order; the first row that has one ' +
    'has them all, and what stands above it is passed over. Every row is judged alone ' +
    'and fully; those with faults are set aside. With `dryRun=true` nothing is kept but the report; asked for as CSV or ' +
    'XLSX (`Accept`), the answer is the same file with the errors in a last column. Equal submissions are one batch, until it is rejected, ' +
    'cancelled or expired, or done with rows that could not be signed; or their template has a new version.',
  query: z.strictObject({
    dryRun: z.enum(['true', 'false']).default('false').openapi({ description: '`true`: judge only.' }),
  }),
  headers: IdempotencyHeader,
  rawBody: {
    required: true,
    content: Object.fromEntries(
      Object.keys(TABLE_TYPES).map((type) => [type, { schema: { type: 'string' as const } }]),
    ),
  },
  streamed: true,
  answers: {
    200: mediaAnswer('The file with its errors, of a dry run that asked for one.', 'text/csv', XLSX),
    202: jsonAnswer('The batch; Location names it. Its `job` signs it, once it is released.', Batch),
  },
  problems: ['idempotency_conflict', 'conflict', 'storage_full'],
  async handle({ c, deps, actor, query, headers, raw }) {
    const format = TABLE_TYPES[raw.type] ?? 'csv';
    const file = { format, bytes: bytesOf(raw.stream), charset: charsetOf(c.req.raw) };
    const dryRun = query.dryRun === 'true';
    if (dryRun) {
      const type = preferred(c.req.header('accept'), ['application/json', 'text/csv', XLSX]);
      if (type === 'text/csv' || type === XLSX) return checkedFile(c, deps, actor, { file, xlsx: type === XLSX });
    }
    const requestKey = headers['idempotency-key'];
    const { batch, replayed } = await readingTable(() => submitBatch(deps, actor, { file, dryRun, requestKey }));
    c.header('Location', `${deps.settings.origin}/v1/batches/${batch.id}`);
    if (replayed) c.header('Idempotent-Replayed', 'true');
    return c.json(shownBatch(batch, await progressOf(deps, batch)), 202);
  },
});

export const batches = operation({
  id: 'listBatches',
  tag,
  access,
  summary: 'List batches, newest first',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(Batch)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const { owner: agency, region } = visible(actor, 'batch.read');
    const rows = await deps.store.batches({ limit: limit + 1, after, agency, region });
    return c.json(
      pageAnswer(
        rows,
        limit,
        ({ id }) => id,
        (batch) => shownBatch(batch),
      ),
    );
  },
});

const SAMPLES = 5;

export const oneBatch = operation({
  id: 'readBatch',
  tag,
  access,
  summary: 'Read one batch: counts, samples, and how far it is',
  description: `At most ${SAMPLES} samples: before it is released, rows with warnings first.`,
  params,
  answers: { 200: jsonAnswer('The batch.', Batch.extend({ samples: z.array(Row) }).openapi('BatchWithSamples')) },
  async handle({ c, deps, actor, params: { id } }) {
    const batch = await acts.readBatch(deps, actor, 'batch.read', id);
    const rows = await sampleRows(deps, actor, batch, SAMPLES);
    const samples = await Promise.all(rows.map((row) => shownRow(deps, row)));
    return c.json({ ...shownBatch(batch, await progressOf(deps, batch)), samples });
  },
});

export const batchRows = operation({
  id: 'listBatchRows',
  tag,
  access,
  summary: 'List the rows of a batch: faults, warnings, certificates',
  params,
  query: z.strictObject({
    limit: PageQuery.shape.limit,
    after: RowNumber.default(0).openapi({ type: 'integer', description: 'The `next` of the page before.' }),
    state: z.enum(ROW_STATES).optional(),
    warned: z
      .enum(['true', 'false'])
      .optional()
      .openapi({ description: '`true`: only rows with warnings, which whoever approves must have seen.' }),
  }),
  answers: { 200: jsonAnswer('One page.', pageOf(Row)) },
  async handle({ c, deps, actor, params: { id }, query: { limit, after, state, warned } }) {
    const wanted = { after, limit: limit + 1, state, warned: warned && warned === 'true' };
    const rows = await listRows(deps, actor, id, wanted);
    const page = pageAnswer(
      rows,
      limit,
      ({ n }) => String(n),
      (row) => row,
    );
    return c.json({ ...page, items: await Promise.all(page.items.map((row) => shownRow(deps, row))) });
  },
});

export const approveBatch = operation({
  id: 'approveBatch',
  tag,
  access,
  summary: 'Release exactly the rows that were judged',
  description:
    'A second person of the agency where a template or a warning asks for one, then the authority where a template asks ' +
    'for that. `hash` is what was read; if rows changed since, it is refused. With the last approval signing begins. ' +
    'A row whose person was certified since it was judged is not signed: it fails as `duplicate`, and can be submitted again.',
  params,
  body: Approval,
  answers: { 200: jsonAnswer('The batch.', Batch) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params: { id }, body: { hash } }) =>
    c.json(shownBatch(await acts.approveBatch(deps, actor, id, hash))),
});

export const rejectBatch = operation({
  id: 'rejectBatch',
  tag,
  access,
  summary: 'Reject a batch with a reason',
  description: 'Its rows are erased; the mended file may be submitted again.',
  params,
  body: Rejection,
  answers: { 200: jsonAnswer('The batch.', Batch) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params: { id }, body: { reason } }) =>
    c.json(shownBatch(await acts.rejectBatch(deps, actor, id, reason))),
});

export const batchEvidence = operation({
  id: 'addBatchEvidence',
  tag,
  access,
  summary: 'Name a file that shows that the exam took place',
  description:
    'By name, hash and link; at most 100 for a batch. They are kept as long as the batch is, also when it is rejected, cancelled ' +
    'or expired, and no policy ends that before. The files are yours to keep as long.',
  params,
  body: Evidence,
  answers: { 200: jsonAnswer('The batch.', Batch) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params: { id }, body }) =>
    c.json(shownBatch(await acts.addEvidence(deps, actor, id, body))),
});

export const batchMending = operation({
  id: 'mendBatchRow',
  tag,
  access,
  summary: 'Mend one row before the batch is released',
  description: 'The row is judged anew and all approvals are void. Examiners mend scores only.',
  params,
  body: Mending,
  answers: { 200: jsonAnswer('The batch.', Batch) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params: { id }, body }) => c.json(shownBatch(await mendRow(deps, actor, id, body))),
});

type Act = (deps: AppDeps, actor: Actor, id: string) => Promise<Parameters<typeof shownBatch>[0]>;

function actOperation(id: string, about: { summary: string; description?: string }, act: Act): AnyOperation {
  return operation({
    id,
    tag,
    access,
    ...about,
    params,
    answers: { 200: jsonAnswer('The batch.', Batch) },
    problems: ['conflict', 'storage_full'],
    handle: async ({ c, deps, actor, params: { id: batch } }) => c.json(shownBatch(await act(deps, actor, batch))),
  });
}

const STOPPING =
  'Rows that are being signed at that moment, at most 256, still become certificates: `progress` counts them.';
export const cancelBatch = actOperation(
  'cancelBatch',
  { summary: 'Cancel a batch; what is a certificate already stays one', description: STOPPING },
  acts.cancelBatch,
);
export const pauseBatch = actOperation(
  'pauseBatch',
  { summary: 'Pause the signing of a batch', description: STOPPING },
  acts.pauseBatch,
);
export const resumeBatch = actOperation('resumeBatch', { summary: 'Go on with a paused batch' }, acts.resumeBatch);
export const retryBatch = actOperation(
  'retryBatch',
  { summary: 'Try again the rows that could not be signed' },
  acts.retryBatch,
);
