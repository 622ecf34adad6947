/** SEAL's budget: at most 20 KB over the wire for the first load of the page behind the code, all parts. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ASSETS } from '../../src/render/assets/assets.ts';
import { checkPage } from '../../src/render/pages/check.ts';
import type { Language } from '../../src/render/words.ts';

const BUDGET = 20_000;
/** The longest host that a code has room for. */
const ORIGIN = 'https://certificates.example.cn';

const gzipped = (text: string) => gzipSync(text, { level: 6 }).length;

test.each<Language>(['zh', 'en'])('the first load of the page in %s fits its budget', (language) => {
  const html = String(checkPage(language, { origin: ORIGIN, timeZone: 'Asia/Shanghai' }));
  const named = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, name]) => name ?? '');
  // The service worker comes after the page, and brings nothing that is not there already.
  const files = [...new Set([...named, 'service-worker.js'])];
  expect(files.sort()).toEqual(['check.js', 'mark.svg', 'service-worker.js', 'site.css']);
  const bytes = { html: gzipped(html) } as Record<string, number>;
  for (const file of files) bytes[file] = gzipped(ASSETS.get(file)?.body ?? '');
  const sum = Object.values(bytes).reduce((total, size) => total + size, 0);
  expect(sum, JSON.stringify(bytes)).toBeLessThanOrEqual(BUDGET);
});
