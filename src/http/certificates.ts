import { z } from '@hono/zod-openapi';
import { type Certificate, printedNumber } from '../core/certificate.ts';
import { type Fonts, fontsOf } from '../core/fonts.ts';
import { isUuid } from '../core/ids.ts';
import { FURTHER_FORMATS } from '../core/template.ts';
import type { Credential } from '../credential/build.ts';
import { europeanLearningModel } from '../credential/elm.ts';
import { changeStatus } from '../issue/change-status.ts';
import { signCopy } from '../issue/copy.ts';
import { idempotencyOf } from '../issue/idempotency.ts';
import { issueOne, type Outcome } from '../issue/issue.ts';
import { type Paper, paper } from '../issue/paper.ts';
import { present } from '../issue/present.ts';
import { listCertificates, readCertificate } from '../issue/read.ts';
import { replace } from '../issue/replace.ts';
import type { Bytes } from '../lib/bytes.ts';
import { answerCached, CACHE } from './cached.ts';
import {
  CertificateEnvelope,
  CertificateRequest,
  CertificateSummary,
  IdempotencyHeader,
  IssuedCertificate,
  REQUEST_EXAMPLE,
  summary,
} from './certificate-models.ts';
import type { AppContext, AppDeps } from './context.ts';
import { jsonAnswer, LocalDate, mediaAnswer, PageQuery, pageOf, text } from './models.ts';
import { negotiated } from './negotiate.ts';
import { operation } from './operation.ts';

const tag = 'Certificates';
const access = 'key';
export const certificateParams = z.object({
  id: z.string().refine(isUuid).openapi({
    description: "The certificate's id.",
    format: 'uuid',
    example: '019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e',
  }),
});

const confirming = z.strictObject({
  confirmDuplicate: z.enum(['true', 'false']).optional().openapi({
    description:
      'true: you have seen that the person has the same certificate already, and that a colleague asked for this one before.',
  }),
});

export const issueCertificate = operation({
  id: 'issueCertificate',
  tag,
  access,
  summary: 'Issue one certificate',
  description:
    'Checks everything, takes a number, signs in every format of the template and answers with the result. With an ' +
    '`Idempotency-Key` a repeated request gets the first answer again, marked `Idempotent-Replayed: true`. Where the template ' +
    'says so, a second live certificate for the same person, occupation, direction and level is held (`duplicate`) until ' +
    'another person of the agency asks for the same with `confirmDuplicate=true`.',
  query: confirming,
  headers: IdempotencyHeader,
  body: CertificateRequest,
  answers: { 201: jsonAnswer('The certificate is issued; Location names it.', IssuedCertificate) },
  problems: [
    'issuing_stopped',
    'not_entitled',
    'conflict',
    'duplicate',
    'idempotency_conflict',
    'lint_failed',
    'key_unavailable',
    'storage_full',
  ],
  async handle({ c, deps, actor, query, headers, body, raw }) {
    const idempotency = await idempotencyOf(deps, headers['idempotency-key'], { body: raw.bytes });
    const confirmsDuplicate = query.confirmDuplicate === 'true';
    const one = deps.issueOne ?? issueOne;
    return created(c, deps, await one(deps, actor, { request: body, idempotency, confirmsDuplicate }));
  },
});

export const replaceCertificate = operation({
  id: 'replaceCertificate',
  tag,
  access,
  summary: 'Issue a corrected certificate in the place of another',
  description:
    'The body is the corrected request, with the reason. The earlier certificate becomes `replaced`. An `Idempotency-Key` stands for the ' +
    'body and the certificate in the path. What the authority suspended its agency does not replace.',
  params: certificateParams,
  query: confirming,
  headers: IdempotencyHeader,
  body: z
    .strictObject({
      ...CertificateRequest.shape,
      reason: text(60).openapi({ description: 'A public reason code.' }),
      note: text(500).optional().openapi({ description: 'For the record; never shown in public.' }),
    })
    .openapi('ReplacementRequest', { example: { ...REQUEST_EXAMPLE, reason: 'data_error' } }),
  answers: { 201: jsonAnswer('The new certificate; Location names it.', IssuedCertificate) },
  problems: [
    'not_entitled',
    'conflict',
    'duplicate',
    'idempotency_conflict',
    'status_conflict',
    'lint_failed',
    'key_unavailable',
    'storage_full',
  ],
  async handle({ c, deps, actor, params, query, headers, body, raw }) {
    const { reason, note, ...request } = body;
    const confirmsDuplicate = query.confirmDuplicate === 'true';
    const idempotency = await idempotencyOf(deps, headers['idempotency-key'], { body: raw.bytes, replaces: params.id });
    const outcome = await replace(deps, actor, params.id, { request, reason, note, idempotency, confirmsDuplicate });
    return created(c, deps, outcome);
  },
});

export const listOwnCertificates = operation({
  id: 'listCertificates',
  tag,
  access,
  summary: 'List certificates, newest first',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(CertificateSummary)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listCertificates(deps, actor, { limit: limit + 1, after });
    const items = await Promise.all(rows.slice(0, limit).map((row) => summary(deps, row)));
    const last = items.at(-1);
    return c.json({ items, ...(rows.length > limit && last ? { next: last.id } : {}) });
  },
});

