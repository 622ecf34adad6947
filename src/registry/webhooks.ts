import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound } from '../core/errors.ts';
import { uuidv7 } from '../core/ids.ts';
import { type Job, jobWrite } from '../core/jobs.ts';
import { allow } from '../core/policy.ts';
import type { Page } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { DELIVER_WEBHOOK, type Webhook, webhookTarget } from '../core/webhook.ts';
import { encodeBase64 } from '../lib/base64url.ts';

/** How Standard Webhooks writes a secret. */
const PREFIX = 'whsec_';
const LENGTH = 32;

/** Registers a webhook of the actor's organisation. The secret is in the answer and nowhere else in clear. */
export async function addWebhook(
  deps: Deps,
  actor: Actor,
  url: string,
): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
  allow(actor, 'webhook.manage');
  const target = webhookTarget(url, deps.settings.webhookHosts ?? []);
  if (typeof target === 'string') throw invalidRequest([{ pointer: '/url', rule: 'url', message: target }]);
  const id = uuidv7(deps.clock, deps.random);
  const bytes = deps.random(LENGTH);
  const webhook: Webhook = {
    id,
    organisation: actor.organisation,
    url: target.href,
    secret: await deps.signer.wrap(bytes, `webhook:${id}`),
    createdAt: deps.clock(),
  };
  const data = { host: target.host };
  await deps.store.commit([
    { write: 'webhook.add', webhook },
    eventWrite(deps, actor, 'webhook.added', { subject: id, owner: actor.organisation, data }),
  ]);
  return { webhook, secret: PREFIX + encodeBase64(bytes) };
}

/** The actor's organisation's own, ended ones too. */
export async function listWebhooks({ store }: Pick<Deps, 'store'>, actor: Actor): Promise<Webhook[]> {
  allow(actor, 'webhook.manage');
  return store.webhooks(actor.organisation);
}

/** Nothing is sent there any more. */
export async function endWebhook(deps: Deps, actor: Actor, id: string): Promise<Webhook> {
  allow(actor, 'webhook.manage');
  const webhook = await deps.store.webhook(id);
  if (webhook?.organisation !== actor.organisation) throw notFound();
  if (webhook.endedAt !== undefined) return webhook;
  const endedAt = deps.clock();
  await deps.store.commit([
    { write: 'webhook.end', id, at: endedAt },
    eventWrite(deps, actor, 'webhook.ended', { subject: id, owner: actor.organisation }),
  ]);
  return { ...webhook, endedAt };
}

/** What was sent and what became of it, oldest first. */
export async function listDeliveries({ store }: Pick<Deps, 'store'>, actor: Actor, page: Page): Promise<Job[]> {
  allow(actor, 'webhook.manage');
  return store.jobs({ ...page, owner: actor.organisation, kind: DELIVER_WEBHOOK });
}

/** Sends a message once more, under its own id. */
export async function replayDelivery(deps: Deps, actor: Actor, id: string): Promise<Job> {
  allow(actor, 'webhook.manage');
  const job = await deps.store.job(id);
  if (job?.owner !== actor.organisation || job.kind !== DELIVER_WEBHOOK) throw notFound();
  const { kind, owner, input } = job;
  const write = jobWrite(deps, { kind, owner, input });
  if (write.write !== 'job.add') throw new TypeError('a job is added by another write');
  await deps.store.commit([write]);
  return write.job;
}
