/** A batch as requests and answers of `/v1/batches` write it. */
import { z } from '@hono/zod-openapi';
import { type Batch as StoredBatch, waitsFor } from '../core/batch.ts';
import { rfc3339 } from '../core/calendar.ts';
import { printedNumber } from '../core/certificate.ts';
import { isUuid } from '../core/ids.ts';
import { EXAM_COLUMNS } from '../issue/batch/columns.ts';
import { MAX_ROWS } from '../issue/batch/exam-file.ts';
import { type Progress as JobProgress, ROW_STATES, type RowView } from '../issue/batch/results.ts';
import { CertificateRequest } from './certificate-models.ts';
import type { AppDeps } from './context.ts';
import { Timestamp, text } from './models.ts';

export const BatchParams = z.object({
  id: z.string().refine(isUuid).openapi({
    description: "The batch's id.",
    format: 'uuid',
    example: '019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e',
  }),
});

/** Rows of a batch are numbered from 1. */
export const RowNumber = z.coerce.number().int().min(0).max(MAX_ROWS);

const STATES = ['judged', 'submitted', 'signing', 'paused', 'done', 'rejected', 'cancelled', 'expired'] as const;
const APPROVALS = ['none', 'agency', 'authority'] as const;
const hash = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'must be a SHA-256 in base64url: 43 characters')
  .openapi({
    description:
      'Hash over exactly what will be issued, base64url. An approval is for one hash. It is keyed (HMAC-SHA-256 under a secret ' +
      'of this service) and other in each batch, because a plain one would tell identity numbers to whoever tries them all.',
    example: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
  });

export const Evidence = z
  .strictObject({
    kind: z.enum(['roster', 'score_sheet', 'photo', 'other']),
    name: text(200),
    sha256: hash.openapi({ description: 'SHA-256 of the file, base64url.' }),
    url: z
      .url({ protocol: /^https$/ })
      .max(2_000)
      .openapi({ description: 'Where the file is kept.' }),
  })
  .openapi('Evidence', {
    description:
      'A file that shows that the exam took place. It is named here, by name, hash and link, as long as the batch is kept; ' +
      'the file itself is kept elsewhere. No identity number belongs into its name or link.',
    example: {
      kind: 'roster',
      name: '考场签到表.pdf',
      sha256: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
      url: 'https://files.example/exam-2026-10/roster.pdf',
    },
  });

const Progress = z
  .object({
    issued: z.int().openapi({ description: 'Rows that are certificates.' }),
    failed: z.int().openapi({ description: 'Rows that could not be signed when their turn came.' }),
    done: z.int().openapi({ description: 'Good rows that are certificates or that the job has been through.' }),
    total: z.int().openapi({ description: 'Good rows.' }),
    rate: z.int().optional().openapi({ description: 'Rows a second since signing began, or went on.' }),
    secondsLeft: z.int().optional(),
    error: z.string().optional().openapi({ description: 'Why signing stopped, or is tried again.' }),
  })
  .openapi('BatchProgress');

