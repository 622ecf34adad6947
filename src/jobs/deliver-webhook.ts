/** Job `webhook.deliver`: one message to one webhook, tried again as jobs are. */
import { Webhook as Signing } from 'standardwebhooks';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import type { Handler, Job } from '../core/jobs.ts';
import { type Delivery, webhookTarget } from '../core/webhook.ts';

/** Shorter than a lease, so that nobody else delivers it meanwhile. */
const TIMEOUT_MS = 4_000;

export const deliverWebhook: Handler = async (deps, job) => {
  await deliver(deps, job);
  return { writes: [], done: 1, total: 1 };
};

async function deliver({ store, signer, clock, settings }: Deps, { input }: Job): Promise<void> {
  const { webhook: id, message } = input as unknown as Delivery;
  const webhook = await store.webhook(id);
  if (!webhook || webhook.endedAt !== undefined) throw undelivered('The webhook was ended.');
  const target = webhookTarget(webhook.url, settings.webhookHosts ?? []);
  if (typeof target === 'string') throw undelivered(`The URL ${target}.`);

  const { id: messageId, ...shown } = message;
  const body = JSON.stringify(shown);
  const secret = await signer.unwrap(webhook.secret, `webhook:${id}`);
  const at = new Date(clock());
  const headers = {
    'Content-Type': 'application/json',
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Signing(secret, { format: 'raw' }).sign(messageId, at, body),
  };
  const status = await post(target, headers, body);
  if (status < 200 || status > 299) throw undelivered(`${target.host} answered ${status}.`);
}

/** The status of the answer; its body is nobody's business. No redirect is followed: it could lead anywhere. */
async function post({ href, host }: URL, headers: Record<string, string>, body: string): Promise<number> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(href, { method: 'POST', headers, body, redirect: 'manual', signal });
    await answer.body?.cancel();
    return answer.status;
  } catch (cause) {
    throw undelivered(`${host} did not answer.`, cause);
  }
}

function undelivered(message: string, cause?: unknown): YinzhengError {
  return new YinzhengError('conflict', message, { cause });
}
