/** A real Chromium, headless. Tests fail where there is none: a page that nobody opened was not tested. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { BROWSERS, programPath } from '../../scripts/debian-tools.ts';

export function openChromium(...args: readonly string[]): Promise<Browser> {
  const [executablePath] = BROWSERS.flatMap((name) => programPath(name) ?? []);
  if (!executablePath)
    throw new Error('These tests need Chromium or Chrome: `apt-get install chromium-headless-shell`.');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-gpu', ...args],
  });
}

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

/** A page in a window of its own, in Chinese on a phone unless told otherwise. Collects what a strict page must not do. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: PHONE,
    serviceWorkers: 'block',
    timezoneId: 'Asia/Shanghai',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A list that is out of reach is the service's fault, and part of these tests.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints };
}
