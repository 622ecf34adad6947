import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { allTitles } from '../core/lists.ts';
import { allow } from '../core/policy.ts';
import { type SubsidyClaim as StoredClaim, SUBSIDY_CHECKS } from '../core/subsidy.ts';
import { addSubsidyCatalogue, listSubsidyCatalogues } from '../registry/subsidies.ts';
import { claimSubsidy, withdrawClaim } from '../verify/subsidy/claim.ts';
import { subsidyEvidence } from '../verify/subsidy/evidence.ts';
import { listClaims } from '../verify/subsidy/list-claims.ts';
import {
  jsonAnswer,
  LanguageText,
  LevelRef,
  LocalDate,
  OccupationRef,
  PageQuery,
  pageAnswer,
  pageOf,
  Timestamp,
  text,
} from './models.ts';
import { operation } from './operation.ts';

const tag = 'Subsidies';
const access = 'key';

const NewCatalogue = z
  .strictObject({
    id: text(100),
    name: LanguageText,
    validFrom: LocalDate,
    validUntil: LocalDate.optional(),
    rules: z.strictObject({
      withinMonths: z.int().min(1).max(1200).optional().openapi({
        description: 'Months from the day of issue in which it is applied for.',
      }),
      perYear: z.int().min(1).max(100).optional().openapi({ description: 'Claims of one person in a calendar year.' }),
      oncePerLevel: z
        .boolean()
        .openapi({ description: 'Once for an occupation, under any of its codes, and a level.' }),
      higherBarsLower: z.boolean(),
      excludedRoutes: z.array(text(40)).max(20),
      levels: z.strictObject({ scheme: text(40), codes: z.array(text(20)).min(1).max(20) }).optional(),
      occupations: z.array(OccupationRef).min(1).max(2000).optional().openapi({
        description: 'The occupations that are paid for, under any of their codes. Missing: all.',
      }),
      amounts: z.record(text(20), z.int().min(0).max(1_000_000)).optional().openapi({
        description: 'What is paid, in yuan, by the code of a level.',
      }),
    }),
    verified: z.boolean().default(true),
  })
  .openapi('NewSubsidyCatalogue', {
    example: {
      id: 'skill-upgrade',
      name: { zh: '职业技能提升补贴', en: 'Skill upgrade subsidy' },
      validFrom: '2027-01-01',
      rules: {
        withinMonths: 12,
        perYear: 3,
        oncePerLevel: true,
        higherBarsLower: true,
        excludedRoutes: ['direct_recognition'],
      },
    },
  });

const Catalogue = z
  .strictObject({ ...NewCatalogue.shape, version: z.int().min(1) })
  .openapi('SubsidyCatalogue', { description: 'One immutable version of a set of rules.' });

export const subsidyCatalogues = operation({
  id: 'listSubsidyCatalogues',
  tag,
  access,
  summary: 'List the catalogues of rules, all versions',
  answers: { 200: jsonAnswer('All of them.', z.object({ items: z.array(Catalogue) })) },
  handle: async ({ c, deps, actor }) => c.json({ items: await listSubsidyCatalogues(deps, actor) }),
});

export const newSubsidyCatalogue = operation({
  id: 'addSubsidyCatalogue',
  tag,
  access,
  summary: 'Add a catalogue of rules, or a new version of one',
  description: 'Of versions that count on the day of application, the newest does.',
  body: NewCatalogue,
  answers: { 201: jsonAnswer('The catalogue with its version.', Catalogue) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, body }) => c.json(await addSubsidyCatalogue(deps, actor, body), 201),
});

const EvidenceRequest = z
  .strictObject({
    certificate: text(80).openapi({ description: 'The number as printed.' }),
    holder: z.strictObject({
      name: text(200),
      idType: text(40),
      idNumber: text(60),
      nationality: z
        .string()
        .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code of two letters')
        .optional(),
    }),
    catalogue: text(100),
    on: LocalDate.optional().openapi({ description: 'Day of application. Default: today.' }),
  })
  .openapi('SubsidyEvidenceRequest', {
    example: {
      certificate: 'S000033000107263000042-E',
      holder: { name: '张伟', idType: 'cn.resident_id', idNumber: '11010519491231002X' },
      catalogue: 'skill-upgrade',
    },
  });

const level = z.object({ ...LevelRef.shape, rank: z.int() });
const SubsidyEvidence = z
  .object({
    on: z.string(),
    catalogue: z.object({ id: z.string(), version: z.int(), name: LanguageText }),
    certificate: z.object({
      number: z.string(),
      agency: z.string(),
      occupation: z.object({ ...OccupationRef.shape, name: LanguageText }),
      level: level.extend({ name: LanguageText }),
      route: z.object({ code: z.string(), name: LanguageText.optional() }),
      issuedOn: z.string(),
    }),
    eligible: z.boolean(),
    amount: z.int().optional().openapi({ description: 'In yuan, where the catalogue says so and nothing bars it.' }),
    checks: z.array(
      z.object({
        id: z.enum(SUBSIDY_CHECKS),
        result: z.enum(['pass', 'fail', 'skipped']),
        detail: z.string().optional(),
      }),
    ),
    claims: z
      .array(
        z.object({
          id: z.uuid().optional().openapi({ description: 'Of a claim that your office may take back.' }),
          on: z.string(),
          occupation: OccupationRef,
          level,
          region: z.string().optional(),
        }),
      )
      .openapi({ description: 'Earlier claims of the same person, wherever they were entered.' }),
    titles: z
      .array(LanguageText)
      .openapi({ description: 'Professional titles that the level is treated equally with.' }),
  })
  .openapi('SubsidyEvidence', { description: 'Nothing in it names the holder.' });

