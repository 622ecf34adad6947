import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { type AgencyView, getAgency, listAgencies, recordStanding, registerAgency } from '../registry/agencies.ts';
import { jsonAnswer, LanguageText, LocalDate, PageQuery, pageAnswer, pageOf, Timestamp, text } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Agencies';
const access = 'key';
const params = z.object({ code: z.string().openapi({ description: 'Record code.', example: 'S000033000107' }) });

const SCOPE_EXAMPLE = {
  classification: 'CN-OCD',
  edition: '2022',
  occupations: ['4-04-05-05'],
  levelScheme: 'CN-SKILL',
  levels: ['5', '4', '3'],
};

const ScopeItem = z
  .strictObject({
    classification: text(40),
    edition: text(20),
    occupations: z.array(text(40)).min(1).max(2000),
    levelScheme: text(40),
    levels: z.array(text(20)).min(1).max(20),
    regions: z
      .array(text(10))
      .min(1)
      .max(40)
      .optional()
      .openapi({
        description:
          'Division codes of the provinces where it may assess. Missing: everywhere; recorded by an office of a province: ' +
          'there, and no other can be named.',
      }),
  })
  .openapi('ScopeItem', {
    description: 'Every one of these occupations at every one of these levels, in these provinces.',
    example: SCOPE_EXAMPLE,
  });

const scope = z.array(ScopeItem).min(1).max(100);
const KINDS = ['record', 'suspend', 'reinstate', 'cancel'] as const;

const Step = z
  .object({
    id: z.string(),
    kind: z.enum(KINDS),
    from: z.string(),
    until: z.string().optional(),
    scope: z.array(ScopeItem).optional(),
    reason: z.string(),
    recordedAt: Timestamp,
  })
  .openapi('StandingStep', { description: 'One dated step. Steps are added, never changed.' });

const Agency = z
  .object({
    code: z.string(),
    uscc: z.string(),
    name: LanguageText,
    class: z.enum(['Y', 'S']).openapi({ description: 'Y: an employer; S: a social organisation.' }),
    region: z.string().openapi({ description: 'Division code of its province.' }),
    createdAt: Timestamp,
    standing: z
      .object({ state: z.enum(['recorded', 'suspended', 'cancelled', 'not_recorded']), scope: z.array(ScopeItem) })
      .openapi({ description: 'What holds today.' }),
    steps: z.array(Step).openapi({ description: 'How it came to that.' }),
  })
  .openapi('Agency');

export const agencies = operation({
  id: 'listAgencies',
  tag,
  access,
  summary: 'List agencies',
  description: 'An agency sees itself; the authority sees all, a province its own, in the order of their codes.',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(Agency)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listAgencies(deps, actor, { limit: limit + 1, after });
    return c.json(pageAnswer(rows, limit, ({ agency }) => agency.code, shown));
  },
});

export const newAgency = operation({
  id: 'registerAgency',
  tag,
  access,
  summary: 'Register an agency with its first period of record',
  description: 'It gets its signing keys at once.',
  body: z
    .strictObject({
      code: text(20).openapi({
        description: 'Record code, the head of every number; class and region are read from it.',
      }),
      uscc: text(40).openapi({ description: 'Unified social credit code.' }),
      name: LanguageText,
      record: z.strictObject({
        from: LocalDate.optional().openapi({ description: 'Default: today.' }),
        until: LocalDate.optional(),
        scope,
        reason: text(500),
      }),
    })
    .openapi('AgencyRegistration', {
      example: {
        code: 'S000033000107',
        uscc: '91350100M000100Y43',
        name: { zh: '示范评价机构', en: 'Example Assessment Agency' },
        record: { from: '2026-01-01', until: '2028-12-31', scope: [SCOPE_EXAMPLE], reason: 'Record notice 2026-07' },
      },
    }),
  answers: { 201: jsonAnswer('The agency; Location names it.', Agency) },
  problems: ['conflict', 'storage_full'],
  async handle({ c, deps, actor, body }) {
    const registered = await registerAgency(deps, actor, body);
    c.header('Location', `${deps.settings.origin}/v1/agencies/${registered.agency.code}`);
    return c.json(shown(registered), 201);
  },
});

export const oneAgency = operation({
  id: 'readAgency',
  tag,
  access,
  summary: 'Read one agency with its standing',
  params,
  answers: { 200: jsonAnswer('The agency.', Agency) },
  handle: async ({ c, deps, actor, params }) => c.json(shown(await getAgency(deps, actor, params.code))),
});

export const newStanding = operation({
  id: 'recordStanding',
  tag,
  access,
  summary: "Record, suspend, reinstate or cancel an agency's record",
  description: 'Each step has its first day. `record` says for what and until when. Cancelling takes an approver.',
  params,
  body: z
    .strictObject({
      kind: z.enum(KINDS),
      from: LocalDate.optional().openapi({ description: 'Default: today.' }),
      until: LocalDate.optional(),
      scope: scope.optional(),
      reason: text(500),
    })
    .openapi('StandingChange', { example: { kind: 'suspend', from: '2026-12-01', reason: 'Inspection 2026-118' } }),
  answers: { 201: jsonAnswer('The agency with the new step.', Agency) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params, body }) =>
    c.json(shown(await recordStanding(deps, actor, params.code, body)), 201),
});

function shown({ agency, standing, steps }: AgencyView) {
  return {
    ...agency,
    createdAt: rfc3339(agency.createdAt),
    standing,
    steps: steps.map(({ agency: _, recordedAt, ...step }) => ({ ...step, recordedAt: rfc3339(recordedAt) })),
  };
}
