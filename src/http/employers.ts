import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { DEFAULT_LIMITS, type Employer as EmployerRecord } from '../core/employer.ts';
import { getEmployer, listEmployers, registerEmployer, setEmployerLimits } from '../registry/employers.ts';
import { defined } from './defined.ts';
import { jsonAnswer, LanguageText, PageQuery, pageAnswer, pageOf, Timestamp, text } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Employers';
const access = 'key';
const params = z.object({
  code: z.string().openapi({ description: 'Unified social credit code.', example: '91990000DEM0000044' }),
});

const ABOUT = {
  requestsPerMinute: 'Calls of any kind.',
  rowsPerDay: 'Rows of files handed in to be verified, per day of the authority.',
  unmatchedPerDay:
    'Rows with a number and a name that belong to no certificate. Beyond it no name is looked up that day.',
};
const limit = (name: keyof typeof ABOUT) =>
  z.int().openapi({ description: ABOUT[name], example: DEFAULT_LIMITS[name] });
const Limits = z
  .strictObject({
    requestsPerMinute: limit('requestsPerMinute'),
    rowsPerDay: limit('rowsPerDay'),
    unmatchedPerDay: limit('unmatchedPerDay'),
  })
  .openapi('EmployerLimits', { description: 'They hold for all API keys of an employer together.' });
const LimitsChange = Limits.partial().openapi('EmployerLimitsChange', { example: { rowsPerDay: 200_000 } });

const Employer = z
  .object({ code: z.string(), name: LanguageText, limits: Limits, createdAt: Timestamp })
  .openapi('Employer', { description: 'An organisation that may hand in files of certificates to be verified.' });

const EmployerWithUse = Employer.extend({
  used: z.object({ rows: z.int(), unmatched: z.int() }).openapi({ description: 'Of the limits per day, today.' }),
}).openapi('EmployerWithUse');

export const employers = operation({
  id: 'listEmployers',
  tag,
  access,
  summary: 'List employers',
  description: 'An employer sees itself; the authority sees all, in the order of their codes.',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(Employer)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listEmployers(deps, actor, { limit: limit + 1, after });
    return c.json(pageAnswer(rows, limit, ({ code }) => code, shown));
  },
});

export const newEmployer = operation({
  id: 'registerEmployer',
  tag,
  access,
  summary: 'Register an employer',
  description:
    'Its people get API keys by `yinzheng apikey add CODE --roles employer`. Limits that are left out are as usual.',
  body: z
    .strictObject({ code: text(40), name: LanguageText, limits: LimitsChange.optional() })
    .openapi('EmployerRegistration', {
      example: { code: '91990000DEM0000044', name: { zh: '示范用人单位', en: 'Example Employer' } },
    }),
  answers: { 201: jsonAnswer('The employer; Location names it.', Employer) },
  problems: ['conflict', 'storage_full'],
  async handle({ c, deps, actor, body: { limits, ...body } }) {
    const employer = await registerEmployer(deps, actor, { ...body, limits: limits && defined(limits) });
    c.header('Location', `${deps.settings.origin}/v1/employers/${employer.code}`);
    return c.json(shown(employer), 201);
  },
});

export const oneEmployer = operation({
  id: 'readEmployer',
  tag,
  access,
  summary: 'Read one employer, with what it used today',
  params,
  answers: { 200: jsonAnswer('The employer.', EmployerWithUse) },
  handle: async ({ c, deps, actor, params }) => c.json(shown(await getEmployer(deps, actor, params.code))),
});

export const employerLimits = operation({
  id: 'setEmployerLimits',
  tag,
  access,
  summary: 'Set limits of an employer',
  description: 'Limits that are left out stay as they are.',
  params,
  body: LimitsChange,
  answers: { 200: jsonAnswer('The employer.', Employer) },
  problems: ['storage_full'],
  handle: async ({ c, deps, actor, params, body }) =>
    c.json(shown(await setEmployerLimits(deps, actor, params.code, defined(body)))),
});

function shown<E extends EmployerRecord>(employer: E) {
  return { ...employer, createdAt: rfc3339(employer.createdAt) };
}
