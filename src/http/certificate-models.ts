/** A certificate as requests and answers of `/v1/certificates` write it. */
import { z } from '@hono/zod-openapi';
import { type LocalDate as Day, dateAt, rfc3339 } from '../core/calendar.ts';
import { type Certificate, printedNumber } from '../core/certificate.ts';
import { purposeOf, STATUS_LIST_KINDS, type StatusMark } from '../core/status.ts';
import { holdsIdentityNumber } from '../credential/plain-text.ts';
import type { MarkedCertificate } from '../issue/read.ts';
import type { AppDeps } from './context.ts';
import { defined } from './defined.ts';
import { Document, LanguageText, LevelRef, LocalDate, OccupationRef, Timestamp, text } from './models.ts';

const score = z.number().min(0).max(100).multipleOf(0.1).optional();

export const IdempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
    .refine((key) => !holdsIdentityNumber(key), 'must not hold an identity number')
    .optional()
    .openapi({
      description:
        'Your own name for this request. Sent again to the same place with the same body, it makes nothing new.',
      example: '7f6b0f0e-exam-2026-10-row-17',
    }),
});

export const REQUEST_EXAMPLE = {
  template: 'skill-level-cn',
  holder: { name: '张伟', idType: 'cn.resident_id', idNumber: '11010519491231002X' },
  occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
  jobDirection: '数据标注员',
  level: { scheme: 'CN-SKILL', code: '3' },
  assessment: { route: 'social_assessment', assessedOn: '2026-10-18', theory: 86, practical: 91 },
  issuedOn: '2026-11-01',
};

export const CertificateRequest = z
  .strictObject({
    template: text(100).openapi({ description: 'Id of a template; its newest version is used.' }),
    holder: z.strictObject({
      name: text(200).openapi({ description: 'At most 100 characters.' }),
      nameLatin: text(200).optional(),
      idType: text(40).openapi({ description: 'For example `cn.resident_id` or `passport`.' }),
      idNumber: text(60).openapi({ description: 'Kept encrypted; a credential has only a commitment to it.' }),
      nationality: z
        .string()
        .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code of two letters')
        .optional()
        .openapi({ description: 'Passports of other countries than China need it.' }),
    }),
    occupation: OccupationRef,
    jobDirection: text(200).optional(),
    level: LevelRef,
    assessment: z.strictObject({
      batch: text(100).optional(),
      route: text(40).openapi({ description: 'For example `social_assessment`.' }),
      assessedOn: LocalDate,
      region: text(10)
        .optional()
        .openapi({ description: 'Division code of its province. Default: that of the agency.' }),
      theory: score,
      practical: score,
      comprehensive: score,
    }),
    issuedOn: LocalDate,
  })
  .openapi('CertificateRequest', { example: REQUEST_EXAMPLE });

export const IssuedCertificate = z
  .object({
    id: z.uuid().openapi({ example: '019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e' }),
    number: z.string().openapi({ example: 'S000033000107263000042' }),
    printedNumber: z
      .string()
      .openapi({ description: 'With its check character.', example: 'S000033000107263000042-E' }),
    token: z.string().openapi({ description: 'Opens the public page; keep it as private as the certificate.' }),
    verifyUrl: z.string(),
    credential: Document.openapi({ description: 'The W3C Verifiable Credential with its embedded proof.' }),
    jwt: z.string().openapi({ description: 'The same credential as vc+jwt.' }),
    seal: z.string().openapi({ description: 'The text of the QR code.' }),
  })
  .openapi('IssuedCertificate');

export const Mark = z
  .object({
    kind: z.enum(STATUS_LIST_KINDS),
    since: Timestamp,
    reason: z.string(),
    effect: z.enum(['void', 'from_date', 'none']),
    effectiveFrom: z.string().optional(),
    replacedBy: z.string().optional(),
  })
  .openapi('Mark', { description: 'A status bit that is set: who set it, since when and why.' });

const STATES = ['valid', 'expired', 'suspended', 'revoked', 'replaced'] as const;

export const CertificateSummary = z
  .object({
    id: z.uuid(),
    number: z.string(),
    printedNumber: z.string(),
    token: z.string(),
    verifyUrl: z.string(),
    status: z.enum(STATES),
    marks: z.array(Mark),
    agency: z.string(),
    template: z.string(),
    templateVersion: z.int(),
    holder: z.object({ name: z.string(), maskedId: z.string() }),
    occupation: z.object({ classification: z.string(), edition: z.string(), code: z.string(), name: LanguageText }),
    level: z.object({ scheme: z.string(), code: z.string() }),
    route: z.string(),
    assessedOn: z.string(),
    issuedOn: z.string(),
    validUntil: z.string().optional(),
    replaces: z.string().optional(),
    signedAt: Timestamp,
  })
  .openapi('CertificateSummary');

export const CertificateEnvelope = z
  .object({ ...CertificateSummary.shape, ...IssuedCertificate.shape })
  .openapi('CertificateEnvelope');

/** What a certificate's agency sees of it, without the signed documents. */
export async function summary(
  deps: AppDeps,
  { certificate, marks }: MarkedCertificate,
): Promise<z.input<typeof CertificateSummary>> {
  const { id, number, agency, template, templateVersion, holderName, maskedId, occupation, level } = certificate;
  const token = await deps.vault.tokenOf(id);
  return {
    id,
    number,
    printedNumber: printedNumber(certificate),
    token,
    verifyUrl: `${deps.settings.origin}/v/${token}`,
    status: stateOf(certificate, marks, dateAt(deps.clock(), deps.settings.timeZone)),
    marks: marks.map(shownMark),
    agency,
    template,
    templateVersion,
    holder: { name: holderName, maskedId },
    occupation,
    level,
    route: certificate.route,
    assessedOn: certificate.assessedOn,
    issuedOn: certificate.issuedOn,
    ...defined({ validUntil: certificate.validUntil, replaces: certificate.replaces }),
    signedAt: rfc3339(certificate.signedAt),
  };
}

function shownMark({ kind, since, reason, effect, effectiveFrom, replacedBy }: StatusMark): z.input<typeof Mark> {
  return {
    kind,
    since: rfc3339(since),
    reason,
    effect,
    ...defined({ effectiveFrom, replacedBy }),
  };
}

/** One word for a certificate's state; revoked beats suspended. */
function stateOf(certificate: Certificate, marks: readonly StatusMark[], today: Day): (typeof STATES)[number] {
  if (marks.some((mark) => mark.replacedBy !== undefined)) return 'replaced';
  if (marks.some((mark) => purposeOf(mark.kind) === 'revocation')) return 'revoked';
  if (marks.length > 0) return 'suspended';
  return certificate.validUntil !== undefined && certificate.validUntil < today ? 'expired' : 'valid';
}
