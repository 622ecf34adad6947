/** What only the Worker has: its beginning, its timer, its queue. All else the stories tell. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { dateAt } from '../../src/core/calendar.ts';
import type { Deps } from '../../src/core/deps.ts';
import { jobWrite } from '../../src/core/jobs.ts';
import { eventWrite, SYSTEM } from '../../src/core/record-event.ts';
import { openDeps } from '../../src/entry/deps-worker.ts';
import { REQUEST_EXAMPLE } from '../../src/http/certificate-models.ts';
import { issue } from '../../src/issue/issue.ts';
import type { Presented } from '../../src/issue/present.ts';
import { sealDuty } from '../../src/ledger/seal.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { utf8 } from '../../src/lib/bytes.ts';
import { ASSETS } from '../../src/render/assets/assets.ts';
import { openD1 } from '../../src/storage/d1.ts';
import { built } from '../built.ts';
import { A } from '../stories/people.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

const ORIGIN = 'http://cert.test';
const secret = () => encodeBase64url(crypto.getRandomValues(new Uint8Array(32)));
const OFFICER = `yz_${secret()}`;
const SIGNER = `yz_${secret()}`;
const TODAY = dateAt(Date.now(), 'Asia/Shanghai');
const ORDER = { ...REQUEST_EXAMPLE, assessment: { ...REQUEST_EXAMPLE.assessment, assessedOn: TODAY }, issuedOn: TODAY };
const SETTINGS = {
  NODE_ENV: 'test',
  ORIGIN,
  YINZHENG_KEK: secret(),
  BOOTSTRAP: JSON.stringify({
    authority: { name: { zh: '主管部门（测试）', en: 'Authority (Test)' }, uscc: '11990000DEM0000013' },
    apiKeys: [
      { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'officer', key: OFFICER },
      { kind: 'agency', organisation: A.code, roles: ['signer'], person: 'signer', key: SIGNER },
    ],
  }),
};

/** A host that hangs up on whoever calls. */
const silent = createServer((socket) => socket.destroy());
let silentHost: string;

let workerd: Workerd;
beforeAll(async () => {
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  silentHost = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  workerd = await startWorkerd(await built('worker'), { ...SETTINGS, ALLOWED_HOSTS: silentHost });
});
afterAll(async () => {
  await workerd.server.close();
  silent.close();
});

