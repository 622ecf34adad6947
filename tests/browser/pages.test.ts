/** The pages around the check for every eye: in both languages, light and dark, and where the system chooses the colours. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { WORDS } from '../../src/render/words.ts';
import { barriers, COLOURS, picture, scanned, verdict } from './checking.ts';
import { DESKTOP, openChromium, openPage, PHONE } from './chromium.ts';
import { type Service, startService } from './service.ts';

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
afterEach(() => expect(complaints).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

test.each([
  ['landing', () => '/', WORDS.zh.landing.title],
  ['certificate', () => `/v/${good.token}`, WORDS.zh.verdicts.valid.title],
  ['missing', () => '/v/mfrggzdfmztwq2lknnwg23tpoa', WORDS.zh.missing.title],
])('%s is accessible, on a phone and a desktop, light and dark', async (name, path, title) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
  await page.goto(service.origin + path());
  expect(await page.locator('h1').innerText()).toContain(title);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  expect(await barriers(page)).toEqual([]);
  await picture(page, `${name}-zh-light-phone`);
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${service.origin}${path()}?lang=en`);
  expect(await barriers(page, COLOURS)).toEqual([]);
  await picture(page, `${name}-en-dark-desktop`);
});

test.each(['zh', 'en'] as const)('a form that cannot be taken says why, in %s, and is accessible', async (language) => {
  const { share, refused } = WORDS[language];
  await page.emulateMedia({ colorScheme: language === 'zh' ? 'light' : 'dark' });
  await page.setViewportSize(PHONE);
  await page.goto(`${service.origin}/v/${good.token}?lang=${language}`);
  await page.getByLabel(share.recipient).fill('11010519491231002X');
  await page.getByLabel(share.purpose).fill('\u200b');
  await page.getByRole('button', { name: share.make }).click();
  expect(await page.locator('h1').innerText()).toBe(refused.title);
  expect(await page.locator('main').innerText()).toContain(refused.text);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  expect(await barriers(page, language === 'zh' ? undefined : COLOURS)).toEqual([]);
  await picture(page, `refused-${language}-phone`);
  await page.getByRole('link', { name: share.back }).click();
  expect(await page.getByRole('button', { name: share.make }).count()).toBe(1);
});

test('a copy for somebody is made, read and withdrawn with pages that are accessible', async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
  await page.goto(`${service.origin}/v/${good.token}`);
  const words = WORDS.zh.share;
  await page.getByLabel(words.recipient).fill('某公司（测试）');
  await page.getByLabel(words.purpose).fill('入职');
  await page.getByRole('button', { name: words.make }).click();
  expect(await page.locator('h1').innerText()).toBe(words.made);
  expect(await barriers(page)).toEqual([]);
  await picture(page, 'share-made-zh-light-phone');
  const copy = await page.context().newPage();
  await copy.goto((await page.locator('.card a').getAttribute('href')) ?? '');
  expect(await copy.locator('.verdict h1').innerText()).toBe(WORDS.zh.verdicts.valid.title);
  expect(await copy.locator('main').innerText()).toContain('某公司（测试）');
  expect(await barriers(copy)).toEqual([]);
  await picture(copy, 'share-zh-light-phone');
  await copy.close();
  await page.getByRole('button', { name: words.withdraw }).click();
  expect(await page.locator('h1').innerText()).toBe(words.withdrawn);
  expect(await barriers(page)).toEqual([]);
});

test('the reference of the interface is accessible', async () => {
  await page.setViewportSize(DESKTOP);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${service.origin}/docs`);
    // One group and one shape stand for all: looking at the whole takes minutes.
    await page.evaluate(`document.querySelectorAll('.group ~ .group, .shape ~ .shape').forEach((one) => one.remove())`);
    expect(await barriers(page, colorScheme === 'dark' ? COLOURS : undefined)).toEqual([]);
  }
});

test('verdicts keep their lines and icons where the system chooses the colours', async () => {
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await scanned(page, service, good.seal);
  expect(await verdict(page)).toBe('有效');
  const badge = page.locator('.word .badge');
  expect(await badge.evaluate((element) => getComputedStyle(element).borderTopWidth)).toBe('2px');
  expect(await badge.locator('svg').isVisible()).toBe(true);
  await picture(page, 'valid-zh-forced-desktop');
  await page.emulateMedia({ forcedColors: 'none' });
});

test('a printed result has the verdict, its time and the certificate, and nothing to press', async () => {
  await scanned(page, service, good.seal);
  await verdict(page);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.locator('.stamp').innerText()).toMatch(/核验于 \d{4}年/);
  for (const gone of ['nav', 'button', '#ways']) expect(await page.locator(gone).first().isVisible()).toBe(false);
  expect(await page.evaluate(`getComputedStyle(document.body).backgroundColor`)).toBe('rgb(255, 255, 255)');
  await picture(page, 'valid-zh-print');
  await page.emulateMedia({ media: null });
});
