import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { PublicJwk } from '../../src/core/key.ts';
import { parseSealText, readSeal, sealText } from '../../src/credential/seal.ts';

/** The example of docs/seal-format.md: what other implementers build against must stay true. */
const page = readFileSync(new URL('../../docs/seal-format.md', import.meta.url), 'utf8');
const [jwk = '', hex = '', facts = '', text = ''] = Array.from(
  page.matchAll(/^```\w+\n(.*?)^```$/gms),
  ([, content]) => content,
);
const bytes = new Uint8Array(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
const key = JSON.parse(jwk) as PublicJwk & { kid: string };

test('the bytes say what the page says, and its key signed them', async () => {
  const seal = readSeal(bytes);
  expect(seal.facts).toEqual(JSON.parse(facts));
  expect(seal.kid).toBe(key.kid);
  expect(await seal.verify(key)).toBe(true);
  expect(page).toContain(`The seal, ${bytes.length} bytes`);
});

test('the key id is the beginning of the thumbprint (RFC 7638)', async () => {
  if (key.kty !== 'EC') throw new Error('the example key is P-256');
  const members = JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x, y: key.y });
  const thumbprint = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(members));
  expect(Buffer.from(thumbprint, 0, 8).toString('base64url')).toBe(key.kid);
});

test('the text is the text of these bytes', () => {
  expect(text.trim()).toBe(sealText('https://cert.example', bytes));
  expect(parseSealText(text)).toEqual(bytes);
});

test('a reader that knows nothing but the page understands the digits', () => {
  const digits = text.trim().replace(/^.*#1/, '');
  const read: number[] = [];
  for (let at = 0; at < digits.length; at += 17) {
    const group = digits.slice(at, at + 17);
    const length = { 3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7 }[group.length] ?? 0;
    const bigEndian = BigInt(group)
      .toString(16)
      .padStart(length * 2, '0');
    read.push(...Buffer.from(bigEndian, 'hex').reverse());
  }
  expect(Uint8Array.from(read)).toEqual(bytes);
});
