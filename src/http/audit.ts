import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { EVENT_TYPES } from '../core/event.ts';
import { listEvents } from '../ledger/audit.ts';
import { jsonAnswer, PageQuery, pageAnswer, pageOf, Timestamp } from './models.ts';
import { operation } from './operation.ts';

const Event = z
  .object({
    id: z.uuid(),
    at: Timestamp,
    type: z.enum(EVENT_TYPES),
    subject: z.string().openapi({ description: 'Id of the certificate, agency, key …' }),
    owner: z.string().openapi({ description: 'Whose data it is about: an agency, an employer, or `authority`.' }),
    person: z.string(),
    organisation: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('Event', { description: 'Something that happened. Holds no names of holders and no identity numbers.' });

export const audit = operation({
  id: 'audit',
  tag: 'Audit',
  access: 'key',
  summary: 'Who did what, when; oldest first',
  query: PageQuery.extend({ type: z.enum(EVENT_TYPES).optional(), subject: z.string().min(1).max(200).optional() }),
  answers: { 200: jsonAnswer('One page.', pageOf(Event)) },
  async handle({ c, deps, actor, query: { limit, after, type, subject } }) {
    const events = await listEvents(deps, actor, { limit: limit + 1, after, type, subject });
    const show = ({ once: _, at, ...event }: (typeof events)[number]) => ({ ...event, at: rfc3339(at) });
    return c.json(pageAnswer(events, limit, ({ id }) => id, show));
  },
});
