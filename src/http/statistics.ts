import { z } from '@hono/zod-openapi';
import { notFound } from '../core/errors.ts';
import { DIMENSIONS, MEASURES } from '../core/statistics.ts';
import { csvLines } from '../lib/table/write.ts';
import {
  PUBLIC_DIMENSIONS,
  PUBLIC_MEASURES,
  type PublicRow,
  publishedMonths,
  type Snapshot,
  snapshot,
} from '../oversight/snapshot.ts';
import { statistics } from '../oversight/statistics.ts';
import { type Html, languageOf, pageQuery, type RefusedPage, refusingWithPage } from './browsers.ts';
import { answerCached, CACHE } from './cached.ts';
import { jsonAnswer, mediaAnswer, text } from './models.ts';
import { type Language, negotiated, preferred } from './negotiate.ts';
import { operation } from './operation.ts';

const tag = 'Statistics';
const BY = [...DIMENSIONS, 'month'] as const;
const TYPES = ['application/json', 'text/csv'] as const;

const Month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'must be a month, written YYYY-MM');
const month = (description: string) => Month.openapi({ description, example: '2026-10' }).optional();
const Counts = z.object(Object.fromEntries(MEASURES.map((measure) => [measure, z.int()])));
const StatisticsAnswer = z
  .object({
    by: z.enum(BY),
    from: Month,
    to: Month,
    region: z.string().optional(),
    agency: z.string().optional(),
    rows: z.array(Counts.extend({ key: z.string() })),
  })
  .openapi('Statistics', {
    description:
      'Each thing is counted in the month in which it happened. `persons`: those whose first certificate of this value, within ' +
      'what was asked for, it was; over all months they add up to distinct persons. By sex and age, those whose first ' +
      'certificate at all it was.',
  });

export const readStatistics = operation({
  id: 'statistics',
  tag,
  access: 'key',
  summary: 'Counts of certificates and persons',
  description:
    'An agency sees its own, a province its agencies; the authority everything, or a region or an agency. All codes of one occupation count together. ' +
    'The counts are some seconds behind. JSON, or CSV by Accept.',
  query: z.strictObject({
    by: z.enum(BY).default('total').openapi({ type: 'string', description: 'What makes a row.' }),
    from: month('Default: January of this year.'),
    to: month('Inclusive. Default: this month.'),
    region: text(10).optional().openapi({ description: 'Division code of a province.' }),
    agency: text(40).optional().openapi({ description: 'Record code.' }),
  }),
  answers: {
    200: {
      description: 'One table.',
      content: { ...jsonAnswer('', StatisticsAnswer).content, ...mediaAnswer('', 'text/csv').content },
    },
  },
  problems: ['not_found', 'not_acceptable'],
  async handle({ c, deps, actor, query }) {
    const type = negotiated(c.req.header('accept'), TYPES);
    const found = await statistics(deps, actor, query);
    c.header('Vary', 'Accept');
    if (type === 'application/json') return c.json(found);
    c.header('Content-Type', type);
    const lines = found.rows.map((row) => [row.key, ...MEASURES.map((measure) => row[measure])]);
    return c.body(csvLines(lines, [found.by, ...MEASURES]));
  },
});

export interface StatisticsView {
  readonly language: Language;
  /** Totals, newest month first. */
  readonly months: readonly PublicRow[];
  /** Missing as long as no month is over. */
  readonly shown: Snapshot | undefined;
}

const count = z.int().nullable().openapi({ description: 'Null: not shown, to protect persons.' });
const PublicCounts = z.object({
  key: z.string(),
  ...Object.fromEntries(PUBLIC_MEASURES.map((measure) => [measure, count])),
});
const PublicStatistics = z
  .object({
    months: z.array(PublicCounts),
    month: Month.optional(),
    tables: z.record(z.enum(PUBLIC_DIMENSIONS), z.array(PublicCounts)).optional(),
  })
  .openapi('PublicStatistics', {
    description:
      'Of months that are over. Numbers below 10 are null, together with those that would give them away: the same each time.',
  });

export function publicStatistics(page: (view: StatisticsView) => Html, refused: RefusedPage) {
  return operation({
    id: 'publicStatistics',
    tag,
    access: 'public',
    summary: 'Published counts of the months that are over',
    description: 'A page for people; JSON or CSV by Accept.',
    query: pageQuery.extend({ month: month('Default: the last that is over.') }),
    answers: {
      200: {
        description: 'One month, and the totals of a year.',
        content: {
          ...mediaAnswer('', 'text/html', 'text/csv').content,
          ...jsonAnswer('', PublicStatistics).content,
        },
      },
    },
    problems: ['not_found'],
    refuse: refusingWithPage('count', 'json', refused),
    async handle({ c, deps, query }) {
      const type = preferred(c.req.header('accept'), ['text/html', ...TYPES]) ?? 'text/html';
      c.header('Vary', 'Accept');
      const language = languageOf(c);
      const months = await publishedMonths(deps);
      const month = query.month ?? months[0]?.key;
      if (month !== undefined && !months.some(({ key }) => key === month)) throw notFound();
      const shown = month === undefined ? undefined : await snapshot(deps, month);
      const cached = (body: string, type: string) => answerCached(c, body, { type, cache: CACHE.short });
      if (type === 'application/json') return cached(JSON.stringify({ months, ...shown }), type);
      if (type === 'text/csv') return cached(csvOf(shown), type);
      return cached(String(await page({ language, months, shown })), 'text/html; charset=utf-8');
    },
  });
}

/** A hidden number is an empty cell. */
function csvOf(shown: Snapshot | undefined): string {
  const lines = PUBLIC_DIMENSIONS.flatMap((by) =>
    (shown?.tables[by] ?? []).map((row) => [
      shown?.month,
      by,
      row.key,
      ...PUBLIC_MEASURES.map((measure) => row[measure] ?? undefined),
    ]),
  );
  return csvLines(lines, ['month', 'by', 'key', ...PUBLIC_MEASURES]);
}
