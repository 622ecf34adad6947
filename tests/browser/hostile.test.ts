/** minimaxir/big-list-of-naughty-strings in every text of a code, signed by a real agency, in a real browser. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import strings from '../vectors/blns.json' with { type: 'json' };
import { fragmentOf, scanned, verdict } from './checking.ts';
import { openChromium, openPage } from './chromium.ts';
import { type Service, startService } from './service.ts';

let service: Service;
let browser: Browser;
let good: Presented;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService(), openChromium()]);
  good = await service.issue();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** What could be taken for markup. The others are as harmless as letters, and tests/render has them all. */
const naughty = strings.filter((text) => /[<>&"'`{}\\]/.test(text) && Buffer.byteLength(text) <= 100);

/** As many in one text as a code has room for. */
function together(texts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const text of texts) {
    const more = `${joined.at(-1)} ${text}`;
    if (joined.length > 0 && Buffer.byteLength(more) <= 110) joined.splice(-1, 1, more);
    else joined.push(text);
  }
  return joined;
}

test('text that strangers chose stays text', async () => {
  const { page, complaints } = await openPage(browser);
  // Short enough for two long texts, so that nothing is cut.
  const rest = { maskedId: undefined, occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' } };
  await scanned(page, service, await service.sealOf(good, rest));
  await verdict(page);
  const shape = `[...document.querySelectorAll('#result *')].map(({ localName, attributes }) => localName + [...attributes].map(({ name }) => name)).join()`;
  const plain = await page.evaluate(shape);
  expect(naughty.length).toBeGreaterThan(150);
  const texts = together(naughty);
  for (let at = 0; at < texts.length; at += 2) {
    const [holderName = 'x', number = 'x'] = texts.slice(at, at + 2);
    const seal = await service.sealOf(good, { ...rest, holderName, number });
    await page.evaluate(`location.hash = ''`);
    await page.locator('#ways:not([hidden])').waitFor();
    await page.evaluate(`location.hash = '${fragmentOf(seal)}'`);
    expect(await verdict(page)).toBe('有效');
    expect(await page.evaluate(shape), holderName).toBe(plain);
    const shown = await page.locator('#details dd').allTextContents();
    expect(shown.slice(0, 2), holderName).toEqual([holderName, expect.stringContaining(number)]);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
}, 60_000);
