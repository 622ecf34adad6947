/** The other ways in: pasted text, a number with a name; with a keyboard alone; and what is sent where. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { WORDS } from '../../src/render/words.ts';
import { barriers, forget, fragmentOf, picture, scanned, verdict } from './checking.ts';
import { openChromium, openPage, PHONE } from './chromium.ts';
import { type Service, startService } from './service.ts';

const words = WORDS.zh;

let browser: Browser;
let service: Service;
let good: Presented;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), openChromium()]);
  good = await service.issue();
  ({ page, complaints } = await openPage(browser));
});
beforeEach(async () => {
  await forget(page, service);
  service.asked.length = 0;
});
afterEach(() => expect(complaints).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const open = (query = '') => page.goto(`${service.origin}/v${query}`);
const posted = () => service.asked.filter((line) => line.startsWith('POST'));

async function paste(text: string): Promise<void> {
  await page.getByLabel(words.check.paste).fill(text);
  await page.getByRole('button', { name: words.check.verify, exact: true }).click();
}

async function lookUp(number: string, name: string): Promise<void> {
  await page.getByLabel(words.check.number).fill(number);
  await page.getByLabel(words.check.name).fill(name);
  await page.getByRole('button', { name: words.check.search, exact: true }).click();
}

describe('nothing of a code leaves the device', () => {
  test('only the page and signed lists are asked for, and nowhere else', async () => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
    await scanned(page, service, good.seal);
    expect(await verdict(page)).toBe('有效');
    const list = `/status/S000033000107-1-`;
    expect(service.asked.sort()).toEqual(
      [
        'GET /v',
        ...['check.js', 'mark.svg', 'site.css'].map((name) => `GET /assets/${name}`),
        'GET /.well-known/did.json',
        'GET /trust-list',
        ...['agency', 'authority'].flatMap((who) =>
          ['revocation', 'suspension'].map((why) => `GET ${list}${who}-${why}`),
        ),
      ].sort(),
    );
    const strangers = requests.filter((line) => !line.includes(service.origin) && !line.endsWith('about:blank'));
    expect(strangers).toEqual([]);
  });

  test('also when it is pasted, with the line breaks of a letter', async () => {
    await open();
    const { seal } = good;
    await paste(`${seal.slice(0, 60)}\n${seal.slice(60, 200)}\r\n ${seal.slice(200)}`);
    expect(await verdict(page)).toBe('有效');
    expect(posted()).toEqual([]);
    await page.goBack();
    await page.getByRole('heading', { name: words.check.title }).waitFor();
  });

  test('and text that is none of ours is not sent either', async () => {
    await open();
    await paste('https://example.org/张伟');
    expect(await verdict(page)).toBe(words.verdicts.not_ours.title);
    expect(posted()).toEqual([]);
    await picture(page, 'not_ours-zh-light-phone');
    expect(await barriers(page)).toEqual([]);
  });

  test('whatever host the code names', async () => {
    await open();
    await paste(`https://elsewhere.test/v${fragmentOf(good.seal)}`);
    expect(await verdict(page)).toBe('有效');
    expect(new URL(page.url()).origin).toBe(service.origin);
  });

  test('a code that was cut off is not authentic', async () => {
    await open();
    await paste(good.seal.slice(0, -3));
    expect(await verdict(page)).toBe(words.verdicts.not_authentic.title);
  });

  test('the small code leads to the page of its certificate', async () => {
    await open('?lang=en');
    await page.getByLabel(WORDS.en.check.paste).fill(good.verifyUrl);
    await page.getByRole('button', { name: WORDS.en.check.verify, exact: true }).click();
    await page.waitForURL(`${service.origin}/v/${good.token}?lang=en`);
    expect(await page.locator('h1').innerText()).toBe('Valid');
  });
});

describe('a number', () => {
  test('that was mistyped is found out before anything is sent', async () => {
    await open();
    const { number, printedNumber } = good;
    const check = printedNumber.at(-1);
    for (const [typed, fault] of [
      [`${number.slice(0, -1)}9-${check}`, words.messages.mistyped],
      [`ｓ${number.slice(1, -1)}９ － ${check}`, words.messages.mistyped],
      [`${number.slice(0, -1)}9${check}`, words.messages.mistyped],
      ['张伟', words.messages.notNumber],
      ['ABCDEFGH', words.messages.notNumber],
    ] as const) {
      await lookUp(typed, '张伟');
      await page.locator('#number-fault').getByText(fault).waitFor();
      expect(await page.getByLabel(words.check.number).getAttribute('aria-invalid')).toBe('true');
    }
    expect(posted()).toEqual([]);
    await picture(page, 'mistyped-zh-light-phone');
    expect(await barriers(page)).toEqual([]);
  });

  test('is taken as people type it, and found with the right name alone', async () => {
    await open();
    await lookUp(good.printedNumber, '李四');
    await page.getByText(words.messages.notFound).waitFor();
    await picture(page, 'not_found-zh-light-phone');
    expect(await barriers(page)).toEqual([]);
    await lookUp(` ${good.printedNumber.toLowerCase().replace('-', ' － ')} `, '张伟');
    expect(await verdict(page)).toBe('有效');
    expect(posted()).toHaveLength(2);
  });

  test('and its answer are still there in the other language', async () => {
    await open();
    await lookUp(good.printedNumber, '张伟');
    await verdict(page);
    await page.getByRole('link', { name: 'English' }).click();
    await page.locator('html[lang="en-GB"]').waitFor();
    expect(await verdict(page)).toBe('Valid');
    expect(posted()).toHaveLength(1);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });
});

describe('readers', () => {
  test('with a keyboard alone get everywhere', async () => {
    await open();
    const { check, statistics, docs } = words.nav;
    for (const name of [words.skip, words.brand, check, statistics, docs, words.other]) {
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').innerText()).toBe(name);
    }
    await page.keyboard.press('Tab');
    await page.keyboard.insertText(good.seal);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await verdict(page)).toBe('有效');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe(words.result.print);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: words.check.title }).waitFor();
    expect(await page.title()).toBe(`${words.check.title} · ${words.brand}`);
  });

  test('of a narrow screen, as 200 % and more zoom makes it, scroll in one direction', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    for (const fragment of ['', fragmentOf(good.seal)]) {
      await page.goto('about:blank');
      await page.goto(`${service.origin}/v?lang=en${fragment}`);
      if (fragment) await verdict(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      expect(await barriers(page)).toEqual([]);
    }
    await page.setViewportSize(PHONE);
  });

  test('without scripts see the ways and what they need', async () => {
    const plain = await openPage(browser, { javaScriptEnabled: false });
    await plain.page.goto(`${service.origin}/v`);
    expect(await plain.page.locator('noscript').innerText()).toContain('JavaScript');
    await plain.page.context().close();
  });
});
