import { z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { StatusSlot } from '../core/status.ts';
import { decideAppeal, openAppeal } from '../oversight/appeals.ts';
import { approveIncident, withdrawIncident } from '../oversight/decide-incident.ts';
import { answerIncident, fileReport, listReports } from '../oversight/incident-file.ts';
import { openIncident } from '../oversight/open-incident.ts';
import { incidentCertificates, incidentProgress, listIncidents, readIncident } from '../oversight/read-incident.ts';
import {
  AppealModel,
  Entry,
  IncidentModel,
  NewIncident,
  progressOf,
  selectionOf,
  shownAppeal,
  shownEntry,
  shownIncident,
  shownParty,
  shownView,
} from './incident-models.ts';
import { type Limiter, limitClient } from './limit.ts';
import { jsonAnswer, mediaAnswer, PageQuery, pageAnswer, pageOf, text } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Incidents';
const access = 'key';
const params = z.object({ id: z.string().openapi({ description: 'Id of the incident.' }) });
const words = z.strictObject({ text: text(4000) });

export const newIncident = operation({
  id: 'openIncident',
  tag,
  access,
  summary: 'Open an incident: one act on many certificates',
  description:
    'The set is collected apart from the request; then the incident is `ready`, with a preview and a hash. Nothing happens to a ' +
    'certificate before an approver who is another person approved that hash.',
  body: NewIncident,
  answers: { 202: jsonAnswer('The incident, being collected; Location names it.', IncidentModel) },
  problems: ['conflict', 'storage_full'],
  async handle({ c, deps, actor, body: { selection, ...body } }) {
    const incident = await openIncident(deps, actor, { ...body, selection: selectionOf(selection) });
    c.header('Location', `${deps.settings.origin}/v1/incidents/${incident.id}`);
    return c.json(shownIncident(incident), 202);
  },
});

export const incidents = operation({
  id: 'listIncidents',
  tag,
  access,
  summary: 'List incidents, newest first',
  description:
    'The authority sees all, a province those that are confined to it; an agency those that were done to its certificates.',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(IncidentModel)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listIncidents(deps, actor, { limit: limit + 1, after });
    const key = (row: (typeof rows)[number]) => ('id' in row ? row.id : row.incident);
    return c.json(pageAnswer(rows, limit, key, (row) => ('id' in row ? shownIncident(row) : shownParty(row))));
  },
});

export const oneIncident = operation({
  id: 'readIncident',
  tag,
  access,
  summary: 'Read one incident with its preview and its file',
  params,
  answers: { 200: jsonAnswer('The incident.', IncidentModel) },
  async handle({ c, deps, actor, params: { id } }) {
    const view = await readIncident(deps, actor, id);
    return c.json('told' in view ? shownParty(view) : shownView(view));
  },
});

const Item = z.object({
  certificate: z.uuid(),
  agency: z.string(),
  issuedOn: z.string(),
  already: z.enum(['revoked', 'replaced', 'suspended']).optional(),
});

const slotText = ({ agency, group, index }: StatusSlot) => `${agency}/${group}/${index}`;

const SlotText = z.string().regex(/^[A-Z0-9]{1,20}\/\d{1,9}\/\d{1,6}$/, 'must be the `next` of the page before');

function slotAfter(after: string | undefined): StatusSlot | undefined {
  const [agency = '', group, index] = after?.split('/') ?? [];
  return after === undefined ? undefined : { agency, group: Number(group), index: Number(index) };
}

export const incidentItems = operation({
  id: 'listIncidentCertificates',
  tag,
  access,
  summary: "List an incident's certificates",
  description: 'An agency sees its own.',
  params,
  query: PageQuery.extend({ after: SlotText.optional() }),
  answers: { 200: jsonAnswer('One page.', pageOf(Item)) },
  async handle({ c, deps, actor, params: { id }, query: { limit, after } }) {
    const rows = await incidentCertificates(deps, actor, id, { limit: limit + 1, after: slotAfter(after) });
    const show = ({ group: _, index: __, ...item }: (typeof rows)[number]) => item;
    return c.json(pageAnswer(rows, limit, slotText, show));
  },
});

/** How often a stream looks, and for how long at most, in ms. */
const LOOK_MS = 500;
const LONGEST_MS = 10 * 60_000;

