import { z } from '@hono/zod-openapi';
import type { Occupation as OccupationEntry } from '../core/catalogue.ts';
import { BASIC_FORMATS, COPY_FORMATS, FURTHER_FORMATS, TEMPLATE_EXTRAS } from '../core/template.ts';
import {
  addOccupation,
  addStandard,
  addTemplate,
  listLevels,
  listOccupations,
  listStandards,
  listTemplates,
} from '../registry/catalogue.ts';
import { defined } from './defined.ts';
import { jsonAnswer, LanguageText, LocalDate, OccupationRef, PageQuery, pageAnswer, pageOf, text } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Catalogue';
const access = 'key';

const Occupation = z
  .strictObject({
    ...OccupationRef.shape,
    name: LanguageText,
    digital: z.boolean().default(false).openapi({ description: 'Digital occupation, mark S.' }),
    green: z.boolean().default(false).openapi({ description: 'Green occupation, mark L.' }),
    isco08: text(10).optional(),
    escoUri: z.url().max(200).optional(),
    aliases: z
      .array(z.strictObject({ edition: text(20), code: text(40) }))
      .max(20)
      .default([])
      .openapi({ description: 'The same occupation under codes of other editions.' }),
    directions: z.array(LanguageText).max(100).default([]),
    verified: z
      .boolean()
      .default(true)
      .openapi({ description: 'False where one weak source stands behind the entry.' }),
  })
  .openapi('Occupation', {
    example: {
      classification: 'CN-OCD',
      edition: '2022',
      code: '4-04-05-05',
      name: { zh: '人工智能训练师', en: 'AI trainer' },
      digital: true,
      directions: [{ zh: '数据标注员', en: 'Data annotator' }],
    },
  });

const keyOf = ({ classification, edition, code }: OccupationEntry) => `${classification}/${edition}/${code}`;

export const occupations = operation({
  id: 'listOccupations',
  tag,
  access,
  summary: 'List occupations',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(Occupation)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listOccupations(deps, actor, { limit: limit + 1, after });
    return c.json(pageAnswer(rows, limit, keyOf, (row) => row));
  },
});

export const newOccupation = operation({
  id: 'addOccupation',
  tag,
  access,
  summary: 'Add an occupation',
  body: Occupation,
  answers: { 201: jsonAnswer('The occupation.', Occupation) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, body }) => c.json(await addOccupation(deps, actor, defined(body)), 201),
});

const LevelScheme = z
  .object({
    code: z.string().openapi({ example: 'CN-SKILL' }),
    name: LanguageText,
    passMark: z.number(),
    levels: z.array(z.object({ code: z.string(), rank: z.int(), name: LanguageText })),
  })
  .openapi('LevelScheme');

export const levels = operation({
  id: 'listLevels',
  tag,
  access,
  summary: 'List level schemes',
  answers: { 200: jsonAnswer('All of them.', z.object({ items: z.array(LevelScheme) })) },
  handle: async ({ c, deps, actor }) => c.json({ items: await listLevels(deps, actor) }),
});

const NewStandard = z
  .strictObject({
    id: text(100),
    kind: z.enum(['national_standard', 'evaluation_norm', 'capability_norm']),
    version: LocalDate,
    documentNumber: text(100),
    title: LanguageText,
    occupation: OccupationRef,
    follows: text(100).optional().openapi({
      description: 'Id of the version that it follows; a national standard that follows a norm is its upgrade.',
    }),
  })
  .openapi('NewStandard', {
    description: 'One immutable version; a change is a new version.',
    example: {
      id: 'norm-4-04-05-05-2026',
      kind: 'evaluation_norm',
      version: '2026-01-01',
      documentNumber: 'N 2026-05',
      title: { zh: '人工智能训练师评价规范', en: 'Evaluation norm for AI trainers' },
      occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
    },
  });

const Standard = z
  .strictObject({
    ...NewStandard.shape,
    proposer: z.string().optional().openapi({ description: 'The organisation that handed it in as a norm.' }),
  })
  .openapi('Standard', { description: 'One immutable version of a standard.' });

export const standards = operation({
  id: 'listStandards',
  tag,
  access,
  summary: 'List standards',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(Standard)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listStandards(deps, actor, { limit: limit + 1, after });
    return c.json(
      pageAnswer(
        rows,
        limit,
        ({ id }) => id,
        (row) => row,
      ),
    );
  },
});

export const newStandard = operation({
  id: 'addStandard',
  tag,
  access,
  summary: 'Add a standard, or a new version of one',
  body: NewStandard,
  answers: { 201: jsonAnswer('The standard.', Standard) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, body }) => c.json(await addStandard(deps, actor, body), 201),
});

const NewTemplate = z
  .strictObject({
    id: text(100),
    credentialType: z.enum(['skill_level', 'special_capability', 'professional_technical', 'qualification']),
    name: LanguageText,
    schema: text(100).openapi({ description: 'A file of `/schemas/`.' }),
    levelScheme: text(40),
    numbering: text(40),
    formats: z
      .array(z.enum([...BASIC_FORMATS, ...FURTHER_FORMATS, ...COPY_FORMATS]))
      .min(1)
      .openapi({ description: `${BASIC_FORMATS.join(', ')}, further embedded proofs, and what holders may fetch.` }),
    extras: z
      .array(z.enum(TEMPLATE_EXTRAS))
      .optional()
      .openapi({
        description:
          '`open-badge`: each certificate is also an Open Badge 3.0 (AchievementCredential). `render-method`: each names the ' +
          'picture that wallets draw.',
      }),
    validityMonths: z.int().min(1).max(1200).nullable().openapi({ description: 'null: without an end.' }),
    policy: z
      .strictObject({
        approval: z.enum(['none', 'agency', 'authority']),
        routes: z.array(text(40)).min(1),
        requiredScores: z.array(z.enum(['theory', 'practical', 'comprehensive'])),
        duplicates: z.enum(['allow', 'hold']).optional().openapi({
          description: 'Whether a second live certificate for the same is held for another person. Default: allow.',
        }),
      })
      .openapi({
        description:
          'What certificates take. It sets no term for evidence of exams: name, hash and link stay as long as the batch is kept.',
      }),
  })
  .openapi('NewTemplate', {
    example: {
      id: 'skill-level-cn',
      credentialType: 'skill_level',
      name: { zh: '职业技能等级证书', en: 'Vocational skill level certificate' },
      schema: 'skill-level-cn-1.schema.json',
      levelScheme: 'CN-SKILL',
      numbering: 'cn-vslc-22',
      formats: ['eddsa-rdfc-2022', 'vc+jwt', 'seal'],
      validityMonths: null,
      policy: { approval: 'none', routes: ['social_assessment'], requiredScores: ['theory', 'practical'] },
    },
  });

const Template = z
  .strictObject({ ...NewTemplate.shape, version: z.int().min(1) })
  .openapi('Template', { description: 'One immutable version of a certificate template.' });

export const templates = operation({
  id: 'listTemplates',
  tag,
  access,
  summary: 'List templates, all versions',
  answers: { 200: jsonAnswer('All of them.', z.object({ items: z.array(Template) })) },
  handle: async ({ c, deps, actor }) => c.json({ items: await listTemplates(deps, actor) }),
});

export const newTemplate = operation({
  id: 'addTemplate',
  tag,
  access,
  summary: 'Add a template, or a new version of one',
  description: 'The version is counted here: 1 for a new id, else one more than the newest.',
  body: NewTemplate,
  answers: { 201: jsonAnswer('The template with its version.', Template) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, body }) => c.json(await addTemplate(deps, actor, body), 201),
});
