/** Shapes that several groups of calls share. What is named here is a component of the OpenAPI document. */
import { z } from '@hono/zod-openapi';
import { problem } from './problem.ts';

export const Violation = z
  .object({
    pointer: z.string().openapi({
      description:
        'JSON Pointer to the member of the body; faults in parameters begin with /query, in headers with /header.',
      example: '/holder/idNumber',
    }),
    rule: z.string().openapi({ description: 'Stable name of the rule.', example: 'checksum' }),
    message: z.string().openapi({ description: 'For people. Never repeats what was sent.' }),
  })
  .openapi('Violation');

export const Problem = z
  .object({
    type: z.string().openapi({ description: 'One stable URN per kind of error: branch on this.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    violations: z
      .array(Violation)
      .optional()
      .openapi({ description: 'Every fault that was found, not just the first.' }),
  })
  .openapi('Problem', { description: 'RFC 9457 problem details.', example: problem('not_found') });

export const LanguageText = z
  .object({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) })
  .catchall(z.string().min(1).max(200))
  .openapi('LanguageText', {
    description: 'Text by BCP 47 language tag; zh and en are always there.',
    example: { zh: '人工智能训练师', en: 'AI trainer' },
  });

/** Text of at most `length` UTF-16 code units. */
export const text = (length: number) => z.string().min(1).max(length);

export const LocalDate = z.iso
  .date({
    error: (issue) => (issue.input === undefined ? undefined : 'must be a day of the calendar, written YYYY-MM-DD'),
  })
  .openapi('LocalDate', { description: "A day in the authority's time zone.", example: '2026-11-01' });

export const Timestamp = z
  .string()
  .openapi({ format: 'date-time', description: 'RFC 3339 in UTC.', example: '2026-11-01T02:03:04Z' });

export const OccupationRef = z
  .strictObject({ classification: text(40), edition: text(20), code: text(40) })
  .openapi('OccupationRef', { example: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' } });

export const LevelRef = z
  .strictObject({ scheme: text(40), code: text(20) })
  .openapi('LevelRef', { example: { scheme: 'CN-SKILL', code: '3' } });

/** A signed document, as JSON. */
export const Document = z.record(z.string(), z.unknown());

/** `?limit=&after=` of every list. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).openapi({ description: 'Most items to answer with.' }),
  after: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .openapi({ description: 'The `next` of the page before. Leave it out for the first page.' }),
});

/** The shape of one page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z
      .string()
      .optional()
      .openapi({ description: 'Ask for the next page with `after` set to this. Missing on the last page.' }),
  });
}

/**
 * One page out of a list that was asked for with one row more than wanted: so the last page is known to be the last.
 * `key` is what `after` continues from.
 */
export function pageAnswer<T, R>(
  rows: readonly T[],
  limit: number,
  key: (row: T) => string,
  show: (row: T) => R,
): { items: R[]; next?: string } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(show), ...(rows.length > limit && last !== undefined ? { next: key(last) } : {}) };
}

/** A documented JSON answer. */
export function jsonAnswer(description: string, schema: z.ZodType, example?: unknown) {
  return { description, content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } } };
}

/** A documented answer of other media types, whose bodies have no JSON shape of their own here. */
export function mediaAnswer(description: string, ...types: readonly string[]) {
  const schema = { type: 'string' as const };
  return { description, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}