const SD_JWT = 'application/dc+sd-jwt';
export const ELM_TYPE = 'application/ld+json';
const TYPES = [
  'application/json',
  'application/vc',
  'application/vc+jwt',
  'application/pdf',
  SD_JWT,
  ELM_TYPE,
] as const;

/** Draws a certificate on A4. */
export type DrawPaper = (paper: Paper, fonts: Fonts) => Promise<Bytes>;

/** Draws a web address as a code, in PNG. */
export type DrawCode = (verifyUrl: string) => Promise<Bytes>;

export const readOneCertificate = (drawPaper: DrawPaper, drawCode: DrawCode) =>
  operation({
    id: 'readCertificate',
    tag,
    access,
    summary: 'Read one certificate',
    description:
      'As an envelope with its status, as the bare signed credential in either media type, or as the certificate on A4 (PDF) ' +
      'with the credential attached, or in the European Learning Model (JSON-LD), not signed. Where the template of the ' +
      'certificate asks for it, `format` names another embedded proof, and there is an SD-JWT VC, which is signed anew each time.',
    params: certificateParams,
    query: z.strictObject({ format: z.enum(FURTHER_FORMATS).optional() }),
    answers: {
      200: {
        description: 'The certificate.',
        content: {
          ...jsonAnswer('', CertificateEnvelope).content,
          ...mediaAnswer('', 'application/vc', 'application/vc+jwt', 'application/pdf', SD_JWT, ELM_TYPE).content,
        },
      },
    },
    problems: ['not_acceptable', 'not_implemented', 'key_unavailable', 'storage_full'],
    async handle({ c, deps, actor, params, query: { format } }) {
      const found = await readCertificate(deps, actor, params.id);
      const type = negotiated(c.req.header('accept'), TYPES);
      c.header('Vary', 'Accept');
      if (type === 'application/pdf') return answerPaper(c, deps, found.certificate, drawPaper);
      if (type === ELM_TYPE) return answerElm(c, deps, found.certificate, drawCode);
      if (type === SD_JWT) {
        c.header('Content-Type', type);
        return c.body(await signCopy(deps, actor, found.certificate, { format: 'dc+sd-jwt' }));
      }
      const shown = await present(deps, found.certificate, format);
      if (type === 'application/json') return c.json({ ...(await summary(deps, found)), ...shown });
      c.header('Content-Type', type);
      return c.body(type === 'application/vc' ? JSON.stringify(shown.credential) : shown.jwt);
    },
  });

export const changeCertificateStatus = operation({
  id: 'changeCertificateStatus',
  tag,
  access,
  summary: 'Revoke, suspend or reinstate a certificate',
  description:
    'Revoking is final. The reason decides whether the certificate is void from the start or from a date on.',
  params: certificateParams,
  body: z
    .strictObject({
      action: z.enum(['revoke', 'suspend', 'reinstate']),
      reason: text(60).optional().openapi({ description: 'A public reason code; revoking and suspending need one.' }),
      note: text(500).optional().openapi({ description: 'For the record; never shown in public.' }),
      effectiveFrom: LocalDate.optional().openapi({ description: 'For reasons that take effect from a date.' }),
    })
    .openapi('StatusChange', { example: { action: 'revoke', reason: 'exam_fraud' } }),
  answers: { 200: jsonAnswer('The certificate with its new status.', CertificateSummary) },
  problems: ['status_conflict', 'conflict', 'storage_full'],
  async handle({ c, deps, actor, params, body }) {
    return c.json(await summary(deps, await changeStatus(deps, actor, params.id, body)));
  },
});

/** The certificate on A4, under its number. Drawn anew each time; equal bytes have an equal ETag. */
export async function answerPaper(
  c: AppContext,
  deps: AppDeps,
  certificate: Certificate,
  draw: DrawPaper,
): Promise<Response> {
  const bytes = await draw(await paper(deps, certificate), fontsOf(deps));
  c.header('Content-Disposition', `inline; filename="${printedNumber(certificate)}.pdf"`);
  return answerCached(c, bytes, { type: 'application/pdf', cache: CACHE.own });
}

/** The certificate in the European Learning Model. */
export async function answerElm(
  c: AppContext,
  deps: AppDeps,
  certificate: Certificate,
  draw: DrawCode,
): Promise<Response> {
  const { verifyUrl } = await present(deps, certificate);
  const way = { verifyUrl, code: await draw(verifyUrl) };
  const document = europeanLearningModel(JSON.parse(certificate.document) as Credential, way);
  return answerCached(c, JSON.stringify(document), { type: ELM_TYPE, cache: CACHE.own });
}

async function created(c: AppContext, deps: AppDeps, outcome: Outcome | undefined): Promise<Response> {
  if (!outcome) throw new Error('no outcome for the one request');
  if ('error' in outcome) throw outcome.error;
  const shown = await present(deps, outcome.certificate);
  c.header('Location', `${deps.settings.origin}/v1/certificates/${shown.id}`);
  if (outcome.replayed) c.header('Idempotent-Replayed', 'true');
  return c.json(shown, 201);
}