export const Batch = z
  .object({
    id: z.uuid(),
    agency: z.string(),
    state: z.enum(STATES).openapi({
      description:
        '`judged`: a dry run. `submitted`: waits for release. Then `signing`, `paused`, `done`; or `rejected`, `cancelled`, `expired`.',
    }),
    dryRun: z.boolean(),
    hash,
    rows: z.int(),
    good: z.int(),
    faulty: z.int().openapi({ description: 'Rows that are set aside.' }),
    warned: z.int().openapi({ description: 'Good rows that a second person must have seen.' }),
    ignored: z.array(z.string()).openapi({ description: 'Headings that mean nothing here.' }),
    approval: z.enum(APPROVALS).openapi({ description: 'The most that a template of the rows asks for.' }),
    waitsFor: z.enum(['agency', 'authority']).optional().openapi({ description: 'Whose approval comes next.' }),
    makers: z.array(z.string()).openapi({ description: 'Who brought in or changed rows; they are no second person.' }),
    approvals: z.array(z.object({ by: z.enum(['agency', 'authority']), person: z.string(), hash, at: Timestamp })),
    rejection: z.object({ person: z.string(), reason: z.string(), at: Timestamp }).optional(),
    evidence: z.array(Evidence),
    job: z.string().optional().openapi({ description: 'Id of the job that signs it.' }),
    closedBy: z
      .uuid()
      .optional()
      .openapi({ description: 'The incident that took its certificates: no more come of it until it is reinstated.' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    progress: Progress.optional().openapi({ description: 'In the answer about one batch.' }),
  })
  .openapi('Batch');

export function shownBatch(batch: StoredBatch, progress?: JobProgress) {
  const {
    releases,
    refusal,
    contentKey: _,
    requestKey: __,
    revision: ___,
    tidyAt: ____,
    templates: _____,
    ...facts
  } = batch;
  const waits = batch.state === 'submitted' ? waitsFor(batch) : undefined;
  return {
    ...facts,
    good: batch.rows - batch.faulty,
    ...(waits && { waitsFor: waits }),
    approvals: releases.map(({ by, person, hash, at }) => ({ by, person, hash, at: rfc3339(at) })),
    ...(refusal && { rejection: { ...refusal, at: rfc3339(refusal.at) } }),
    createdAt: rfc3339(batch.createdAt),
    updatedAt: rfc3339(batch.updatedAt),
    ...(progress && { progress }),
  };
}

const columns = EXAM_COLUMNS.map(({ name }) => name) as [string, ...string[]];

const Fault = z
  .object({
    column: z.enum(columns).optional().openapi({ description: 'Missing where the whole row is at fault.' }),
    value: z.string().optional().openapi({ description: 'The cell as it came; identity numbers are masked.' }),
    code: z.string().openapi({ description: 'Stable name of the rule.' }),
    zh: z.string(),
    en: z.string(),
  })
  .openapi('RowFault', {
    example: {
      column: 'assessment.theory',
      value: '59',
      code: 'pass_mark',
      zh: '低于合格分数线',
      en: 'is below the pass mark of 60',
    },
  });

export const Row = z
  .object({
    n: z.int().openapi({ description: 'From 1, counting rows with content.' }),
    row: z.int().optional().openapi({ description: 'As the program that made the file shows it.' }),
    state: z.enum(ROW_STATES),
    faults: z.array(Fault),
    warnings: z.array(Fault),
    request: CertificateRequest.optional().openapi({
      description: 'What will be issued, its identity number masked. Missing once it is a certificate and not kept.',
    }),
    certificate: z
      .object({ id: z.uuid(), number: z.string(), printedNumber: z.string(), verifyUrl: z.string() })
      .optional(),
  })
  .openapi('BatchRow');

export async function shownRow({ vault, settings }: AppDeps, { cells: _, certificate, ...row }: RowView) {
  if (!certificate) return row;
  const { id, number } = certificate;
  const verifyUrl = `${settings.origin}/v/${await vault.tokenOf(id)}`;
  return { ...row, certificate: { id, number, printedNumber: printedNumber(certificate), verifyUrl } };
}

export const Approval = z.strictObject({ hash }).openapi('BatchApproval', {
  example: { hash: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU' },
});
export const Rejection = z
  .strictObject({ reason: text(500).openapi({ description: 'For those who made it.' }) })
  .openapi('BatchRejection', { example: { reason: '第 17 行成绩与成绩单不符' } });
export const Mending = z
  .strictObject({
    n: z.int().min(1).openapi({ description: 'Which row.' }),
    cells: z
      .record(z.string().max(60), z.union([z.string().max(200), z.number(), z.null()]))
      .openapi({ description: 'New values by column or heading; null empties a cell. All others stay.' }),
  })
  .openapi('RowMending', { example: { n: 17, cells: { 'assessment.theory': 68 } } });
