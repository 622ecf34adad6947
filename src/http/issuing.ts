import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { AUTHORITY } from '../core/key.ts';
import type { Stop } from '../core/stop.ts';
import { listStops, resumeIssuing, stopIssuing } from '../registry/stop-issuing.ts';
import { jsonAnswer, Timestamp, text } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Issuing';
const access = 'key';
const agency = text(40)
  .optional()
  .openapi({ description: 'Record code. Missing: all agencies.', example: 'S000033000107' });

const StopModel = z
  .object({
    agency: z.string().optional().openapi({ description: 'Missing: all agencies.' }),
    reason: z.string(),
    person: z.string(),
    since: Timestamp,
  })
  .openapi('IssuingStop');

export const stops = operation({
  id: 'listStops',
  tag,
  access,
  summary: 'What issuing is stopped now',
  answers: { 200: jsonAnswer('All of it.', z.object({ items: z.array(StopModel) })) },
  handle: async ({ c, deps, actor }) => c.json({ items: (await listStops(deps, actor)).map(shown) }),
});

export const newStop = operation({
  id: 'stopIssuing',
  tag,
  access,
  summary: "Stop all issuing, or one agency's, at once",
  description: 'On every node from the next order on. Verifying, revoking and all else go on.',
  body: z
    .strictObject({ agency, reason: text(500) })
    .openapi('NewIssuingStop', { example: { reason: 'Key ceremony 2026-4' } }),
  answers: { 201: jsonAnswer('It is stopped.', StopModel) },
  problems: ['conflict', 'not_found', 'storage_full'],
  handle: async ({ c, deps, actor, body }) => c.json(shown(await stopIssuing(deps, actor, body)), 201),
});

export const stopEnd = operation({
  id: 'resumeIssuing',
  tag,
  access,
  summary: 'Let issuing go on',
  description: 'Takes an approver.',
  body: z.strictObject({ agency }).openapi('IssuingResumption', { example: {} }),
  answers: { 200: jsonAnswer('What was stopped.', StopModel) },
  problems: ['conflict', 'not_found', 'storage_full'],
  handle: async ({ c, deps, actor, body }) => c.json(shown(await resumeIssuing(deps, actor, body.agency))),
});

function shown({ owner, since, ...stop }: Stop) {
  return { ...stop, ...(owner !== AUTHORITY && { agency: owner }), since: rfc3339(since) };
}
