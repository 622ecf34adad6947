/** What a verification answers: a verdict, the checks behind it, and what the verified document says. */
import { z } from '@hono/zod-openapi';
import { CHECK_IDS, VERDICT_CODES } from '../core/verdict.ts';
import { LanguageText, Timestamp } from './models.ts';

/** "Was it valid on that day?" */
export const AskedDay = z.iso
  .date({ error: 'must be a day of the calendar, written YYYY-MM-DD' })
  .optional()
  .openapi({ type: 'string', format: 'date', description: 'Answer for this past day instead of for now.' });

const Check = z
  .object({
    id: z.enum(CHECK_IDS),
    result: z.enum(['pass', 'fail', 'unknown', 'skipped']),
    at: Timestamp,
    detail: z.string().optional(),
  })
  .openapi('Check');

const VerifiedCertificate = z
  .object({
    id: z.string().optional(),
    number: z.string().optional(),
    printedNumber: z.string().optional(),
    name: LanguageText.optional(),
    holder: z.object({
      name: z.string().openapi({ description: 'Empty where the holder of an SD-JWT kept it back.' }),
      nameLatin: z.string().optional(),
      maskedId: z.string().optional(),
      birthdate: z.string().optional(),
    }),
    scores: z.record(z.string(), z.string()).optional().openapi({ description: 'Those that an SD-JWT shows.' }),
    occupation: z
      .object({ classification: z.string(), edition: z.string(), code: z.string(), name: LanguageText.optional() })
      .optional(),
    jobDirection: z.string().optional(),
    level: z.object({ scheme: z.string(), code: z.string(), name: LanguageText.optional() }).optional(),
    assessedOn: z.string().optional(),
    issuedOn: z.string().optional(),
    validUntil: z.string().optional(),
    issuer: z.object({ id: z.string(), code: z.string().optional(), name: LanguageText.optional() }),
  })
  .openapi('VerifiedCertificate', { description: 'Read from the signed document itself, never from what was sent.' });

export const Verification = z
  .object({
    verdict: z.enum(VERDICT_CODES),
    checks: z.array(Check),
    certificate: VerifiedCertificate.optional().openapi({ description: 'Present only when the signature passed.' }),
    authority: z.object({ origin: z.string(), name: LanguageText }).optional().openapi({
      description: 'The recognised authority of another deployment that stands behind it; missing for ours.',
    }),
    on: z.string().optional().openapi({ description: 'The past day that was asked about; missing for now.' }),
    asOf: Timestamp.optional().openapi({ description: 'The date of the status that `valid_as_of` speaks of.' }),
    by: z.enum(['agency', 'authority']).optional().openapi({ description: 'Who revoked or suspended it.' }),
    since: Timestamp.optional(),
    until: Timestamp.optional().openapi({ description: 'When a suspension that held on the day `on` was lifted.' }),
    reason: z.string().optional().openapi({ description: 'Public reason code.' }),
    effect: z.enum(['void', 'from_date', 'none']).optional(),
    effectiveFrom: z.string().optional(),
    replacedBy: z.string().optional().openapi({
      description:
        'Where the newer certificate is shown, for whoever has the link or all of the document. Not for number and name, for copies, nor for an SD-JWT.',
    }),
    notices: z.array(z.string()).optional(),
  })
  .openapi('Verification', {
    description: 'Trust `verdict` alone; the checks say why. Unknown is never `valid`.',
    example: {
      verdict: 'revoked',
      checks: CHECK_IDS.map((id) => ({
        id,
        result: id === 'status' ? ('fail' as const) : ('pass' as const),
        at: '2026-11-20T08:00:00Z',
      })),
      certificate: {
        printedNumber: 'S000033000107263000042-E',
        holder: { name: '张伟', maskedId: '1101**********002X' },
        issuer: { id: 'did:web:cert.example:agencies:S000033000107', code: 'S000033000107' },
      },
      by: 'authority',
      since: '2026-11-18T03:12:45Z',
      reason: 'exam_fraud',
      effect: 'void',
    },
  });
