/** Every verdict as a page, in both languages, and what may never be said. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { VerdictCode } from '../../src/core/verdict.ts';
import { REQUEST_EXAMPLE } from '../../src/http/certificate-models.ts';
import type { Presented } from '../../src/issue/present.ts';
import { VERDICT_LOOK } from '../../src/render/look.ts';
import { WORDS } from '../../src/render/words.ts';
import { barriers, COLOURS, checks, forget, fragmentOf, picture, scanned, tone, verdict } from './checking.ts';
import { DESKTOP, openChromium, openPage, PHONE } from './chromium.ts';
import { type Service, startService } from './service.ts';

let service: Service;
let browser: Browser;
let good: Presented;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), openChromium()]);
  good = await service.issue();
});
afterEach(() => service.breaks(undefined));
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const holder = (name: string) => ({ holder: { name, idType: 'cn.resident_id', idNumber: '11010519491231002X' } });
const LEVEL_4 = { level: { scheme: 'CN-SKILL', code: '4' } };

/** A code for each verdict that follows from a code and the lists, and what is broken for it. */
const CODES: Partial<Record<VerdictCode, () => Promise<string>>> = {
  valid: async () => good.seal,
  status_unchecked: async () => {
    service.breaks('/status');
    return good.seal;
  },
  expired: () => service.sealOf(good, { issuedOn: '2021-11-01', validUntil: '2024-10-31' }),
  not_yet_valid: () => service.sealOf(good, { issuedOn: '2999-11-01' }),
  suspended: async () => {
    const one = await service.issue({ ...holder('阿卜杜热合曼·艾合买提'), ...LEVEL_4 });
    await service.act(one, 'authority', { action: 'suspend', reason: 'under_investigation' });
    return one.seal;
  },
  revoked: async () => {
    const one = await service.issue({ ...holder('测试甲'), ...LEVEL_4 });
    await service.act(one, 'agency', { action: 'revoke', reason: 'misuse' });
    return one.seal;
  },
  issuer_unknown: () => service.sealOf(good, { level: { scheme: 'CN-SKILL', code: '1' } }),
  not_authentic: async () => altered(good.seal),
  cannot_check: async () => {
    service.breaks('/trust-list');
    return good.seal;
  },
};

/** One digit in the signature differs. */
function altered(seal: string): string {
  return seal.replace(/(\d)(\d{20})$/, (_, digit, rest) => `${(Number(digit) + 1) % 10}${rest}`);
}

const filled = (text: string) => text.replace(/\s*\{\w+\}.*$/, '');

const LOOKS = [
  { language: 'zh', locale: 'zh-CN', viewport: PHONE, colorScheme: 'light', size: 'phone' },
  { language: 'en', locale: 'en-GB', viewport: DESKTOP, colorScheme: 'dark', size: 'desktop' },
  { language: 'zh', locale: 'zh-CN', viewport: DESKTOP, colorScheme: 'dark', size: 'desktop' },
  { language: 'en', locale: 'en-GB', viewport: PHONE, colorScheme: 'light', size: 'phone' },
] as const;

