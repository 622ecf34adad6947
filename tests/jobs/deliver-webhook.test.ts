import { createServer, type Server } from 'node:http';
import { Webhook as Signing, WebhookVerificationError } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { DELIVER_WEBHOOK, messageWrites, webhookTarget } from '../../src/core/webhook.ts';
import { deliverWebhook } from '../../src/jobs/deliver-webhook.ts';
import { runOneChunk } from '../../src/jobs/run-chunk.ts';
import { addWebhook, endWebhook, listDeliveries, replayDelivery } from '../../src/registry/webhooks.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const actor: Actor = { kind: 'agency', organisation: 'S000033000107', roles: ['signer'], person: 's', key: 'k' };
const HANDLERS = { [DELIVER_WEBHOOK]: deliverWebhook };

interface Heard {
  readonly headers: Record<string, string>;
  readonly body: string;
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Somebody else's server on this machine, which answers with these statuses in turn. */
async function receiver(...statuses: number[]): Promise<{ host: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    heard.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() });
    response.writeHead(statuses.shift() ?? 204, { Location: 'http://127.0.0.1:1/' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  const address = server.address();
  return { host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, heard };
}

async function world(host: string) {
  const store = await openSqlite(':memory:');
  ends.push(() => store.close());
  const signer = createLocalSigner({ kek: random(32), random });
  let now = Date.now();
  const settings = {
    origin: 'https://cert.example',
    timeZone: 'Asia/Shanghai',
    allowedHosts: [],
    webhookHosts: [host],
  };
  const deps = { store, signer, clock: () => now, random, log: () => {}, settings } as unknown as Deps;
  const work = async () => {
    while (await runOneChunk(deps, HANDLERS, { holder: 'test' })) now += 1;
  };
  const send = async () =>
    store.commit(
      messageWrites(deps, await store.webhooks(actor.organisation), { type: 'incident.done', data: { count: 3 } }),
    );
  return { deps, store, work, send, pass: (ms: number) => (now += ms) };
}

test('a message arrives signed, and is tried again until it is taken', async () => {
  const { host, heard } = await receiver(500, 302, 200);
  const { deps, work, send, pass, store } = await world(host);
  const { webhook, secret } = await addWebhook(deps, actor, `http://${host}/hooks`);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(webhook.secret).not.toContain(secret.slice(6));
  await send();
  for (let tries = 0; tries < 3; tries++) {
    await work();
    pass(60_000);
  }
  expect(heard).toHaveLength(3);
  for (const { headers, body } of heard) {
    expect(new Signing(secret).verify(body, headers)).toEqual({
      type: 'incident.done',
      timestamp: expect.any(String),
      data: { count: 3 },
    });
    expect(() => new Signing(secret).verify(`${body} `, headers)).toThrow(WebhookVerificationError);
  }
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  const [delivery] = await listDeliveries(deps, actor, { limit: 9 });
  expect(delivery).toMatchObject({ state: 'done', chunk: 1 });

  await replayDelivery(deps, actor, delivery?.id ?? '');
  await work();
  expect(heard.at(-1)?.headers['webhook-id']).toBe(heard[0]?.headers['webhook-id']);
  await expect(replayDelivery(deps, { ...actor, organisation: 'other' }, delivery?.id ?? '')).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await store.jobs({ limit: 9, kind: 'other' })).toEqual([]);
});

test('what never arrives fails in the end and says why; an ended webhook gets nothing', async () => {
  const { host, heard } = await receiver(...Array<number>(6).fill(503));
  const { deps, work, send, pass } = await world(host);
  const { webhook } = await addWebhook(deps, actor, `http://${host}/`);
  await send();
  for (let tries = 0; tries < 7; tries++) {
    await work();
    pass(600_000);
  }
  const [failed] = await listDeliveries(deps, actor, { limit: 9 });
  expect(failed).toMatchObject({ state: 'failed', error: `conflict: ${host} answered 503.` });
  expect(heard).toHaveLength(6);

  await endWebhook(deps, actor, webhook.id);
  await send();
  await work();
  expect(heard).toHaveLength(6);
});

test.each([
  ['https://hooks.example/a', undefined],
  ['http://hooks.example/a', 'https'],
  ['https://other.example/a', 'not on'],
  ['https://hooks.example:8443/a', 'not on'],
  ['https://user:pw@hooks.example/', 'password'],
  ['http://169.254.169.254/latest/meta-data', 'https'],
  ['https://10.0.0.1/', 'not on'],
  ['http://localhost:9/', undefined],
  ['http://localhost:10/', 'not on'],
  ['file:///etc/passwd', 'https'],
  ['hooks', 'no URL'],
])('%s', (url, fault) => {
  const target = webhookTarget(url, ['hooks.example', 'localhost:9']);
  if (fault === undefined) expect(target).toBeInstanceOf(URL);
  else expect(target).toContain(fault);
});