const call = (path: string, key?: string, json?: unknown, headers?: Record<string, string>) =>
  workerd.server.fetch(`${ORIGIN}${path}`, {
    method: json === undefined ? 'GET' : 'POST',
    headers: { 'Content-Type': 'application/json', ...(key && { Authorization: `Bearer ${key}` }), ...headers },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
const events = () =>
  workerd.server.getLogs().flatMap(({ message }) => (message.startsWith('{') ? [JSON.parse(message).event] : []));

/** The same register, opened by this process. */
async function opened(): Promise<Deps> {
  return openDeps({ ...(await workerd.bindings()), ...SETTINGS, LOG_LEVEL: 'error' }).deps;
}

/** Asks again until the answer is there. */
async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('the rehearsal went well', async () => {
  expect((await call('/healthz')).status).toBe(200);
  expect(events()).not.toContain('rehearsal.failed');
});

test('the secret BOOTSTRAP makes the authority and its keys, and keys of an agency once that is there', async () => {
  expect(await (await call('/readyz')).json()).toEqual({ status: 'ok', parts: { store: 'ok', keys: 'ok' } });
  expect((await call('/v1/certificates', SIGNER)).status).toBe(401);
  expect((await call('/v1/agencies', OFFICER, A)).status).toBe(201);
  // A new isolate looks again.
  await workerd.server.update((options) => options);
  expect((await call('/v1/certificates', SIGNER)).status).toBe(200);
  expect(await (await call('/v1/audit?type=apikey.created', OFFICER)).json()).toMatchObject({
    items: [{ owner: 'authority' }, { owner: A.code }],
  });
});

test('a certificate is issued, and drawn as SVG and PNG', async () => {
  const issued = await call('/v1/certificates', SIGNER, ORDER);
  expect(issued.status).toBe(201);
  const { token } = (await issued.json()) as Presented;
  expect(await (await call(`/v/${token}/qr.svg`)).text()).toContain('<svg');
  const png = new Uint8Array(await (await call(`/v/${token}/qr.png`)).arrayBuffer());
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
});

test('a copy for a wallet is signed, and its status list is zlib here too', async () => {
  const { items } = (await (await call('/v1/certificates', SIGNER)).json()) as { items: { id: string }[] };
  const accept = { accept: 'application/dc+sd-jwt' };
  const copy = await (await call(`/v1/certificates/${items[0]?.id}`, SIGNER, undefined, accept)).text();
  const verdict = await call('/verify', undefined, { credential: copy });
  expect(await verdict.json()).toMatchObject({
    verdict: 'valid',
    certificate: { holder: { birthdate: '1949-12-31' } },
  });
  const list = await (await call(`/status/${A.code}-1-authority-token`)).text();
  const { status_list: statuses } = JSON.parse(Buffer.from(list.split('.')[1] ?? '', 'base64url').toString());
  expect(inflateSync(Buffer.from(statuses.lst, 'base64url')).length).toBe(32_768);
});

test('a host that may be asked is asked', async () => {
  const did = `did:web:${encodeURIComponent(silentHost)}`;
  const part = (members: object) => encodeBase64url(utf8(JSON.stringify(members)));
  const header = part({ typ: 'dc+sd-jwt', alg: 'ES256', kid: `${did}#key` });
  const credential = `${header}.${part({ iss: did, vct: 'urn:example:type' })}.AAAA~`;
  const called = once(silent, 'connection');
  expect(await (await call('/verify', undefined, { credential })).json()).toMatchObject({ verdict: 'cannot_check' });
  await called;
});

test('styles and scripts come from Cloudflare, with the headers of the app', async () => {
  const own = createApp({ ...(await opened()) });
  const changing = ['date', 'etag', 'x-request-id', 'cf-cache-status', 'mf-content-encoding', 'transfer-encoding'];
  const fixed = (headers: Headers) =>
    Object.fromEntries([...headers].filter(([name]) => !changing.includes(name) && !name.startsWith('strict-')));
  for (const name of ASSETS.keys()) {
    workerd.server.clearLogs();
    const [answer, expected] = [await call(`/assets/${name}`), await own.request(`/assets/${name}`)];
    expect(answer.headers.get('ETag')).toBeTruthy();
    expect(fixed(new Headers([...answer.headers]))).toEqual(fixed(expected.headers));
    expect(await answer.text()).toBe(await expected.text());
    expect(events()).toEqual([]);
  }
});

test('what the platform cannot do is not implemented', async () => {
  const answer = await call('/metrics');
  expect([answer.status, await answer.json()]).toMatchObject([501, { type: 'urn:yinzheng:problem:not_implemented' }]);
});

test('a job is done by the queue, chunk after chunk, without the timer', async () => {
  for (const kind of ['agency-revocation', 'agency-suspension']) {
    expect((await call(`/status/${A.code}-1-${kind}`)).status).toBe(200);
  }
  expect((await call('/v1/keys', OFFICER, { owner: A.code, algorithm: 'Ed25519' })).status).toBe(201);
  const { store } = await opened();
  const job = await eventually(async () => (await store.jobs({ limit: 9 })).find(({ state }) => state === 'done'));
  expect(job).toMatchObject({ kind: 'lists.refresh', owner: A.code, done: 2, total: 2 });
});

test('the timer finishes what a crash left, and signs lists that grew old', async () => {
  const deps = await opened();
  const signer = { kind: 'agency', organisation: A.code, roles: ['signer'], person: 's', key: '' } as const;
  const crashing = async () => {
    throw new Error('a crash before the signature');
  };
  const minuteAgo = () => Date.now() - 60_000;
  const crashed = { ...deps, clock: minuteAgo, signer: { ...deps.signer, open: crashing } };
  await expect(issue(crashed, signer, [{ request: ORDER }])).rejects.toThrow('a crash');
  const [left] = await deps.store.prepared({ limit: 9 });
  const list = await deps.store.publishedList(`${A.code}-1-agency-revocation`);
  if (!left || !list) throw new Error('nothing was left');
  const old = { ...list, revision: list.revision + 1, signedAt: list.signedAt - 13 * 3_600_000 };
  await deps.store.commit([
    { write: 'list.touch', list: list.id },
    { write: 'list.publish', list: old },
  ]);

  await workerd.server.getWorker().scheduled({ cron: '* * * * *' });
  expect(await deps.store.certificate(left.id)).toMatchObject({ id: left.id, number: left.number });
  const anew = await deps.store.publishedList(list.id);
  expect(anew?.signedAt).toBeGreaterThan(old.signedAt + 12 * 3_600_000);
});

test('the timer finds a job whose message was lost, before it does anything else', async () => {
  const { DB } = await workerd.bindings();
  const register = openD1(DB);
  const deps = await opened();
  const job = jobWrite(deps, { kind: 'lists.refresh', owner: A.code });
  // Past `waking`, so that nobody is called.
  await register.commit([job, eventWrite(deps, SYSTEM, 'batch.done', { subject: 's', owner: A.code })]);
  await DB.batch([DB.prepare('DELETE FROM duty')]);

  await workerd.server.getWorker().scheduled({ cron: '* * * * *' });
  const done = (await register.jobs({ limit: 99 })).at(-1);
  expect(done).toMatchObject({ kind: 'lists.refresh', state: 'done' });
  const [[due] = []] = await DB.prepare("SELECT due_at FROM duty WHERE name = 'ledger.seal'").raw();
  expect(Number(due) - sealDuty.everyMs).toBeGreaterThanOrEqual(done?.updatedAt ?? Number.NaN);
});

test('on hold, an isolate that begins now verifies and signs lists, and issues nothing', async () => {
  const { store } = await opened();
  await store.commit([{ write: 'hold.put', hold: { reason: 'restored', since: Date.now() } }]);
  await workerd.server.update((options) => options);
  expect((await call('/readyz')).status).toBe(200);
  expect((await call(`/status/${A.code}-1-agency-revocation`)).status).toBe(200);
  expect((await call('/verify', undefined, { credential: 'x' })).status).toBe(200);
  expect((await call('/v1/certificates', SIGNER, ORDER)).status).toBe(503);
  expect(events()).toContain('register.on_hold');
  await store.commit([{ write: 'hold.lift' }]);
  expect((await call('/v1/certificates', SIGNER, ORDER)).status).toBe(201);
});

test('settings that are wrong are answered with 500 and named in the log alone', async () => {
  const vars = { ...SETTINGS, NODE_ENV: 'production', YINZHENG_KEK: '' };
  await workerd.server.update(({ workers: [worker, ...others] = [], ...options }) => ({
    ...options,
    workers: [Object.assign({}, worker, { vars }), ...others],
  }));
  const answer = await call('/healthz');
  expect([answer.status, await answer.json()]).toEqual([
    500,
    {
      type: 'urn:yinzheng:problem:invalid_configuration',
      title: 'Something is set up wrongly here',
      status: 500,
    },
  ]);
  const why = workerd.server.getLogs().at(-1)?.message;
  expect(why).toMatch(/ORIGIN .*is not https.*YINZHENG_KEK is not set/);
});
