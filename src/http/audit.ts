import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { EVENT_TYPES, type Event as StoredEvent } from '../core/event.ts';
import { exportEvents, listEvents } from '../ledger/audit.ts';
import { newestCheckpoint } from '../ledger/checkpoint.ts';
import { csvLines } from '../lib/table/write.ts';
import { answerCached, CACHE } from './cached.ts';
import { jsonAnswer, mediaAnswer, PageQuery, pageAnswer, pageOf, Timestamp, text } from './models.ts';
import { negotiated } from './negotiate.ts';
import { operation } from './operation.ts';
import { answerStream, textStream } from './stream.ts';

const tag = 'Audit';

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
    once: z.string().optional().openapi({ description: 'No other event has this text.' }),
  })
  .openapi('Event', { description: 'Something that happened. Holds no names of holders and no identity numbers.' });

const time = z.iso.datetime({ error: 'must be a time in UTC, like 2026-11-01T02:03:04Z' });
const format = 'date-time';
const TYPES = ['application/json', 'application/x-ndjson', 'text/csv'] as const;

export const audit = operation({
  id: 'audit',
  tag,
  access: 'key',
  summary: 'Who did what, when; oldest first',
  description:
    'A page in JSON. As NDJSON or CSV by Accept: all of them, from `after` on, as a stream; one that ends early is cut off ' +
    'and not closed.',
  query: PageQuery.extend({
    type: z.enum(EVENT_TYPES).optional(),
    subject: text(200).optional(),
    person: text(200).optional().openapi({ description: 'Who acted.' }),
    organisation: text(200).optional().openapi({ description: 'For whom they acted.' }),
    from: time.openapi({ type: 'string', format, description: 'Not before this.' }).optional(),
    to: time.openapi({ type: 'string', format, description: 'Before this.' }).optional(),
  }),
  answers: {
    200: {
      description: 'One page, or all.',
      content: {
        ...jsonAnswer('', pageOf(Event)).content,
        ...mediaAnswer('', 'application/x-ndjson', 'text/csv').content,
      },
    },
  },
  problems: ['not_acceptable'],
  async handle({ c, deps, actor, query: { limit, after, from, to, ...named } }) {
    const filter = { ...named, after, from: instant(from), to: instant(to) };
    const type = negotiated(c.req.header('accept'), TYPES);
    c.header('Vary', 'Accept');
    if (type !== 'application/json') {
      return answerStream(c, deps, type, textStream(WRITERS[type](exportEvents(deps, actor, filter))));
    }
    const events = await listEvents(deps, actor, { ...filter, limit: limit + 1 });
    return c.json(pageAnswer(events, limit, ({ id }) => id, shown));
  },
});

function instant(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

function shown({ at, ...event }: StoredEvent) {
  return { ...event, at: rfc3339(at) };
}

type Writer = (pages: AsyncGenerator<StoredEvent[]>) => AsyncGenerator<string>;

const WRITERS: Readonly<Record<Exclude<(typeof TYPES)[number], 'application/json'>, Writer>> = {
  async *'application/x-ndjson'(pages) {
    for await (const page of pages) yield page.map((event) => `${JSON.stringify(shown(event))}\n`).join('');
  },
  async *'text/csv'(pages) {
    yield csvLines([], ['id', 'at', 'type', 'subject', 'owner', 'person', 'organisation', 'data']);
    for await (const page of pages) {
      const lines = page.map(({ id, at, type, subject, owner, person, organisation, data }) => [
        ...[id, rfc3339(at), type, subject, owner, person, organisation],
        JSON.stringify(data),
      ]);
      yield csvLines(lines);
    }
  },
};

export const checkpoint = operation({
  id: 'ledgerCheckpoint',
  tag,
  access: 'public',
  summary: 'The head of the hash chain over all events, signed by the authority',
  description:
    'A compact JWS over number, events and hash of the newest block, signed with a key of the DID document. Keep one: ' +
    '`yinzheng audit verify --checkpoint FILE` then tells whether anything up to there was changed or cut off.',
  answers: { 200: mediaAnswer('The checkpoint.', 'application/jose') },
  problems: ['not_found'],
  async handle({ c, deps }) {
    return answerCached(c, await newestCheckpoint(deps), { type: 'application/jose', cache: CACHE.own });
  },
});
