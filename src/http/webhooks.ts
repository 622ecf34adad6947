import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import type { Job } from '../core/jobs.ts';
import type { Delivery, Webhook } from '../core/webhook.ts';
import { addWebhook, endWebhook, listDeliveries, listWebhooks, replayDelivery } from '../registry/webhooks.ts';
import { defined } from './defined.ts';
import { jsonAnswer, PageQuery, pageAnswer, pageOf, Timestamp, text } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Webhooks';
const access = 'key';
const params = z.object({ id: z.string() });

const WebhookModel = z
  .object({
    id: z.uuid(),
    url: z.string(),
    createdAt: Timestamp,
    endedAt: Timestamp.optional(),
    secret: z.string().optional().openapi({ description: 'Shown once, when it is made.', example: 'whsec_…' }),
  })
  .openapi('Webhook', { description: 'Messages are signed as Standard Webhooks 1.0 has it.' });

const DeliveryModel = z
  .object({
    id: z.uuid(),
    webhook: z.string(),
    message: z.object({
      id: z.string(),
      type: z.string(),
      timestamp: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    attempts: z.int(),
    error: z.string().optional(),
    updatedAt: Timestamp,
  })
  .openapi('Delivery');

export const webhooks = operation({
  id: 'listWebhooks',
  tag,
  access,
  summary: "List your organisation's webhooks",
  answers: { 200: jsonAnswer('All of them.', z.object({ items: z.array(WebhookModel) })) },
  handle: async ({ c, deps, actor }) => c.json({ items: (await listWebhooks(deps, actor)).map(shown) }),
});

export const newWebhook = operation({
  id: 'addWebhook',
  tag,
  access,
  summary: 'Add a webhook',
  description: 'Messages go to hosts that the operator of this service listed, and to no others.',
  body: z.strictObject({ url: text(500) }).openapi('NewWebhook', { example: { url: 'https://agency.example/hooks' } }),
  answers: { 201: jsonAnswer('The webhook with its secret.', WebhookModel) },
  problems: ['storage_full'],
  async handle({ c, deps, actor, body }) {
    const { webhook, secret } = await addWebhook(deps, actor, body.url);
    return c.json({ ...shown(webhook), secret }, 201);
  },
});

export const webhookEnd = operation({
  id: 'endWebhook',
  tag,
  access,
  summary: 'End a webhook',
  params,
  answers: { 200: jsonAnswer('The webhook.', WebhookModel) },
  problems: ['storage_full'],
  handle: async ({ c, deps, actor, params: { id } }) => c.json(shown(await endWebhook(deps, actor, id))),
});

export const deliveries = operation({
  id: 'listDeliveries',
  tag,
  access,
  summary: "List your organisation's deliveries, oldest first",
  query: PageQuery,
  answers: { 200: jsonAnswer('One page.', pageOf(DeliveryModel)) },
  async handle({ c, deps, actor, query: { limit, after } }) {
    const rows = await listDeliveries(deps, actor, { limit: limit + 1, after });
    return c.json(pageAnswer(rows, limit, ({ id }) => id, delivery));
  },
});

export const deliveryReplay = operation({
  id: 'replayDelivery',
  tag,
  access,
  summary: 'Send a message once more, under the same id',
  params,
  answers: { 202: jsonAnswer('The new delivery.', DeliveryModel) },
  problems: ['storage_full'],
  handle: async ({ c, deps, actor, params: { id } }) => c.json(delivery(await replayDelivery(deps, actor, id)), 202),
});

function shown({ id, url, createdAt, endedAt }: Webhook) {
  const ended = endedAt === undefined ? undefined : rfc3339(endedAt);
  return { id, url, createdAt: rfc3339(createdAt), ...defined({ endedAt: ended }) };
}

function delivery({ id, input, state, attempts, error, updatedAt }: Job) {
  const { webhook, message } = input as unknown as Delivery;
  return { id, webhook, message, state, attempts, ...defined({ error }), updatedAt: rfc3339(updatedAt) };
}
