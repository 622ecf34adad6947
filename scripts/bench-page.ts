/**
 * What the page behind the QR code costs a reader: bytes of the first load, time from navigation to the verdict in Chromium on a
 * processor slowed four times and a 4G network, and the time of one check in this process.
 */
import { gzipSync } from 'node:zlib';
import type { Presented } from '../src/issue/present.ts';
import { ASSETS } from '../src/render/assets/assets.ts';
import { checkPage } from '../src/render/pages/check.ts';
import { checkSeal, openTrustList, verify } from '../src/verify/light/verify.ts';
import { scanned, verdict } from '../tests/browser/checking.ts';
import { openChromium, openPage } from '../tests/browser/chromium.ts';
import { type Service, startService } from '../tests/browser/service.ts';

/** 9 Mbit/s down, 1.5 Mbit/s up, 60 ms each way: Lighthouse's "regular 4G". */
const NETWORK = { offline: false, latency: 120, downloadThroughput: 1_125_000, uploadThroughput: 187_500 };
const VISITS = 9;
const CHECKS = 500;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const say = (what: string, value: string) => console.log(`${what.padEnd(58)} ${value}`);

function bytes(origin: string): void {
  for (const language of ['zh', 'en'] as const) {
    const html = String(checkPage(language, { origin, timeZone: 'Asia/Shanghai' }));
    const files = ['site.css', 'check.js', 'mark.svg', 'service-worker.js'];
    const sizes = [['html', html], ...files.map((name) => [name, ASSETS.get(name)?.body ?? ''])].map(
      ([name = '', text = '']) => [name, gzipSync(text).length] as const,
    );
    const sum = sizes.reduce((total, [, size]) => total + size, 0);
    say(`first load in ${language}, gzip`, `${sum} bytes (${sizes.map((one) => one.join(' ')).join(', ')})`);
  }
  for (const name of ['camera.js', 'file.js', 'decode.js', 'credential.js']) {
    say(`${name}, loaded when it is needed, gzip`, `${gzipSync(ASSETS.get(name)?.body ?? '').length} bytes`);
  }
}

async function visits(service: Service, seal: string): Promise<void> {
  const browser = await openChromium();
  for (const slowed of [1, 4]) {
    const times: number[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      const { page } = await openPage(browser);
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowed });
      await devtools.send('Network.enable');
      await devtools.send('Network.emulateNetworkConditions', NETWORK);
      await page.addInitScript(`new MutationObserver(() => {
        if (globalThis.verdictAt === undefined && document.querySelector('.verdict.good')) globalThis.verdictAt = performance.now();
      }).observe(document, { childList: true, subtree: true });`);
      await scanned(page, service, seal);
      await verdict(page);
      times.push(Number(await page.evaluate('globalThis.verdictAt')));
      await page.context().close();
    }
    const sorted = times.toSorted((a, b) => a - b).map(Math.round);
    say(
      `navigation to verdict, first visit, 4G, CPU slowed ${slowed}×`,
      `${Math.round(median(times))} ms (${sorted.join(' ')})`,
    );
  }
  await browser.close();
}

async function checks({ origin }: Service, { seal, jwt, credential }: Presented): Promise<void> {
  const get = async (path: string) =>
    (await fetch(origin + path, { headers: { Accept: 'application/vc+jwt' } })).text();
  const authority = JSON.parse(await get('/.well-known/did.json'));
  const now = Date.now();
  const trustList = await openTrustList(await get('/trust-list'), { origin, authority, now, current: true });
  const options = {
    trustList,
    timeZone: 'Asia/Shanghai',
    now,
    statusList: () => Promise.reject(new TypeError('none')),
  };
  const checks = {
    'a seal': () => checkSeal(seal, options),
    'a JWT': () => verify(jwt, options),
    'a credential': () => verify(credential, options),
  };
  for (const [what, check] of Object.entries(checks)) {
    await check();
    const began = performance.now();
    for (let i = 0; i < CHECKS; i++) await check();
    say(`one check of ${what}, without its status, in Node`, `${((performance.now() - began) / CHECKS).toFixed(2)} ms`);
  }
}

const service = await startService();
const presented = await service.issue();
bytes(service.origin);
await checks(service, presented);
await visits(service, presented.seal);
await service.stop();
