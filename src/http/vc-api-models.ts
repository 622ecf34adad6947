/** Bodies of W3C VCALM. Members that are not named here are ignored, as its other implementations send more. */
import { z } from '@hono/zod-openapi';
import { SIGNING_SUITES } from '../credential/suites.ts';
import { Document, text } from './models.ts';

const EXAMPLE = {
  '@context': ['https://www.w3.org/ns/credentials/v2', 'https://www.w3.org/ns/credentials/examples/v2'],
  type: ['VerifiableCredential'],
  issuer: 'did:web:cert.example:agencies:S000033000107',
  credentialSubject: { alumniOf: 'The School of Examples' },
};

const pointers = z
  .array(z.string().max(1_000))
  .max(1_000)
  .openapi({ description: 'JSON Pointers (RFC 6901) into the credential.', example: ['/issuer'] });

export const Purpose = z.enum(['revocation', 'suspension']);
const Entry = z.object({ statusPurpose: Purpose.default('revocation') });

const IssueOptions = z.object({
  format: z
    .enum(['vc+jwt', 'application/vc+jwt'])
    .optional()
    .openapi({ description: 'A JWT in an envelope instead of an embedded proof.' }),
  cryptosuite: z
    .enum(SIGNING_SUITES as [string, ...string[]])
    .optional()
    .openapi({ description: 'Of the embedded proof; without it, one that suits the key.' }),
  verificationMethod: text(1_000).optional().openapi({ description: "DID URL of one of your organisation's keys." }),
  credentialStatus: z
    .union([z.boolean(), Entry, z.array(Entry).min(1).max(2)])
    .optional()
    .openapi({ description: 'Adds entries in the lists of your organisation; true: one for revocation.' }),
  mandatoryPointers: pointers.optional().openapi({
    description: 'What every derived proof of `ecdsa-sd-2023` discloses; issuer, validity and status unless told.',
  }),
});

export const IssueBody = z
  .object({ credential: Document, options: IssueOptions.optional() })
  .openapi('IssueCredential', { example: { credential: EXAMPLE, options: { credentialStatus: true } } });

const VerifyOptions = z.object({
  checks: z.array(z.string().max(100)).max(20).optional().openapi({
    description: 'Names what is to be checked. With `proof` and without `credentialStatus`, no status is.',
  }),
  domain: text(1_000).optional(),
  challenge: text(1_000).optional(),
  expectedProofPurpose: text(100).optional().openapi({ description: '`assertionMethod` or `authentication`.' }),
});

const ENVELOPED = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: 'data:application/vc+jwt,eyJhbGciOiJFUzI1NiJ9.e30.AA',
  type: 'EnvelopedVerifiableCredential',
};

export const VerifyCredentialBody = z
  .object({ verifiableCredential: z.unknown(), options: VerifyOptions.optional() })
  .openapi('VerifyCredential', { example: { verifiableCredential: ENVELOPED, options: { checks: ['proof'] } } });

export const VerifyPresentationBody = z
  .object({ verifiablePresentation: z.unknown(), options: VerifyOptions.optional() })
  .openapi('VerifyPresentation', {
    example: {
      verifiablePresentation: {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiablePresentation'],
        verifiableCredential: [],
      },
      options: { challenge: '1f44d55f-f161-4938-a659-f8026467f126', domain: 'verifier.example' },
    },
  });

export const DeriveBody = z
  .object({
    verifiableCredential: Document,
    options: z.object({ selectivePointers: pointers.optional() }).optional(),
  })
  .openapi('DeriveCredential', {
    example: { verifiableCredential: EXAMPLE, options: { selectivePointers: ['/credentialSubject/alumniOf'] } },
  });

const StatusEntry = z.object({
  statusPurpose: Purpose.default('revocation'),
  statusListCredential: text(1_000).optional(),
  statusListIndex: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
});

export const StatusBody = z
  .object({
    credentialId: text(2_000).optional(),
    credentialStatus: z.union([StatusEntry, z.array(StatusEntry).min(1).max(2)]),
    status: z.boolean().default(true).openapi({ description: 'Whether the bit is to be set.' }),
    reason: text(60).optional().openapi({ description: 'A public reason code.' }),
  })
  .openapi('CredentialStatusChange', {
    example: {
      credentialId: 'urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5',
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
      status: true,
    },
  });

const Refusal = z
  .object({
    type: z.string().openapi({ description: 'A URL or URN of its own for each rule, where the standard has none.' }),
    title: z.string(),
    detail: z.string(),
    rule: z.string().openapi({ description: 'Stable name of the rule.', example: 'proof/signature' }),
    section: z.string().openapi({ description: 'Where the standard says so.' }),
    error: z.string().optional().openapi({ description: 'The error that the standard names for this.' }),
    pointer: z.string(),
  })
  .openapi('Refusal', { description: 'RFC 9457 problem details for one broken rule.' });

export const VerificationResult = z
  .object({
    verified: z.boolean(),
    problemDetails: z.array(Refusal).openapi({ description: 'Every rule that is broken.' }),
    warnings: z.array(Refusal).openapi({ description: 'What could not be looked at and did not decide.' }),
  })
  .openapi('VerificationResult');

export const SecuredCredential = z.object({ verifiableCredential: Document });

/** 400 of the verifying calls: not verified, or not even asked properly. */
export const notVerified = {
  description: 'Not verified, with the reasons. As problem details: a body that asks for something else.',
  content: { 'application/json': { schema: VerificationResult } },
};
