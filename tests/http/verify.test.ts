import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import type { Deps } from '../../src/core/deps.ts';
import { openWorld, requestFor, type World } from './world.ts';

interface Issued {
  number: string;
  printedNumber: string;
  token: string;
  credential: Record<string, unknown>;
  jwt: string;
  seal: string;
}
interface Answer {
  verdict: string;
  certificate?: { holder: { name: string } };
}

let world: World;
let made: Issued;

beforeAll(async () => {
  world = await openWorld({ clientAddress: (c) => c.req.header('test-address') });
  const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('张伟') });
  made = (await answer.json()) as Issued;
});
afterAll(() => world.close());

function verify(body: unknown, type = 'application/json'): Promise<Response> {
  return world.send('POST', '/verify', { body, headers: { 'content-type': type } });
}

describe('verifying', () => {
  test('takes every form of a certificate', async () => {
    const forms: [unknown, string][] = [
      [{ credential: made.credential }, 'application/json'],
      [{ credential: made.jwt }, 'application/json'],
      [{ credential: made.seal }, 'application/json'],
      [made.credential, 'application/json'],
      [made.credential, 'application/vc'],
      [JSON.stringify(made.jwt), 'application/json'],
      [made.jwt, 'application/vc+jwt'],
      [made.jwt, 'application/jwt'],
      [made.jwt, 'text/plain; charset=utf-8'],
      [`${made.seal}\r\n`, 'text/plain'],
      [JSON.stringify(made.credential), 'text/plain'],
    ];
    for (const [body, type] of forms) {
      const answer = await verify(body, type);
      expect(answer.status).toBe(200);
      expect(await answer.json(), type).toMatchObject({ verdict: 'valid', certificate: { holder: { name: '张伟' } } });
    }
  });

  test('says of anything else what it is, and shows no claims', async () => {
    const altered = { ...made.credential, validFrom: '2020-01-01T00:00:00Z' };
    for (const body of [altered, {}, { credential: 'hello' }, { credential: '' }, { credential: { '@context': 5 } }]) {
      const answer = await verify(body);
      expect(answer.status).toBe(200);
      const { verdict, certificate } = (await answer.json()) as Answer;
      expect(['not_authentic', 'not_ours', 'cannot_check', 'issuer_unknown']).toContain(verdict);
      expect(certificate).toBeUndefined();
    }
  });

  test('never breaks, whatever is sent', async () => {
    const types = fc.constantFrom(
      'application/json',
      'application/vc',
      'application/vc+jwt',
      'text/plain',
      'image/png',
    );
    const json = fc.json({ maxDepth: 6 });
    const bent = fc
      .tuple(fc.constantFrom(...Object.keys(made.credential)), fc.jsonValue())
      .map(([member, value]) => JSON.stringify({ ...made.credential, [member]: value }));
    const cut = fc.nat(made.seal.length).map((at) => made.seal.slice(0, at));
    const bodies = fc.oneof(fc.string({ unit: 'binary' }), json, bent, cut);
    await fc.assert(
      fc.asyncProperty(bodies, types, async (body, type) => {
        const answer = await verify(body, type);
        expect(answer.status).toBeLessThan(500);
        if (answer.status === 200) expect(((await answer.json()) as Answer).verdict).not.toBe('');
      }),
      { numRuns: 300 },
    );
    expect(world.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  test('a check that breaks is no verdict on the certificate, and is logged without what was sent', async () => {
    const store = { ...world.deps.store, keys: () => Promise.reject(new TypeError('keys of 张伟')) };
    const lines: string[] = [];
    const log: Deps['log'] = (level, event, fields) => void lines.push(JSON.stringify({ level, event, ...fields }));
    const app = createApp({ ...world.deps, store, log });
    const answer = await app.request('/verify', {
      method: 'POST',
      body: made.jwt,
      headers: { 'content-type': 'application/jwt' },
    });
    expect(answer.status).toBe(200);
    const { verdict, checks, certificate } = (await answer.json()) as Answer & { checks: { result: string }[] };
    expect({ verdict, certificate }).toEqual({ verdict: 'cannot_check' });
    expect(checks.map(({ result }) => result)).not.toContain('pass');
    expect(lines[0]).toContain('"error":"TypeError"');
    expect(lines.join('')).not.toContain('张伟');
  });
});

describe('looking up', () => {
  const look = (number: string, name: string, address: string) =>
    world.send('POST', '/lookup', { body: { number, name }, headers: { 'test-address': address } });

  test('finds by number and name together', async () => {
    for (const number of [made.number, made.printedNumber]) {
      expect(await (await look(number, '张伟', '192.0.2.1')).json()).toMatchObject({ verdict: 'valid' });
    }
  });

  test('answers alike for a wrong name, a wrong number and nonsense', async () => {
    const answers = await Promise.all([
      look(made.number, '张韦', '192.0.2.2'),
      look('S000033000107263000999', '张伟', '192.0.2.2'),
      look('nonsense', '张伟', '192.0.2.2'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
  });

  test('is limited per client', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) statuses.push((await look(made.number, '张韦', '192.0.2.3')).status);
    expect(statuses).toEqual([...Array(10).fill(404), 429, 429]);
    const refused = await look(made.number, '张伟', '192.0.2.3');
    expect(refused.headers.get('retry-after')).toBe('6');
    expect((await look(made.number, '张伟', '192.0.2.4')).status).toBe(200);
  });
});
