/** The page with a network that is slow, lies, or is gone, and with a clock that is wrong. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { WORDS } from '../../src/render/words.ts';
import { barriers, checks, picture, scanned, tone, verdict } from './checking.ts';
import { openChromium, openPage } from './chromium.ts';
import { type Service, startService } from './service.ts';

const DAY = 86_400_000;
const words = WORDS.zh;

let browser: Browser;
let service: Service;
let good: Presented;
let page: Page;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), openChromium()]);
  good = await service.issue();
});
beforeEach(async () => {
  ({ page } = await openPage(browser));
});
afterEach(async () => {
  service.breaks(undefined);
  await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

describe('a status that cannot be had', () => {
  test.each(['hang', 'fail'] as const)('(lists that %s) leaves a genuine certificate without green', async (how) => {
    service.breaks('/status', how);
    await scanned(page, service, good.seal);
    // The wait of `verdict` is the limit and some: without a limit of its own the page would say nothing in it.
    expect(await verdict(page)).toBe(words.verdicts.status_unchecked.title);
    expect([await tone(page), (await checks(page)).证书状态]).toEqual(['caution', '无法确定']);
  });

  test('is asked for again when the reader wants it', async () => {
    service.breaks('/status');
    await scanned(page, service, good.seal);
    await verdict(page);
    service.breaks(undefined);
    await page.getByRole('button', { name: words.result.again }).click();
    await page.locator('.verdict.good').waitFor();
    expect(await verdict(page)).toBe('有效');
  });

  test('of one list of four is enough', async () => {
    for (const kind of ['agency-revocation', 'agency-suspension', 'authority-revocation', 'authority-suspension']) {
      service.breaks(`/status/S000033000107-1-${kind}`);
      // Without what an earlier visit kept.
      const { page: fresh } = await openPage(browser);
      await scanned(fresh, service, good.seal);
      expect(await verdict(fresh)).toBe(words.verdicts.status_unchecked.title);
      await fresh.context().close();
    }
  });
});

describe('lists that were kept', () => {
  test.each(['hang', 'fail'] as const)('answer for a service whose lists %s, and say as of when', async (how) => {
    await scanned(page, service, good.seal);
    await verdict(page);
    service.breaks('/status', how);
    await scanned(page, service, good.seal);
    expect(await verdict(page)).toMatch(/^有效（状态截至 \d{4}年\d+月\d+日 \d\d:\d\d）$/);
    expect(await tone(page)).toBe('good');
    expect(await page.locator('#details').innerText()).toContain(words.result.notice.kept);
    await picture(page, 'valid_as_of-zh-light-phone');
    expect(await barriers(page)).toEqual([]);
  });

  test('are not replaced by the page of a hotel network', async () => {
    await scanned(page, service, good.seal);
    await verdict(page);
    const portal = { contentType: 'text/html', body: '<!doctype html><title>Welcome</title>' };
    for (const path of ['trust-list', 'status/*', '.well-known/did.json']) {
      await page.route(`${service.origin}/${path}`, (route) => route.fulfill(portal));
    }
    for (let visit = 0; visit < 2; visit++) {
      await scanned(page, service, good.seal);
      expect(await verdict(page)).toContain('状态截至');
    }
  });

  test('are forgotten after two days', async () => {
    await scanned(page, service, good.seal);
    await verdict(page);
    service.breaks('/trust-list');
    await page.clock.setFixedTime(Date.now() + 2 * DAY + 60_000);
    await scanned(page, service, good.seal);
    expect(await verdict(page)).toBe(words.verdicts.cannot_check.title);
    const kept = `caches.open('yinzheng-lists').then((cache) => cache.match('/trust-list')).then(Boolean)`;
    expect(await page.evaluate(kept)).toBe(false);
  });
});

describe('a clock that is wrong', () => {
  test.each([3 * DAY, -3 * DAY])('by %d ms is noticed while there is a network', async (wrong) => {
    await page.clock.setFixedTime(Date.now() + wrong);
    await scanned(page, service, good.seal);
    expect(await verdict(page)).toBe('有效');
    const notes = await page.locator('#details').innerText();
    expect(notes).toContain(words.result.notice.clock.split('{host}')[0]);
    const [date] = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeZone: 'Asia/Shanghai' })
      .format()
      .split(' ');
    expect(await page.locator('.stamp').innerText()).toContain(date);
  });

  test.each([3 * DAY, 25 * 3_600_000, -3 * DAY])('by %d ms makes nothing green without one', async (wrong) => {
    await scanned(page, service, good.seal);
    await verdict(page);
    service.breaks('/');
    await page.clock.setFixedTime(Date.now() + wrong);
    await page.evaluate(`location.hash = '#'`);
    await page.goBack();
    await page.locator('.verdict.neutral h1:focus, .verdict.caution h1:focus').waitFor();
    expect(['暂时无法核验', '真实，状态未核实']).toContain(await verdict(page));
  });
});

describe('without a network, after one visit', () => {
  let own: Service;
  let mine: Presented;
  let visitor: Page;
  let complaints: string[];
  beforeAll(async () => {
    own = await startService();
    mine = await own.issue();
    ({ page: visitor, complaints } = await openPage(browser, { serviceWorkers: 'allow' }));
    await scanned(visitor, own, mine.seal);
    await verdict(visitor);
    await visitor.evaluate(`navigator.serviceWorker.ready.then(() => true)`);
    await visitor.goto(`${own.origin}/v`);
    await check(mine.jwt);
    await own.stop();
  });
  afterAll(() => visitor.context().close());

  async function check(text: string): Promise<string> {
    await visitor.locator('#text').fill(text);
    await visitor.locator('#paste button').first().click();
    return verdict(visitor);
  }

  test('the page comes up and says as of when', async () => {
    await scanned(visitor, own, mine.seal);
    expect(await verdict(visitor)).toContain('状态截至');
    expect((await checks(visitor)).证书状态).toBe('通过');
  });

  test('an electronic certificate is checked too, once one was', async () => {
    await visitor.goto(`${own.origin}/v`);
    expect(await check(mine.jwt)).toContain('状态截至');
    expect((await checks(visitor)).签名).toBe('通过');
  });

  test('in the other language too', async () => {
    await scanned(visitor, own, mine.seal);
    await visitor.getByRole('link', { name: 'English' }).click();
    await visitor.locator('html[lang="en-GB"]').waitFor();
    expect(await verdict(visitor)).toMatch(/^Valid, status as of \d+ \w+ \d{4}, \d\d:\d\d$/);
  });

  test('a typed look-up says that the service is out of reach', async () => {
    await visitor.getByRole('link', { name: 'Check another certificate' }).click();
    await visitor.locator('#number').fill(mine.printedNumber);
    await visitor.locator('#name').fill('张伟');
    await visitor.getByRole('button', { name: 'Look up' }).click();
    await visitor.locator('#message').waitFor();
    expect(await visitor.locator('#message').innerText()).toContain('cannot be reached');
    expect(complaints).toEqual([]);
  });
});
