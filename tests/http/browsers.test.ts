/** What somebody with a browser gets where a program gets problem details. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { WORDS } from '../../src/render/words.ts';
import { openWorld, requestFor, type World } from './world.ts';

/** As Chromium asks for a page. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
const FORM = 'application/x-www-form-urlencoded';
const ID_NUMBER = '11010519491231002X';
const GOOD = 'recipient=A+Co.&purpose=job&days=7';

let world: World;
let one: Presented;
beforeAll(async () => {
  let client = 0;
  world = await openWorld({ clientAddress: () => `192.0.2.${client++}` });
  one = (await (
    await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('王一') })
  ).json()) as Presented;
});
afterAll(() => world.close());

interface Seen {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  readonly headers: Headers;
}

async function seen(
  method: 'GET' | 'POST',
  path: string,
  body?: string,
  accept = BROWSER,
  on = world,
  language = 'zh-CN',
): Promise<Seen> {
  const headers = { accept, 'accept-language': language, ...(body !== undefined && { 'content-type': FORM }) };
  const answer = await on.send(method, path, { headers, ...(body !== undefined && { body }) });
  const { status } = answer;
  return { status, type: answer.headers.get('content-type'), text: await answer.text(), headers: answer.headers };
}

const HTML = 'text/html; charset=UTF-8';

describe.each(['zh', 'en'] as const)('a form that cannot be taken, in %s', (language) => {
  const { share, refused, wallet } = WORDS[language];
  const path = (end: string) => `/v/${one.token}/${end}?lang=${language}`;

  test('names what to change as the form does, and repeats nothing', async () => {
    for (const [form, said, unsaid] of [
      [`recipient=${ID_NUMBER}&purpose=x&days=7`, [share.recipient, refused.text], share.days],
      ['recipient=x&purpose=x&days=91', [share.days, refused.days], share.recipient],
      ['purpose=%E2%80%8B&days=1', [share.recipient, refused.text], share.days],
    ] as const) {
      const { status, type, text } = await seen('POST', path('shares'), form);
      expect([form, status, type]).toEqual([form, 400, HTML]);
      for (const word of [refused.title, refused.change, ...said]) expect(text).toContain(word);
      expect(text).not.toContain(`<dt>${unsaid}`);
      expect(text).not.toContain(ID_NUMBER);
      expect(text).toContain(`href="/v/${one.token}?lang=${language}"`);
    }
  });

  test('of a certificate that was revoked says so, and where a copy is made the language stays', async () => {
    const revoked = (await (
      await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('王二') })
    ).json()) as Presented;
    const json = { action: 'revoke', reason: 'exam_fraud' };
    await world.send('POST', `/v1/certificates/${revoked.id}/status`, { as: 'signer', body: json });
    const offer = await seen('POST', `/v/${revoked.token}/offers?lang=${language}`);
    expect([offer.status, offer.type]).toEqual([409, HTML]);
    expect(offer.text).toContain(refused.revoked);
    const made = await seen('POST', path('offers'));
    expect([made.status, made.text.includes(wallet.made)]).toEqual([201, true]);
    const copy = await seen('POST', path('shares'), GOOD);
    expect([copy.status, copy.text.includes(share.made)]).toEqual([201, true]);
    expect(copy.text).toContain(`withdraw?lang=${language}"`);
  });

  test('a day that is none is refused with a page, and programs get a problem', async () => {
    for (const on of ['2026-13-40', '2099-01-01', '']) {
      const page = await seen('GET', `/v/${one.token}?lang=${language}&on=${on}`);
      expect([on, page.status, page.type]).toEqual([on, 400, HTML]);
      expect(page.text).toContain(refused.day);
      const json = await seen('GET', `/v/${one.token}?on=${on}`, undefined, 'application/json');
      expect([json.status, json.type]).toEqual([400, 'application/problem+json']);
    }
  });
});

test('days are a number in JSON, and text of digits in a form', async () => {
  const json = (days: unknown) =>
    world.send('POST', `/v1/certificates/${one.id}/shares`, {
      as: 'clerk',
      body: { recipient: 'A Co.', purpose: 'job', days },
    });
  for (const days of [true, [5], '7', '0x10', ' 7 ', null, 1.5])
    expect([days, (await json(days)).status]).toEqual([days, 400]);
  expect((await json(7)).status).toBe(201);
  for (const days of ['0x10', '+7+', '1e1', '7.0', ''])
    expect([days, (await seen('POST', `/v/${one.token}/shares`, `recipient=x&purpose=x&days=${days}`)).status]).toEqual(
      [days, 400],
    );
});

test('what is not there is a page for browsers, and a problem for who asks for anything', async () => {
  const nowhere = `/v/${'a'.repeat(26)}`;
  for (const end of ['shares', 'offers']) {
    const page = await seen('POST', `${nowhere}/${end}`, end === 'shares' ? GOOD : undefined);
    expect([page.status, page.type]).toEqual([404, HTML]);
    expect(page.text).toContain(WORDS.zh.missing.text);
  }
  const { type } = await seen('POST', `${nowhere}/shares`, GOOD, '*/*');
  expect(type).toBe('application/problem+json');
});

