/** What readers do with the page, and what they see. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Service } from './service.ts';

/** What follows the address of the page in the text of a code. */
export function fragmentOf(seal: string): string {
  return seal.slice(seal.indexOf('#'));
}

/** Opens the page as a phone's camera does. */
export async function scanned(page: Page, { origin }: Service, seal: string, query = ''): Promise<void> {
  // A change of the fragment alone would not load the page.
  await page.goto('about:blank');
  await page.goto(`${origin}/v${query}${fragmentOf(seal)}`);
}

/** As if the reader had never been here: nothing is kept of earlier visits. */
export async function forget(page: Page, { origin }: Service): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await devtools.detach();
}

/** Waits for the last word on a code, which takes the focus, and gives back its text. */
export async function verdict(page: Page): Promise<string> {
  const heading = page.locator('#verdict h1:focus');
  await heading.waitFor({ timeout: 10_000 });
  return (await heading.textContent()) ?? '';
}

/** `good`, `caution`, `bad`, `neutral` or `pending`. */
export async function tone(page: Page): Promise<string> {
  const name = await page.locator('#verdict .verdict').getAttribute('class');
  return name?.replace('verdict ', '') ?? '';
}

/** Results of the checks by their names, as they stand on the page. */
export async function checks(page: Page): Promise<Record<string, string>> {
  const rows = await page.locator('.checks li').all();
  const read = rows.map(async (row) => [await row.locator('b').innerText(), await row.locator('.outcome').innerText()]);
  return Object.fromEntries(await Promise.all(read));
}

/** With SCREENSHOTS set to a folder, what the page looks like now is kept there. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds wrong with the page as it is now; or with its colours alone, where the rest was looked at before. */
export async function barriers(page: Page, rules: readonly string[] = TAGS): Promise<string[]> {
  await page.evaluate(`globalThis.axe ?? (() => { ${AXE} })()`);
  const run = `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })`;
  const { violations } = (await page.evaluate(run)) as { violations: { id: string; nodes: { html: string }[] }[] };
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

export const COLOURS = ['color-contrast'];