const jwt = z.string().openapi({ description: 'The evidence as a credential of the authority, `vc+jwt`.' });

export const evidence = operation({
  id: 'subsidyEvidence',
  tag,
  access,
  summary: 'State what a catalogue says of a certificate',
  description:
    'As of a day: status, route, rank, scope, deadline, earlier claims. A number, name or identity that does not belong together is ' +
    'not found, and which of them is wrong is not said.',
  body: EvidenceRequest,
  answers: { 200: jsonAnswer('The evidence.', z.object({ evidence: SubsidyEvidence, jwt })) },
  problems: ['not_found', 'key_unavailable', 'storage_full'],
  handle: async ({ c, deps, actor, body }) => c.json(await subsidyEvidence(deps, actor, body)),
});

const Claim = z
  .object({
    id: z.uuid(),
    catalogue: z.object({ id: z.string(), version: z.int() }),
    certificate: z.uuid(),
    occupation: OccupationRef,
    level,
    on: z.string().openapi({ description: 'Day of application.' }),
    region: z.string().optional().openapi({ description: "Of the office that entered it; missing: the country's." }),
    at: Timestamp,
    withdrawnAt: Timestamp.optional(),
  })
  .openapi('SubsidyClaim', { description: 'Nothing in it names the holder, or joins two claims of one.' });

export const claims = operation({
  id: 'listClaims',
  tag,
  access,
  summary: 'List the claims, newest first',
  description:
    'Withdrawn ones too. The office of a province sees those that it entered, the authority all. `from` and `until` are days of application.',
  query: PageQuery.extend({
    catalogue: text(100).optional().openapi({ description: 'Id of a catalogue, whichever version.' }),
    certificate: z.uuid().optional().openapi({ description: 'Id of a certificate.' }),
    region: text(10).optional().openapi({ description: 'Division code of the province whose office entered it.' }),
    from: LocalDate.optional(),
    until: LocalDate.optional(),
    withdrawn: z.enum(['true', 'false']).optional().openapi({ description: 'Those that were taken back, or not.' }),
  }),
  answers: { 200: jsonAnswer('One page.', pageOf(Claim)) },
  problems: ['not_found'],
  async handle({ c, deps, actor, query: { limit, withdrawn, ...filter } }) {
    const asked = { ...filter, ...(withdrawn !== undefined && { withdrawn: withdrawn === 'true' }) };
    const rows = await listClaims(deps, actor, { ...asked, limit: limit + 1 });
    return c.json(pageAnswer(rows, limit, ({ id }) => id, shown));
  },
});

export const newClaim = operation({
  id: 'claimSubsidy',
  tag,
  access,
  summary: 'Enter a claim',
  description:
    'Refused with the rules that bar it. From then on every office sees that it was claimed, and none sees who.',
  body: EvidenceRequest,
  answers: {
    201: jsonAnswer('The claim and its evidence.', z.object({ claim: Claim, evidence: SubsidyEvidence, jwt })),
  },
  problems: ['conflict', 'not_found', 'key_unavailable', 'storage_full'],
  async handle({ c, deps, actor, body }) {
    const { claim, evidence, jwt } = await claimSubsidy(deps, actor, body);
    return c.json({ claim: shown(claim), evidence, jwt }, 201);
  },
});

export const claimEnd = operation({
  id: 'withdrawClaim',
  tag,
  access,
  summary: 'Take a claim back that was not paid',
  params: z.object({ id: z.string().openapi({ description: 'Id of the claim.' }) }),
  answers: { 200: jsonAnswer('The claim.', Claim) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params }) => c.json(shown(await withdrawClaim(deps, actor, params.id))),
});

function shown({ id, catalogue, certificate, occupation, level, on, region, at, withdrawnAt }: StoredClaim) {
  const { classification, edition, code } = occupation;
  return {
    id,
    catalogue,
    certificate,
    occupation: { classification, edition, code },
    level,
    on,
    ...(region !== undefined && { region }),
    at: rfc3339(at),
    ...(withdrawnAt !== undefined && { withdrawnAt: rfc3339(withdrawnAt) }),
  };
}

const Title = z.object({
  scheme: z.string(),
  level: z.string(),
  title: LanguageText,
  validFrom: z.string(),
  validUntil: z.string().optional(),
  verified: z.boolean().openapi({ description: 'False where one weak source stands behind the entry.' }),
});

export const titles = operation({
  id: 'listTitles',
  tag,
  access,
  summary: 'List the professional titles that levels are treated equally with',
  answers: { 200: jsonAnswer('All of them.', z.object({ items: z.array(Title) })) },
  handle({ c, actor }) {
    allow(actor, 'catalogue.read');
    return c.json({ items: allTitles() });
  },
});
