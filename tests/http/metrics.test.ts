import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnsweredRequest, Metrics } from '../../src/core/metrics.ts';
import { openWorld, requestFor, type World } from './world.ts';

const TOKEN = 'a-token-of-the-operator';
const counted: { issued: string[]; verified: string[]; answered: AnsweredRequest[] } = {
  issued: [],
  verified: [],
  answered: [],
};
const metrics: Metrics = {
  issued: (outcome) => counted.issued.push(outcome),
  verified: (verdict) => counted.verified.push(verdict),
  answered: (request) => counted.answered.push(request),
};

let world: World;
beforeAll(async () => {
  const read = async () => ({ type: 'text/plain; version=0.0.4', text: 'up 1\n' });
  world = await openWorld({ metrics, monitoring: { token: TOKEN, read } });
});
afterAll(() => world.close());

const asked = (authorization?: string) =>
  world.send('GET', '/metrics', authorization === undefined ? {} : { headers: { authorization } });

test('who shows the token reads them, and no cache keeps them', async () => {
  const answer = await asked(`Bearer ${TOKEN}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.text()).toBe('up 1\n');
});

test.each([undefined, 'Bearer', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`])(
  'Authorization %j gets 401',
  async (authorization) => {
    const answer = await asked(authorization);
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('up 1');
  },
);

test('an API key is no such token', async () => {
  expect((await world.send('GET', '/metrics', { as: 'officer' })).status).toBe(401);
});

test('a service without metrics says that it has none', async () => {
  const without = await openWorld();
  const answer = await without.send('GET', '/metrics', { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(answer.status).toBe(501);
  expect(await answer.json()).toMatchObject({ type: 'urn:yinzheng:problem:not_implemented' });
  await without.close();
});

test('requests, certificates and verdicts are counted', async () => {
  const headers = { 'idempotency-key': 'once' };
  const issue = (body: unknown) => world.send('POST', '/v1/certificates', { as: 'signer', body, headers });
  counted.answered.length = 0;
  const made = (await (await issue(requestFor('张伟'))).json()) as { seal: string; token: string };
  await issue(requestFor('张伟'));
  await world.send('POST', '/v1/certificates', {
    as: 'signer',
    body: { ...requestFor('李娜'), template: 'no-such-template' },
  });
  await world.send('POST', '/verify', { body: { credential: made.seal } });
  await world.send('POST', '/verify', { body: { credential: 'x' } });
  await world.send('GET', `/v/${made.token}`);
  await world.send('GET', '/nowhere/at/all');

  expect(counted.issued).toEqual(['issued', 'replayed', 'invalid_request']);
  expect(counted.verified).toEqual(['valid', 'not_ours', 'valid']);
  expect(counted.answered.map(({ method, route, status }) => `${method} ${route} ${status}`)).toEqual([
    'POST /v1/certificates 201',
    'POST /v1/certificates 201',
    'POST /v1/certificates 400',
    'POST /verify 200',
    'POST /verify 200',
    'GET /v/:token 200',
    'GET /* 404',
  ]);
});
