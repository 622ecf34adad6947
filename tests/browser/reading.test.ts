/** Certificates out of files, pictures and a camera that sees a printed code. All of it is read and checked on the device. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFonts } from '../../src/entry/fonts-node.ts';
import { paper } from '../../src/issue/paper.ts';
import type { Presented } from '../../src/issue/present.ts';
import { certificatePdf } from '../../src/render/pdf/certificate.ts';
import { qrPng } from '../../src/render/qr.ts';
import { WORDS } from '../../src/render/words.ts';
import { barriers, checks, forget, fragmentOf, picture, scanned, verdict } from './checking.ts';
import { openChromium, openPage } from './chromium.ts';
import { film, type Look, printed } from './printed.ts';
import { type Service, startService } from './service.ts';

const words = WORDS.zh;
const folder = mkdtempSync(join(tmpdir(), 'yinzheng-camera-'));
const seen = join(folder, 'seen.y4m');

let browser: Browser;
let service: Service;
let good: Presented;
let page: Page;
let complaints: string[];
/** What was asked of anybody but the service. */
const strangers: string[] = [];

beforeAll(async () => {
  const camera = [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${seen}`,
  ];
  [service, browser] = await Promise.all([startService(), openChromium(...camera)]);
  good = await service.issue();
  ({ page, complaints } = await openPage(browser, { permissions: ['camera'] }));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(service.origin) && !/^(?:about|blob):/.test(url)) strangers.push(url);
  });
});
beforeEach(async () => {
  await forget(page, service);
  await open();
  service.asked.length = 0;
});
afterEach(() => expect([...complaints, ...strangers]).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  rmSync(folder, { recursive: true });
});

const open = () => page.goto(`${service.origin}/v`);
const posted = () => service.asked.filter((line) => line.startsWith('POST'));

function choose(name: string, mimeType: string, content: string | Uint8Array): Promise<void> {
  return page.locator('#file').setInputFiles({ name, mimeType, buffer: Buffer.from(content) });
}

async function paste(text: string): Promise<void> {
  await page.getByLabel(words.check.paste).fill(text);
  await page.getByRole('button', { name: words.check.verify, exact: true }).click();
}

async function pdfWith(content: string | undefined, useObjectStreams: boolean): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage().drawText('certificate');
  await pdf.attach(new TextEncoder().encode('not this one'), 'notes.txt', { mimeType: 'text/plain' });
  if (content) await pdf.attach(new TextEncoder().encode(content), 'credential.json', { mimeType: 'application/vc' });
  return pdf.save({ useObjectStreams });
}

/** As `GET /v1/certificates/{id}` answers it. */
async function ownPdf(): Promise<Uint8Array> {
  const certificate = await service.deps.store.certificate(good.id);
  if (!certificate) throw new Error('it was not kept');
  return certificatePdf(await paper(service.deps, certificate), createFonts());
}

describe('an electronic certificate', () => {
  test.each<[string, string, string, () => Promise<string | Uint8Array>]>([
    ['JSON', 'certificate.json', 'application/json', async () => JSON.stringify(good.credential, null, 2)],
    ['a JWT', 'certificate.jwt', 'text/plain', async () => `${good.jwt}\n`],
    ['the PDF that the service makes', 'certificate.pdf', 'application/pdf', ownPdf],
    ['a PDF', 'certificate.pdf', 'application/pdf', () => pdfWith(JSON.stringify(good.credential), false)],
    ['a PDF that was packed', 'x.pdf', '', () => pdfWith(good.jwt, true)],
  ])('as %s is checked on this device, with its status', async (_, name, type, content) => {
    await choose(name, type, await content());
    expect(await verdict(page)).toBe('有效');
    expect(Object.values(await checks(page))).toEqual(Array(6).fill('通过'));
    expect(await page.locator('#details').innerText()).toContain('数据标注员');
    expect(posted()).toEqual([]);
    expect(service.asked.filter((line) => line.includes('/status/'))).toHaveLength(4);
  });

  test('that was altered is not authentic, and shows no claims', async () => {
    await paste(JSON.stringify({ ...good.credential, number: 'S000033000107263000999' }));
    expect(await verdict(page)).toBe(words.verdicts.not_authentic.title);
    await choose(
      'x.jwt',
      'text/plain',
      good.jwt.replace(/.(.{9})$/, (_, end) => `${good.jwt.at(-10) === 'A' ? 'B' : 'A'}${end}`),
    );
    await page.locator('.pending').waitFor({ state: 'detached' });
    expect(await verdict(page)).toBe(words.verdicts.not_authentic.title);
    expect(await page.locator('.gist').count()).toBe(0);
  });

  test('that was revoked tells more when the reader asks the service, which then gets to see it', async () => {
    const holder = { name: '测试甲', idType: 'cn.resident_id', idNumber: '11010519491231002X' };
    const one = await service.issue({ holder, level: { scheme: 'CN-SKILL', code: '4' } });
    await service.act(one, 'authority', { action: 'revoke', reason: 'exam_fraud' });
    await paste(one.jwt);
    expect(await verdict(page)).toBe('已撤销');
    expect(posted()).toEqual([]);
    await page.getByRole('button', { name: /查询详情/ }).click();
    await page.getByText('决定时间').waitFor();
    expect(posted()).toEqual([`POST /verify ${one.jwt}`]);
  });

  test('whose lists are out of reach is genuine without green, and tried again', async () => {
    service.breaks('/status');
    await paste(good.jwt);
    expect(await verdict(page)).toBe(words.verdicts.status_unchecked.title);
    service.breaks(undefined);
    await page.getByRole('button', { name: words.result.again }).click();
    await page.locator('.verdict.good').waitFor();
  });

  test('and its result are still there in the other language', async () => {
    await paste(good.jwt);
    await verdict(page);
    await page.getByRole('link', { name: 'English' }).click();
    await page.locator('html[lang="en-GB"]').waitFor();
    expect(await verdict(page)).toBe('Valid');
    expect(posted()).toEqual([]);
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });
});

describe('a file', () => {
  test('with the text of a code, dropped anywhere on the page', async () => {
    const file = `new File([${JSON.stringify(good.seal)}], 'code.txt')`;
    const data = `(() => { const data = new DataTransfer(); data.items.add(${file}); return data; })()`;
    await page.evaluate(
      `document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: ${data} }))`,
    );
    expect(await verdict(page)).toBe('有效');
    expect(posted()).toEqual([]);
  });

  test('with a picture of a code', async () => {
    await choose('code.png', 'image/png', await qrPng(good.seal, 4));
    expect(await verdict(page)).toBe('有效');
    expect(page.url()).toBe(`${service.origin}/v${fragmentOf(good.seal)}`);
    expect(posted()).toEqual([]);
  });

  test.each<[string, string, string, () => Promise<string | Uint8Array>, string]>([
    ['broken JSON', 'x.json', 'application/json', async () => '{"broken": ', words.messages.unreadable],
    ['other bytes', 'x.bin', '', async () => new Uint8Array(64), words.messages.unreadable],
    [
      'far too much text',
      'x.json',
      'application/json',
      async () => Buffer.alloc(1_000_001, ' '),
      words.messages.tooLarge,
    ],
    [
      'a PDF without an attachment',
      'x.pdf',
      'application/pdf',
      () => pdfWith(undefined, false),
      words.messages.noAttachment,
    ],
    ['a picture without a code', 'x.png', 'image/png', async () => PIXEL, words.messages.noCode],
    ['what only says that it is a picture', 'x.png', 'image/png', async () => 'no', words.messages.noCode],
  ])('with %s gets a message that says what to do', async (_, name, type, content, message) => {
    await choose(name, type, await content());
    await page.locator('#message').getByText(message).waitFor();
    expect(posted()).toEqual([]);
    if (message === words.messages.noCode) {
      await picture(page, 'no_code-zh-light-phone');
      expect(await barriers(page)).toEqual([]);
    }
  });
});

/** One white pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==',
  'base64',
);

describe('the camera', () => {
  test.each<[string, Look]>([
    ['sharp', {}],
    ['rotated', { degrees: 30 }],
    ['blurred', { blur: 0.4 }],
    ['rotated and blurred', { degrees: 100, blur: 0.35 }],
  ])('reads a printed code, %s', async (name, look) => {
    writeFileSync(seen, film(printed(good.seal, look)));
    await open();
    await page.getByRole('button', { name: words.check.scan }).click();
    if (name === 'sharp') {
      await page.locator('video').waitFor();
      await picture(page, 'camera-zh-light-phone');
    }
    expect(await verdict(page)).toBe('有效');
    expect(posted()).toEqual([]);
    expect(await page.evaluate(`'BarcodeDetector' in globalThis`), 'this browser reads by itself').toBe(false);
  });

  test('while it looks can be stopped, and is accessible', async () => {
    writeFileSync(seen, film(printed('nothing of ours', { blur: 2 })));
    await open();
    await page.getByRole('button', { name: words.check.scan }).click();
    const stop = page.getByRole('button', { name: words.check.stop });
    await page.locator('#stop:focus').waitFor();
    expect(await barriers(page)).toEqual([]);
    await stop.press('Enter');
    await page.locator('#scan:focus').waitFor();
  });

  test('is read by the browser itself where it can', async () => {
    const own = await openPage(browser, { permissions: ['camera'] });
    // Chromium on Linux has no reader of its own; one that always sees the same stands in.
    await own.page.addInitScript(`globalThis.BarcodeDetector = class {
      static getSupportedFormats() { return Promise.resolve(['qr_code']); }
      detect(video) { return Promise.resolve(video.videoWidth > 0 ? [{ rawValue: ${JSON.stringify(good.seal)} }] : []); }
    };`);
    await own.page.goto(`${service.origin}/v`);
    await own.page.getByRole('button', { name: words.check.scan }).click();
    expect(await verdict(own.page)).toBe('有效');
    expect(service.asked).not.toContain('GET /assets/decode.js');
    await own.page.context().close();
  });

  test('that may not be used gets a message', async () => {
    const own = await openPage(browser);
    await own.page.addInitScript(
      `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))`,
    );
    await own.page.goto(`${service.origin}/v`);
    await own.page.getByRole('button', { name: words.check.scan }).click();
    await own.page.getByText(words.messages.noCamera).waitFor();
    await own.page.context().close();
  });

  test('leaves the first load as it was', async () => {
    await scanned(page, service, good.seal);
    await verdict(page);
    expect(service.asked.filter((line) => /reading|decode|credential\.js/.test(line))).toEqual([]);
  });
});