export const incidentEvents = operation({
  id: 'incidentEvents',
  tag,
  access,
  summary: 'Follow the work on an incident (server-sent events)',
  description: 'An event `progress` at each change, and the end of the stream when nothing is under way any more.',
  params,
  answers: { 200: mediaAnswer('Events whose data is the `progress` of the incident.', 'text/event-stream') },
  async handle({ c, deps, actor, params: { id } }) {
    const first = await incidentProgress(deps, actor, id);
    return streamSSE(c, async (stream) => {
      let shown = '';
      for (let seen = first, waited = 0; !stream.aborted && waited < LONGEST_MS; waited += LOOK_MS) {
        const data = JSON.stringify(progressOf(seen.incident, seen.job));
        if (data !== shown) await stream.writeSSE({ event: 'progress', data });
        shown = data;
        if (!['collecting', 'executing'].includes(seen.incident.state)) return;
        await stream.sleep(LOOK_MS);
        seen = await incidentProgress(deps, actor, id);
      }
    });
  },
});

export const incidentApproval = operation({
  id: 'approveIncident',
  tag,
  access,
  summary: 'Approve exactly the set with this hash',
  description: 'By an approver who is another person than the one who opened it. It is carried out at once.',
  params,
  body: z.strictObject({ hash: text(60) }).openapi('IncidentApproval', { example: { hash: 'j3fB…' } }),
  answers: { 202: jsonAnswer('The incident, being carried out.', IncidentModel) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params: { id }, body: { hash } }) =>
    c.json(shownIncident(await approveIncident(deps, actor, id, hash)), 202),
});

export const incidentWithdrawal = operation({
  id: 'withdrawIncident',
  tag,
  access,
  summary: 'Withdraw an incident that was not approved',
  params,
  answers: { 200: jsonAnswer('The incident.', IncidentModel) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params: { id } }) => c.json(shownIncident(await withdrawIncident(deps, actor, id))),
});

export const incidentAnswer = operation({
  id: 'answerIncident',
  tag,
  access,
  summary: "Put an agency's answer into the file",
  params,
  body: words.openapi('IncidentAnswer', { example: { text: 'The exam hall was under our supervision all day.' } }),
  answers: { 201: jsonAnswer('The entry.', Entry) },
  problems: ['storage_full'],
  handle: async ({ c, deps, actor, params: { id }, body }) =>
    c.json(shownEntry(await answerIncident(deps, actor, id, body.text)), 201),
});

export const newAppeal = operation({
  id: 'openAppeal',
  tag,
  access,
  summary: 'Appeal for one certificate of an incident',
  description:
    'By its agency for the holder, or by an officer. While it is open, no incident revokes or reinstates the certificate.',
  params,
  body: z.strictObject({ certificate: z.uuid(), text: text(4000) }).openapi('NewAppeal', {
    example: { certificate: '019cafe0-0000-7000-8000-000000000000', text: 'The holder sat the exam.' },
  }),
  answers: { 201: jsonAnswer('The appeal.', AppealModel) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params: { id }, body }) =>
    c.json(shownAppeal(await openAppeal(deps, actor, id, body)), 201),
});

export const appealDecision = operation({
  id: 'decideAppeal',
  tag,
  access,
  summary: 'Decide an appeal',
  description:
    'Upheld: the suspension by the authority is lifted; what is revoked already is answered by a replacement for `revocation_error`. ' +
    'Dismissed: what an approved incident was to revoke meanwhile is revoked.',
  params: z.object({ id: z.string().openapi({ description: 'Id of the appeal.' }) }),
  body: z
    .strictObject({ outcome: z.enum(['upheld', 'dismissed']), text: text(4000) })
    .openapi('AppealDecision', { example: { outcome: 'upheld', text: 'Seen on the video of the hall.' } }),
  answers: { 200: jsonAnswer('The appeal.', AppealModel) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params: { id }, body }) =>
    c.json(shownAppeal(await decideAppeal(deps, actor, id, body))),
});

export function newReport(limiter: Limiter) {
  return operation({
    id: 'fileReport',
    tag,
    access,
    summary: 'Report a suspicion',
    description:
      'About a certificate by its number, or about an agency. Whether there is such a certificate is not said. Limited per client.',
    body: z
      .strictObject({ number: text(80).optional(), agency: text(40).optional(), text: text(4000) })
      .openapi('NewReport', { example: { number: 'S000033000107263000042-E', text: 'Offered for sale online.' } }),
    answers: { 201: jsonAnswer('It was received.', z.object({ id: z.uuid() })) },
    problems: ['rate_limited', 'storage_full'],
    async handle({ c, deps, actor, body }) {
      limitClient(c, deps, limiter);
      const { id } = await fileReport(deps, actor, body);
      return c.json({ id }, 201);
    },
  });
}

export const reports = operation({
  id: 'listReports',
  tag,
  access,
  summary: 'List suspicions that nobody has taken up',
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(Entry)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listReports(deps, actor, { limit: limit + 1, after });
    return c.json(pageAnswer(rows, limit, ({ id }) => id, shownEntry));
  },
});
