import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, requestFor, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({
    readiness: {
      signer: async () => {},
      disk: () => Promise.reject(new Error('no space on /data')),
    },
  });
});
afterAll(() => world.close());

async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return (await answer.json()) as { type: string; status: number; violations?: { pointer: string; rule: string }[] };
}

describe('every answer', () => {
  test.each([
    ['GET', '/healthz'],
    ['GET', '/v'],
    ['GET', '/nowhere'],
    ['POST', '/verify'],
    ['GET', '/v1/certificates'],
    ['DELETE', '/trust-list'],
  ])('%s %s has security headers, a request id and a cache rule', async (method, path) => {
    const { headers } = await world.send(method, path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{16}$/);
    expect(headers.get('cache-control')).not.toBeNull();
  });

  test('what may differ per caller is kept by no cache', async () => {
    const paths = ['/v1/certificates', '/v1/keys', '/v1/audit', '/readyz'];
    for (const path of paths) {
      expect((await world.send('GET', path, { as: 'auditor' })).headers.get('cache-control')).toBe('no-store');
    }
  });

  test('leaves one line in the log, with the pattern of the path and nothing that was sent', async () => {
    world.lines.length = 0;
    const token = 'mfrggzdfmztwq2lknnwg23tpoa';
    await world.send('GET', `/v/${token}?lang=en&from=张伟`);
    await world.send('POST', '/lookup', { body: { number: 'S000033000107263000042', name: '张伟' } });
    const lines = world.lines.map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { level: 'info', event: 'http.request', method: 'GET', route: '/v/:token', status: 404, ms: 0 },
      { level: 'info', event: 'http.request', method: 'POST', route: '/lookup', status: 404, ms: 0 },
    ]);
    expect(world.lines.join('')).not.toMatch(/张伟|S0000|mfrgg/);
    expect(lines[0].request).not.toBe(lines[1].request);
  });
});

describe('addresses and methods', () => {
  test('an unknown address is a 404 problem', async () => {
    const answer = await world.send('GET', '/v1/nowhere');
    expect(answer.status).toBe(404);
    expect((await problemOf(answer)).type).toBe('urn:yinzheng:problem:not_found');
  });

  test('a known address under another method says which ones it knows', async () => {
    const answer = await world.send('PUT', '/v1/certificates');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, GET, HEAD');
    expect((await problemOf(answer)).type).toBe('urn:yinzheng:problem:method_not_allowed');
  });

  test('HEAD answers like GET, without the body', async () => {
    const answer = await world.send('HEAD', '/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).not.toBeNull();
    expect(await answer.text()).toBe('');
  });

  test('unknown query parameters are refused by programs, and overlooked by pages', async () => {
    const list = await world.send('GET', '/v1/certificates?page=2', { as: 'clerk' });
    expect(list.status).toBe(400);
    expect((await problemOf(list)).violations).toMatchObject([{ pointer: '/query/page', rule: 'unknown_member' }]);
    expect((await world.send('GET', '/trust-list?x=1')).status).toBe(400);
    expect((await world.send('GET', '/v?from=singlemessage')).status).toBe(200);
  });

  test('a parameter that is there twice is refused', async () => {
    const answer = await world.send('GET', '/v1/certificates?limit=1&limit=2', { as: 'clerk' });
    expect((await problemOf(answer)).violations).toMatchObject([{ pointer: '/query/limit' }]);
  });
});

describe('callers', () => {
  test.each([{}, { authorization: 'Basic eA==' }, { authorization: 'Bearer' }, { authorization: 'Bearer yz_wrong' }])(
    'without a good key get 401 before their body is read: %j',
    async (headers) => {
      const answer = await world.send('POST', '/v1/certificates', { headers, body: '{' });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    },
  );

  test('without the role get 403', async () => {
    const answer = await world.send('POST', '/v1/certificates', { as: 'auditor', body: requestFor('张伟') });
    expect(answer.status).toBe(403);
    expect((await problemOf(answer)).type).toBe('urn:yinzheng:problem:forbidden');
  });
});

describe('bodies', () => {
  const post = (body: string, type = 'application/json') =>
    world.send('POST', '/v1/certificates', { as: 'signer', body, headers: { 'content-type': type } });

  test('of another media type, too large or malformed are refused, each in its way', async () => {
    expect((await post('a=1', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await post(' '.repeat(256 * 1024 + 1))).status).toBe(413);
    expect((await problemOf(await post('{"template":"a","template":"b"}'))).violations).toMatchObject([
      { pointer: '/template', rule: 'duplicate' },
    ]);
    expect((await problemOf(await post('['.repeat(10_000)))).violations).toMatchObject([{ rule: 'depth' }]);
    expect((await post('')).status).toBe(400);
  });
});

describe('other origins', () => {
  test('may read public documents and verify, and nothing else', async () => {
    const headers = { origin: 'https://elsewhere.example' };
    const allowed = async (method: string, path: string) =>
      (await world.send(method, path, { headers })).headers.get('access-control-allow-origin');
    expect(await allowed('GET', '/trust-list')).toBe('*');
    expect(await allowed('GET', '/.well-known/did.json')).toBe('*');
    expect(await allowed('POST', '/verify')).toBe('*');
    expect(await allowed('GET', '/.well-known/openid-credential-issuer')).toBe('*');
    expect(await allowed('GET', '/vct/skill-level-cn/1')).toBe('*');
    expect(await allowed('POST', '/lookup')).toBeNull();
    expect(await allowed('POST', '/v1/keys')).toBeNull();
    expect(await allowed('GET', '/v1/certificates')).toBeNull();
  });

  test('are told so when a browser asks first', async () => {
    const headers = {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const answer = await world.send('OPTIONS', '/verify', { headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toContain('Content-Type');
    expect(
      (await world.send('OPTIONS', '/v1/certificates', { headers })).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });

  test.each(['token', 'nonce', 'credential', 'deferred', 'notification'])(
    'may be wallets in a browser: %s, with its token and without cookies',
    async (call) => {
      const headers = {
        origin: 'https://wallet.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      };
      const asked = await world.send('OPTIONS', `/wallet/${call}`, { headers });
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-headers')).toMatch(/Authorization.*Content-Type/);
      expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
      // What goes wrong is to be read too.
      const refused = await world.send('POST', `/wallet/${call}`, {
        headers: { origin: 'https://wallet.example' },
        body: {},
      });
      expect(refused.headers.get('access-control-allow-origin')).toBe('*');
      expect(refused.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
    },
  );
});

describe('health', () => {
  test('alive is not the same as ready, and the failing part is named without its reason', async () => {
    expect(await (await world.send('GET', '/healthz')).json()).toEqual({ status: 'ok' });
    const answer = await world.send('GET', '/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'failing', parts: { store: 'ok', signer: 'ok', disk: 'failing' } });
  });
});

test('a register that cannot be reached is a 503 that says when to come back, not why', async () => {
  const closed = await openWorld();
  await closed.close();
  const answer = await closed.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('张伟') });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await problemOf(answer)).toEqual({
    type: 'urn:yinzheng:problem:unavailable',
    title: 'The register cannot be reached',
    status: 503,
  });
  expect(closed.lines.join('')).toContain('"event":"http.failed"');
  expect(closed.lines.join('')).not.toContain('张伟');
});
