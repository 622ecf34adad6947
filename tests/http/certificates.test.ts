import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ORIGIN, openWorld, requestFor, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

interface Issued {
  id: string;
  number: string;
  token: string;
  verifyUrl: string;
  credential: Record<string, unknown>;
  jwt: string;
  seal: string;
}

async function issued(name: string): Promise<Issued> {
  const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor(name) });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Issued;
}

describe('issuing', () => {
  test('answers with every form of the certificate and says where it is', async () => {
    const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('张一') });
    const made = (await answer.json()) as Issued;
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`${ORIGIN}/v1/certificates/${made.id}`);
    expect(answer.headers.get('idempotent-replayed')).toBeNull();
    expect(Object.keys(made)).toEqual(
      expect.arrayContaining(['id', 'number', 'printedNumber', 'token', 'verifyUrl', 'credential', 'jwt', 'seal']),
    );
    expect(made.verifyUrl).toBe(`${ORIGIN}/v/${made.token}`);
    expect(made.seal.startsWith(`${ORIGIN}/v#1`)).toBe(true);
  });

  test('answers a repeated request with the first answer, and another body under the same key with a conflict', async () => {
    const headers = { 'idempotency-key': 'row-17' };
    const send = (body: unknown) => world.send('POST', '/v1/certificates', { as: 'signer', headers, body });
    const first = await send(requestFor('张二'));
    const again = await send(requestFor('张二'));
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.text()).toBe(await first.text());
    const other = await send(requestFor('张三'));
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ type: 'urn:yinzheng:problem:idempotency_conflict' });
  });

  test('replaces the certificate in the path, or says that the key was used for another', async () => {
    const [first, second] = [await issued('张六'), await issued('张六')];
    const replaced = (id: string, key: string) =>
      world.send('POST', `/v1/certificates/${id}/replace`, {
        as: 'signer',
        headers: { 'idempotency-key': key },
        body: { ...requestFor('张陆'), reason: 'data_error' },
      });
    const made = await replaced(first.id, 'fix-1');
    const again = await replaced(first.id, 'fix-1');
    expect([made.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 201, 'true']);
    expect(await again.text()).toBe(await made.text());

    const other = await replaced(second.id, 'fix-1');
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ type: 'urn:yinzheng:problem:idempotency_conflict' });
    const state = async () => (await world.send('GET', `/v1/certificates/${second.id}`, { as: 'clerk' })).json();
    expect(await state()).toMatchObject({ status: 'valid' });
    expect((await replaced(second.id, 'fix-2')).status).toBe(201);
    expect(await state()).toMatchObject({ status: 'replaced' });
  });

  test('of two replacements at once under one key, one is made', async () => {
    const ids = [(await issued('张七')).id, (await issued('张七')).id];
    const answers = await Promise.all(
      ids.map((id) =>
        world.send('POST', `/v1/certificates/${id}/replace`, {
          as: 'signer',
          headers: { 'idempotency-key': 'fix-3' },
          body: { ...requestFor('张柒'), reason: 'data_error' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test.each(['', 'with space', 'é', 'x'.repeat(256)])('refuses the idempotency key "%s"', async (key) => {
    const answer = await world.send('POST', '/v1/certificates', {
      as: 'signer',
      headers: { 'idempotency-key': key },
      body: requestFor('张四'),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ violations: [{ pointer: '/header/idempotency-key' }] });
  });

  test('names faults of the trade with pointers, without the identity number', async () => {
    const body = requestFor('张五');
    const wrong = { ...body, holder: { ...body.holder, idNumber: '110105194912310021' } };
    const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: wrong });
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ violations: [{ pointer: '/holder/idNumber' }] });
    expect(text).not.toContain('110105194912310021');
    expect(world.lines.join('\n')).not.toContain('110105194912310021');
  });
});

describe('reading', () => {
  test('one certificate in the media type that is asked for', async () => {
    const { id, credential, jwt } = await issued('李一');
    const read = (accept: string) => world.send('GET', `/v1/certificates/${id}`, { as: 'clerk', headers: { accept } });

    const envelope = await read('application/json');
    expect(await envelope.json()).toMatchObject({
      id,
      credential,
      jwt,
      status: 'valid',
      marks: [],
      holder: { name: '李一' },
    });
    expect(envelope.headers.get('vary')).toContain('Accept');
    const embedded = await read('application/vc');
    expect(embedded.headers.get('content-type')).toBe('application/vc');
    expect(await embedded.json()).toEqual(credential);
    const compact = await read('application/vc+jwt');
    expect(compact.headers.get('content-type')).toBe('application/vc+jwt');
    expect(await compact.text()).toBe(jwt);
    expect((await read('image/png')).status).toBe(406);
  });

  test('none, and one of somebody else, are the same answer byte for byte', async () => {
    const { id } = await issued('李二');
    const paths = [id, '019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e', 'no-uuid', `${id}0`];
    const answers = await Promise.all(
      paths.map((one) => world.send('GET', `/v1/certificates/${one}`, { as: 'otherSigner' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
    const headers = answers.map((answer) => [...answer.headers].filter(([name]) => name !== 'x-request-id'));
    for (const one of headers) expect(one).toEqual(headers[0]);
  });

  test('all, page by page, each once', async () => {
    await Promise.all(['王一', '王二', '王三'].map(issued));
    const all = (await (await world.send('GET', '/v1/certificates?limit=200', { as: 'clerk' })).json()) as {
      items: Issued[];
      next?: string;
    };
    expect(all.next).toBeUndefined();
    const seen: string[] = [];
    let after = '';
    for (let pages = 0; pages < 50; pages++) {
      const path = `/v1/certificates?limit=2${after && `&after=${after}`}`;
      const { items, next } = (await (await world.send('GET', path, { as: 'clerk' })).json()) as typeof all;
      seen.push(...items.map(({ id }) => id));
      if (next === undefined) break;
      expect(items).toHaveLength(2);
      after = next;
    }
    expect(seen).toEqual(all.items.map(({ id }) => id));
  });
});

describe('changing', () => {
  test('the status shows in every answer', async () => {
    const { id, token } = await issued('赵一');
    const answer = await world.send('POST', `/v1/certificates/${id}/status`, {
      as: 'officer',
      body: { action: 'revoke', reason: 'exam_fraud', note: 'case 7' },
    });
    expect(answer.status).toBe(200);
    const mark = { kind: 'authority-revocation', since: '2026-11-20T08:00:00Z', reason: 'exam_fraud', effect: 'void' };
    expect(await answer.json()).toMatchObject({ id, status: 'revoked', marks: [mark] });
    const page = await world.send('GET', `/v/${token}`, { headers: { accept: 'text/html', 'accept-language': 'zh' } });
    const html = await page.text();
    for (const text of ['已撤销', '主管部门', '考试作弊', '自始无效']) expect(html).toContain(text);
    expect(html).not.toContain('case 7');
    const twice = await world.send('POST', `/v1/certificates/${id}/status`, {
      as: 'officer',
      body: { action: 'reinstate' },
    });
    expect(twice.status).toBe(409);
  });

  test('a certificate is replaced by a corrected one', async () => {
    const { id } = await issued('赵二');
    const answer = await world.send('POST', `/v1/certificates/${id}/replace`, {
      as: 'signer',
      body: { ...requestFor('赵贰'), reason: 'data_error' },
    });
    expect(answer.status).toBe(201);
    const successor = (await answer.json()) as Issued;
    const earlier = await (await world.send('GET', `/v1/certificates/${id}`, { as: 'signer' })).json();
    expect(earlier).toMatchObject({ status: 'replaced', marks: [{ replacedBy: successor.id }] });
    const later = await (await world.send('GET', `/v1/certificates/${successor.id}`, { as: 'signer' })).json();
    expect(later).toMatchObject({ status: 'valid', replaces: id, holder: { name: '赵贰' } });
  });
});
