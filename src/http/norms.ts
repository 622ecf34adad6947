import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import type { Norm as StoredNorm } from '../core/norm.ts';
import { decideOnNorm, listNorms, submitNorm } from '../registry/norms.ts';
import { defined } from './defined.ts';
import {
  jsonAnswer,
  LanguageText,
  LocalDate,
  OccupationRef,
  PageQuery,
  pageAnswer,
  pageOf,
  Timestamp,
  text,
} from './models.ts';
import { operation } from './operation.ts';

const tag = 'Catalogue';
const access = 'key';

const NewNorm = z
  .strictObject({
    kind: z.enum(['evaluation_norm', 'capability_norm']),
    occupation: OccupationRef,
    title: LanguageText,
    documentNumber: text(100).openapi({ description: "The proposer's own." }),
    document: z
      .strictObject({
        url: z.url({ protocol: /^https$/, error: 'must be a URL that begins with https://' }).max(500),
        sha256: z.string().regex(/^[\w-]{43}$/, 'must be a SHA-256 in base64url: 43 characters'),
      })
      .openapi({ description: 'Where the text is, and the SHA-256 of its bytes in base64url.' }),
    follows: text(100).optional().openapi({ description: 'Id of the standard of which it is to be the next version.' }),
  })
  .openapi('NewNorm', {
    example: {
      kind: 'evaluation_norm',
      occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
      title: { zh: '人工智能训练师评价规范', en: 'Evaluation norm for AI trainers' },
      documentNumber: 'QJ 2026-07',
      document: {
        url: 'https://files.example/norm.pdf',
        sha256: 'jZae727K08KaOmKSgOaGzww_XVqGr_PKEgIMkjrcbJI',
      },
    },
  });

const Norm = z
  .object({
    ...NewNorm.shape,
    id: z.uuid(),
    owner: z.string().openapi({ description: 'Who handed it in.' }),
    state: z.enum(['submitted', 'registered', 'declined']),
    submittedBy: z.string(),
    submittedAt: Timestamp,
    decidedBy: z.string().optional(),
    decidedAt: Timestamp.optional(),
    reason: z.string().optional(),
    standard: z.string().optional().openapi({ description: 'The standard that it became.' }),
  })
  .openapi('Norm', { description: 'An evaluation norm as it was handed in, and what was decided.' });

export const newNorm = operation({
  id: 'submitNorm',
  tag,
  access,
  summary: 'Submit an evaluation norm',
  description: 'By an agency or an enterprise. The authority registers it as a version of a standard, or declines it.',
  body: NewNorm,
  answers: { 201: jsonAnswer('The norm.', Norm) },
  problems: ['storage_full'],
  handle: async ({ c, deps, actor, body }) => c.json(shown(await submitNorm(deps, actor, body)), 201),
});

export const norms = operation({
  id: 'listNorms',
  tag,
  access,
  summary: 'List evaluation norms, newest first',
  description: 'Who hands norms in sees its own; the authority sees all.',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(Norm)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listNorms(deps, actor, { limit: limit + 1, after });
    return c.json(pageAnswer(rows, limit, ({ id }) => id, shown));
  },
});

const Decision = z
  .discriminatedUnion('outcome', [
    z.strictObject({
      outcome: z.literal('registered'),
      id: text(100).openapi({ description: 'Id of the new version of a standard.' }),
      version: LocalDate.openapi({ description: 'The first day on which it holds.' }),
      documentNumber: text(100).openapi({ description: "The authority's own." }),
    }),
    z.strictObject({ outcome: z.literal('declined'), reason: text(500) }),
  ])
  .openapi('NormDecision', {
    example: {
      outcome: 'registered',
      id: 'norm-4-04-05-05-2027',
      version: '2026-12-01',
      documentNumber: 'N 2026-05',
    },
  });

export const normDecision = operation({
  id: 'decideNorm',
  tag,
  access,
  summary: 'Register or decline an evaluation norm',
  params: z.object({ id: z.string().openapi({ description: 'Id of the norm.' }) }),
  body: Decision,
  answers: { 200: jsonAnswer('The norm.', Norm) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params, body }) => c.json(shown(await decideOnNorm(deps, actor, params.id, body))),
});

function shown({ submittedAt, decidedAt, ...norm }: StoredNorm) {
  return {
    ...norm,
    submittedAt: rfc3339(submittedAt),
    ...defined({ decidedAt: decidedAt === undefined ? undefined : rfc3339(decidedAt) }),
  };
}
