import { expect, test } from 'vitest';
import { decrypt, encrypt } from '../../src/lib/aead.ts';
import { utf8 } from '../../src/lib/bytes.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const nonce = Uint8Array.from({ length: 12 }, (_, i) => 100 + i);
const context = utf8('person/1');
const plain = utf8('synthetic');

test('test case 14 of the GCM specification', async () => {
  const empty = new Uint8Array(0);
  const sealed = await encrypt(new Uint8Array(32), new Uint8Array(12), new Uint8Array(16), empty);
  expect(Buffer.from(sealed.slice(12)).toString('hex')).toBe(
    'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
  );
});

test('opens with the same key and context alone', async () => {
  const sealed = await encrypt(key, nonce, plain, context);
  expect(sealed.slice(0, 12)).toEqual(nonce);
  expect(await decrypt(key, sealed, context)).toEqual(plain);
  await expect(decrypt(key.with(31, 0), sealed, context)).rejects.toThrow(RangeError);
  await expect(decrypt(key, sealed, utf8('person/2'))).rejects.toThrow(RangeError);
});

test('no byte can be altered, and none cut', async () => {
  const sealed = await encrypt(key, nonce, plain, context);
  for (let at = 0; at < sealed.length; at++) {
    await expect(decrypt(key, sealed.with(at, (sealed[at] ?? 0) ^ 1), context)).rejects.toThrow(RangeError);
    await expect(decrypt(key, sealed.slice(0, at), context)).rejects.toThrow(RangeError);
  }
});

test('refuses keys and nonces of other lengths', async () => {
  await expect(encrypt(key.slice(1), nonce, plain, context)).rejects.toThrow(RangeError);
  await expect(encrypt(key, nonce.slice(1), plain, context)).rejects.toThrow(RangeError);
});