describe.each(['zh', 'en'] as const)('an address that people open, in %s', (language) => {
  const { missing, nav, refused, statistics } = WORDS[language];
  const lang = `lang=${language}`;
  const nobody = 'a'.repeat(26);

  test.each([
    [`/statistics?month=bad&${lang}`, 400, [statistics.oneMonth, refused.month, nav.statistics, `s?${lang}"`]],
    [`/statistics?month=1999-01&${lang}`, 404, [refused.notPublished, `href="/statistics?${lang}"`]],
    [`/s/${nobody}?${lang}`, 404, [missing.text, 'href="/v"']],
    [`/v/${nobody}/certificate.pdf`, 404, [missing.text, `href="/v/${nobody}?${lang}"`]],
    [`/v/${nobody}/elm.jsonld`, 404, [missing.text]],
    [`/v/${nobody}/badge.svg`, 404, [missing.text]],
    [`/v/${nobody}/credential?format=none`, 400, [refused.other]],
    [`/no/such/page?${lang}`, 404, [missing.text, 'href="/v"']],
    [`/verify?${lang}`, 405, [refused.nothing, `href="/v?${lang}"`]],
    [`/v/${nobody}/shares`, 405, [refused.nothing, `href="/v/${nobody}?${lang}"`]],
  ] as const)('%s says on a page what is wrong, and programs get a problem', async (path, status, words) => {
    const page = await seen('GET', path, undefined, BROWSER, world, language);
    expect([page.status, page.type]).toEqual([status, HTML]);
    for (const word of words) expect(page.text).toContain(word);
    expect(page.headers.get('vary')).toMatch(/Accept(?!-)/);
    for (const accept of path.startsWith('/s/') ? ['application/json'] : ['application/json', '*/*', 'text/csv'])
      expect((await seen('GET', path, undefined, accept)).type).toBe('application/problem+json');
  });
});

test('who is too fast, and who comes while the register is away, sees when to come again', async () => {
  const other = await openWorld();
  const { token } = (await (
    await other.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('王三') })
  ).json()) as Presented;
  const post = () => seen('POST', `/v/${token}/shares`, GOOD, BROWSER, other);
  for (let n = 0; n < 10; n++) expect((await post()).status).toBe(201);
  const refused = await post();
  expect([refused.status, refused.type]).toEqual([429, HTML]);
  expect(refused.text).toContain(WORDS.zh.refused.tooMany);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

  await other.close();
  const away = await seen('POST', `/v/${token}/offers`, undefined, BROWSER, other);
  expect([away.status >= 500, away.type]).toEqual([true, HTML]);
  expect(away.text).toContain(WORDS.zh.refused.away);
  expect(other.lines.join()).toContain('http.failed');
});
