import { createCipheriv, createDecipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url } from '../../src/lib/base64url.ts';
import { utf8 } from '../../src/lib/bytes.ts';
import { unwrap, wrap } from '../../src/signer/wrapping.ts';

const kek = Uint8Array.from({ length: 32 }, (_, i) => i);
const nonce = Uint8Array.from({ length: 12 }, (_, i) => 100 + i);
const plain = utf8('thirty-two bytes of a secret key');
const CONTEXT = 'vault:token';
/** Made with node:crypto; other versions of this code must go on opening it. */
const WRAPPED = 'v1.ZGVmZ2hpamtsbW5vPHO3FA2Qe-pJDX-KoxEPjmKtYCrqTIAXxKPJPNvIwDGmvadC_FbhpyDqpGwfrPRb';

describe('wrapping', () => {
  test('is AES-256-GCM as node:crypto makes it', async () => {
    const cipher = createCipheriv('aes-256-gcm', kek, nonce).setAAD(utf8(CONTEXT));
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    const wrapped = await wrap(kek, nonce, plain, CONTEXT);
    expect(wrapped).toBe(`v1.${sealed.toString('base64url')}`);
    expect(wrapped).toBe(WRAPPED);
    expect(await unwrap(kek, WRAPPED, CONTEXT)).toEqual(plain);
  });

  test('what it makes, node:crypto opens', async () => {
    const sealed = decodeBase64url((await wrap(kek, nonce, plain, CONTEXT)).slice('v1.'.length));
    const decipher = createDecipheriv('aes-256-gcm', kek, sealed.slice(0, 12)).setAAD(utf8(CONTEXT));
    decipher.setAuthTag(sealed.slice(-16));
    expect(Buffer.concat([decipher.update(sealed.slice(12, -16)), decipher.final()]).toString()).toBe(
      Buffer.from(plain).toString(),
    );
  });

  test.each(['', 'vault:slot', 'vault:token ', 'VAULT:TOKEN'])('does not open in the context %j', async (context) => {
    await expect(unwrap(kek, WRAPPED, context)).rejects.toMatchObject({ code: 'key_unavailable' });
  });

  test('does not open with another key, and says what to check', async () => {
    const other = kek.with(31, 0);
    await expect(unwrap(other, WRAPPED, CONTEXT)).rejects.toMatchObject({
      code: 'key_unavailable',
      message: expect.stringContaining('YINZHENG_KEK'),
    });
  });

  test('does not open when any byte of it is altered', async () => {
    const sealed = decodeBase64url(WRAPPED.slice('v1.'.length));
    for (const at of sealed.keys()) {
      const altered = `v1.${encodeBase64url(sealed.with(at, (sealed[at] ?? 0) ^ 1))}`;
      await expect(unwrap(kek, altered, CONTEXT), `byte ${at}`).rejects.toMatchObject({ code: 'key_unavailable' });
    }
  });

  test.each([
    '',
    'v1.',
    'v1.AAAA',
    `v1.${'A'.repeat(38)}`,
    WRAPPED.slice(0, -4),
    `${WRAPPED}AAAA`,
    `${WRAPPED}=`,
    WRAPPED.replace('v1', 'v2'),
    WRAPPED.slice(3),
  ])('refuses %j', async (wrapped) => {
    await expect(unwrap(kek, wrapped, CONTEXT)).rejects.toMatchObject({ code: 'key_unavailable' });
  });
});
