/** A holder shows a certificate to somebody: for them, for a purpose, until it ends. */
import { expect, test } from 'vitest';
import { DAY } from '../../src/core/calendar.ts';
import { forgetSharesDuty } from '../../src/issue/forget-shares.ts';
import type { Presented } from '../../src/issue/present.ts';
import { seen } from './answers.ts';
import { issued, person, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

interface Copy {
  readonly id: string;
  readonly url: string;
  readonly state: string;
}
interface Seen {
  readonly recipient: string;
  readonly verification: { readonly verdict: string };
}

const ORDER = { recipient: '示范公司 <b>人事部</b>', purpose: '入职核验', days: 7 };
const PAGE = { headers: { accept: 'text/html', 'accept-language': 'zh' } };
const JSON_ = { headers: { accept: 'application/json' } };

const pathOf = ({ url }: Copy) => `GET ${new URL(url).pathname}` as const;

async function shared(world: World, id: string, json: object = ORDER): Promise<Copy> {
  const answer = await world.call<Copy>(`POST /v1/certificates/${id}/shares`, { as: 'clerk@A', json });
  expect(answer.status).toBe(201);
  return answer.body;
}

describeEngines('A copy for somebody', [], (world) => {
  test('says for whom and what for, with the verdict of the moment, and is gone when it is withdrawn', async () => {
    const one = await issued(world, request(world, 1));
    const copy = await shared(world, one.id);
    const page = await world.call(pathOf(copy), PAGE);
    expect(page.status).toBe(200);
    for (const text of ['示范公司 &lt;b&gt;人事部&lt;/b&gt;', '入职核验', '有效', person(1).name])
      expect(page.text).toContain(text);
    for (const secret of [one.token, one.seal]) expect(page.text).not.toContain(secret);
    expect((await world.call<Seen>(pathOf(copy), JSON_)).body.verification.verdict).toBe('valid');

    await world.call(`POST /v1/certificates/${one.id}/status`, {
      as: 'officer@authority',
      json: { action: 'revoke', reason: 'exam_fraud' },
    });
    expect((await world.call<Seen>(pathOf(copy), JSON_)).body.verification.verdict).toBe('revoked');

    const ended = await world.call<Copy>(`POST /v1/shares/${copy.id}/withdraw`, { as: 'signer@A' });
    expect([ended.status, ended.body.state]).toEqual([200, 'withdrawn']);
    const never = `GET /s/${one.token}` as const;
    for (const accept of [PAGE, JSON_]) {
      expect(seen(await world.call(pathOf(copy), accept))).toBe(seen(await world.call(never, accept)));
    }
    const list = await world.call<{ items: Copy[] }>(`GET /v1/certificates/${one.id}/shares`, { as: 'clerk@A' });
    expect(list.body.items).toMatchObject([{ id: copy.id, state: 'withdrawn' }]);
  });

  test('leads to no link of its holder when the certificate was replaced', async () => {
    const old = await issued(world, request(world, 8));
    const copy = await shared(world, old.id);
    const json = { ...request(world, 8), reason: 'data_error' };
    const { body } = await world.call<Presented>(`POST /v1/certificates/${old.id}/replace`, { as: 'signer@A', json });
    const [page, answer] = [await world.call(pathOf(copy), PAGE), await world.call<Seen>(pathOf(copy), JSON_)];
    expect(page.text).toContain('已换发');
    expect(answer.body.verification.verdict).toBe('replaced');
    for (const { text } of [page, answer]) for (const { token } of [old, body]) expect(text).not.toContain(token);
  });

  test('is made by the holder too, from the page of their link, without JavaScript, and withdrawn by nobody else', async () => {
    const [one, other] = [await issued(world, request(world, 2)), await issued(world, request(world, 3))];
    expect((await world.call(`GET /v/${one.token}`, PAGE)).text).toContain(`action="/v/${one.token}/shares?lang=zh"`);
    const form = { type: 'application/x-www-form-urlencoded', text: 'recipient=A+Co.&purpose=job&days=1', ...PAGE };
    const made = await world.call(`POST /v/${one.token}/shares`, form);
    expect(made.status).toBe(201);
    const [, path, id] = /(\/s\/[a-z2-7]{26})[\s\S]*shares\/([0-9a-f-]{36})\/withdraw\?lang=zh/.exec(made.text) ?? [];
    expect((await world.call<Seen>(`GET ${path}`, JSON_)).body).toMatchObject({ recipient: 'A Co.' });

    const strange = await world.call(`POST /v/${other.token}/shares/${id}/withdraw`, JSON_);
    expect(strange.status).toBe(404);
    expect((await world.call(`POST /v/${one.token}/shares/${id}/withdraw`, PAGE)).text).toContain('副本已撤回');
    expect((await world.call(`GET ${path}`, JSON_)).status).toBe(404);
    expect((await world.call(`POST /v/${'a'.repeat(26)}/shares`, form)).status).toBe(404);
  });

  test('is refused without a recipient, without an end, and with an identity number', async () => {
    const { id } = await issued(world, request(world, 4));
    for (const [change, pointer] of [
      [{ recipient: '' }, '/recipient'],
      [{ days: 91 }, '/days'],
      [{ purpose: person(4).idNumber }, '/purpose'],
    ] as const) {
      const json = { ...ORDER, ...change };
      const answer = await world.call(`POST /v1/certificates/${id}/shares`, { as: 'clerk@A', json });
      expect([answer.status, answer.body]).toMatchObject([400, { violations: [{ pointer }] }]);
    }
  });

  test('and the certificate’s own link is handed over with a code and words', async () => {
    const one = await issued(world, request(world, 5));
    const { body } = await world.call<Record<string, unknown>>(`GET /v1/certificates/${one.id}/link`, {
      as: 'clerk@A',
    });
    expect(body).toMatchObject({ url: one.verifyUrl, pdf: `${one.verifyUrl}/certificate.pdf` });
    const { zh, en } = body.message as { zh: string; en: string };
    for (const text of [zh, en]) for (const part of [one.verifyUrl, person(5).name]) expect(text).toContain(part);
    const { qr } = body as { qr: { svg: string } };
    expect((await world.call(`GET ${qr.svg.slice(world.origin.length)}`)).text).toContain('<svg');
  });
});

describeEngines('A copy ends', ['move the clock'], (world) => {
  test('by itself, to the second', async () => {
    const one = await issued(world, request(world, 6));
    const copy = await shared(world, one.id, { ...ORDER, days: 1 });
    world.pass(DAY - 60_000);
    expect((await world.call(pathOf(copy), JSON_)).status).toBe(200);
    world.pass(60_000);
    expect(seen(await world.call(pathOf(copy), JSON_))).toBe(seen(await world.call('GET /s/x', JSON_)));
  });
});

describeEngines('A copy that ended', ['move the clock', 'reach the register'], (world) => {
  test('is shown to whoever made it for 90 days more, and then is not there any more', async () => {
    const one = await issued(world, request(world, 7));
    const long = await shared(world, one.id, { ...ORDER, days: 90 });
    const short = await shared(world, one.id, { ...ORDER, days: 1 });
    const left = async () => {
      await forgetSharesDuty.run(world.deps);
      const { body } = await world.call<{ items: Copy[] }>(`GET /v1/certificates/${one.id}/shares`, { as: 'clerk@A' });
      return body.items.map(({ id, state }) => `${id} ${state}`);
    };
    world.pass(DAY);
    expect(await left()).toEqual([`${short.id} expired`, `${long.id} open`]);
    world.pass(90 * DAY + 1000);
    expect(await left()).toEqual([`${long.id} expired`]);
    expect((await world.call(`POST /v1/shares/${short.id}/withdraw`, { as: 'clerk@A' })).status).toBe(404);
    world.pass(90 * DAY);
    expect(await left()).toEqual([]);
    const { body } = await world.call<{ items: unknown[] }>(`GET /v1/audit?type=share.created&subject=${one.id}`, {
      as: 'auditor@A',
    });
    expect(body.items).toHaveLength(2);
  });
});