// Colours and words are one set each, so two of the four hold all of them; pictures are for people, who want to see all.
describe.each(process.env.SCREENSHOTS ? LOOKS : LOOKS.slice(0, 2))(
  'in $language, $colorScheme, on a $size',
  ({ language, size, ...options }) => {
    let page: Page;
    let complaints: string[];
    beforeAll(async () => {
      ({ page, complaints } = await openPage(browser, options));
    });
    afterAll(() => page.context().close());

    test.each(Object.keys(CODES) as VerdictCode[])('%s', async (code) => {
      const seal = await CODES[code]?.();
      await forget(page, service);
      await scanned(page, service, seal ?? '');
      const words = WORDS[language];
      expect(await verdict(page)).toBe(words.verdicts[code].title);
      expect(await tone(page)).toBe(VERDICT_LOOK[code].tone);
      const text = await page.locator('#result').innerText();
      expect(text).not.toMatch(/[{}]|undefined|null|NaN/);
      expect(text).toContain(filled(words.verdicts[code].next));
      expect(text).toContain(new URL(service.origin).host);
      const claims = code !== 'not_authentic' && code !== 'cannot_check';
      expect(text.includes(words.facts.name)).toBe(claims);
      if (language === 'en')
        expect(text.replaceAll(/张伟|测试甲|阿卜杜热合曼·艾合买提/g, '')).not.toMatch(/\p{Script=Han}/u);
      expect(await page.title()).toBe(`${words.verdicts[code].title} · ${words.brand}`);
      await picture(page, [code, language, options.colorScheme, size].join('-'));
      expect(await barriers(page, options.colorScheme === 'dark' ? COLOURS : undefined)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  },
);

test('a valid certificate says at first sight who, what, from whom, and checked by whom when', async () => {
  const { page } = await openPage(browser);
  await scanned(page, service, good.seal);
  await verdict(page);
  const gist = page.locator('.gist');
  expect(await gist.locator('dd').allInnerTexts()).toEqual([
    '张伟',
    '1101**********002X',
    '人工智能训练师 · 高级工',
    '之江职业技能评价中心（测试）',
  ]);
  const stamp = page.locator('.verdict .stamp');
  expect(await stamp.innerText()).toMatch(/^由 localhost:\d+ 核验于 \d{4}年\d+月\d+日 \d\d:\d\d:\d\d \(GMT\+8\)$/);
  const box = await stamp.boundingBox();
  expect((box?.y ?? PHONE.height) + (box?.height ?? 0)).toBeLessThan(PHONE.height);
  expect(Object.values(await checks(page))).toEqual(Array(6).fill('通过'));
  expect(await page.locator('#details').innerText()).toContain(good.printedNumber);
  await page.context().close();
});

test('the signature comes first, without green; then the status', async () => {
  const { page } = await openPage(browser);
  service.breaks('/status', 'hang');
  await scanned(page, service, good.seal);
  await page.locator('.pending .gist').waitFor();
  expect(await page.locator('#verdict h1').innerText()).toBe(WORDS.zh.result.genuine);
  expect(await page.locator('.good').count()).toBe(0);
  expect(await page.locator('#verdict').getAttribute('role')).toBe('status');
  await picture(page, 'pending-zh-light-phone');
  expect(await barriers(page)).toEqual([]);
  await page.context().close();
});

test('revoked and suspended name who did it, and tell more when the reader asks', async () => {
  const old = await service.issue({ ...holder('测试乙'), ...LEVEL_4 });
  const { verifyUrl } = await service.replace(old);
  const { page } = await openPage(browser);
  await scanned(page, service, old.seal);
  expect(await verdict(page)).toBe('已撤销');
  expect(await page.locator('#details').innerText()).toContain('发证机构');
  service.asked.length = 0;
  await page.getByRole('button', { name: /查询详情/ }).click();
  await page.locator('.verdict a').waitFor();
  expect(await verdict(page)).toBe('已换发');
  expect(await page.locator('.verdict a').getAttribute('href')).toBe(verifyUrl);
  expect(await page.locator('#details').innerText()).toContain('信息有误');
  expect(service.asked.filter((line) => line.startsWith('POST'))).toEqual([`POST /verify ${old.seal}`]);
  await picture(page, 'replaced-zh-light-phone');
  expect(await barriers(page)).toEqual([]);
  await page.context().close();
});

test('a day in the past is asked of the service, and the answer says which day it is for', async () => {
  const day = { issuedOn: '2026-11-02', assessment: { ...REQUEST_EXAMPLE.assessment, assessedOn: '2026-11-01' } };
  const ended = await service.issue({ ...holder('测试丙'), ...LEVEL_4, ...day });
  await service.act(ended, 'agency', { action: 'revoke', reason: 'misuse' });
  const { page } = await openPage(browser);
  await scanned(page, service, ended.seal);
  expect(await verdict(page)).toBe('已撤销');
  const asked = page.getByLabel(WORDS.zh.result.onDay);
  expect(await asked.getAttribute('min')).toBe(day.issuedOn);
  await asked.fill(day.issuedOn);
  service.asked.length = 0;
  await page.locator('#day button').click();
  await page.locator('.verdict.good').waitFor();
  expect(await verdict(page)).toBe('有效');
  expect(await page.locator('#verdict').innerText()).toContain(day.issuedOn);
  expect(await page.locator('#details').innerText()).toContain('此证书之后已被撤销');
  expect(service.asked.filter((line) => line.startsWith('POST'))).toEqual([
    `POST /verify?on=${day.issuedOn} ${ended.seal}`,
  ]);
  expect(await asked.inputValue()).toBe(day.issuedOn);
  await picture(page, 'on-a-day-zh-light-phone');
  expect(await barriers(page)).toEqual([]);
  await page.context().close();
});

test('altered codes are never green, whichever byte differs, and show no claims', async () => {
  const { page, complaints } = await openPage(browser);
  await scanned(page, service, good.seal);
  await verdict(page);
  const fragment = fragmentOf(good.seal);
  // Groups of 17 digits are 7 bytes; a digit in each place of a group reaches every one of them.
  const changed: string[] = [];
  for (let at = 2; at < fragment.length; at += 3) {
    changed.push(fragment.slice(0, at) + ((Number(fragment[at]) + 1) % 10) + fragment.slice(at + 1));
  }
  // Each by the page itself, which is told of one after the other and watched without a pause.
  const said = await page.evaluate(async (fragments) => {
    const said: string[] = [];
    for (const one of fragments) {
      location.hash = one;
      await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
      while (document.querySelector('.verdict.pending')) await new Promise(requestAnimationFrame);
      said.push(
        document.querySelector('.verdict.good, .gist')
          ? `green: ${one}`
          : (document.querySelector('#verdict h1')?.textContent ?? ''),
      );
    }
    return said;
  }, changed);
  expect(new Set(said)).toEqual(new Set(['签名不符']));
  expect(said.length).toBeGreaterThan(190);
  expect(complaints).toEqual([]);
  await page.context().close();
}, 60_000);

// Last, since the agency issues nothing after it.
test('a note says that the agency is not recorded any more, and changes nothing else', async () => {
  const { page } = await openPage(browser);
  const seal = await service.sealOf(good, { issuedOn: '2024-05-06' });
  const note = WORDS.zh.result.notice.issuer_not_recorded_now;
  await scanned(page, service, seal);
  expect(await verdict(page)).toBe('有效');
  expect(await page.locator('#details').innerText()).not.toContain(note);
  await service.cancelAgency();
  await scanned(page, service, seal);
  expect(await verdict(page)).toBe('有效');
  expect(await page.locator('#details').innerText()).toContain(note);
  await page.context().close();
});
