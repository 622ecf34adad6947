import { createPublicKey, getRandomValues, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { KeyAlgorithm, KeyRecord, PublicJwk } from '../../src/core/key.ts';
import type { Random } from '../../src/core/ports.ts';
import { decodeBase64url, encodeBase64url } from '../../src/lib/base64url.ts';
import { utf8 } from '../../src/lib/bytes.ts';
import { ALGORITHMS, keyId } from '../../src/signer/algorithms.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { unwrap } from '../../src/signer/wrapping.ts';

const kek = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
const random: Random = (length) => getRandomValues(new Uint8Array(length));
const signer = createLocalSigner({ kek, random });
const message = utf8('the exact bytes');
const BOTH: readonly KeyAlgorithm[] = ['Ed25519', 'ES256'];

async function makeKey(algorithm: KeyAlgorithm, more: Partial<KeyRecord> = {}): Promise<KeyRecord> {
  const made = await signer.createKey(algorithm);
  return { ...made, owner: 'S000033000107', algorithm, state: 'active', createdAt: 0, ...more };
}

async function verifies(jwk: PublicJwk, algorithm: KeyAlgorithm, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const { key, signature: how } = ALGORITHMS[algorithm];
  const imported = await crypto.subtle.importKey('jwk', { ...jwk }, key, false, ['verify']);
  return crypto.subtle.verify(how, imported, signature, message);
}

describe('key ids', () => {
  test('are the head of the thumbprint: RFC 8037 appendix A.3', async () => {
    const jwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    const thumbprint = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';
    expect(await keyId(jwk)).toBe(encodeBase64url(decodeBase64url(thumbprint).slice(0, 8)));
  });

  test.each(BOTH)('%s: 11 characters that follow from the public key', async (algorithm) => {
    const { id, publicJwk } = await signer.createKey(algorithm);
    expect(id).toMatch(/^[\w-]{11}$/);
    expect(await keyId(publicJwk)).toBe(id);
  });
});

describe('signing', () => {
  test.each(BOTH)('%s: 64 bytes that WebCrypto and node:crypto verify', async (algorithm) => {
    const record = await makeKey(algorithm);
    const key = await signer.open(record);
    expect({ id: key.id, algorithm: key.algorithm, publicJwk: key.publicJwk }).toEqual({
      id: record.id,
      algorithm,
      publicJwk: record.publicJwk,
    });
    const signature = await key.sign(message);
    expect(signature).toHaveLength(64);
    expect(await verifies(record.publicJwk, algorithm, signature)).toBe(true);
    expect(await verifies(record.publicJwk, algorithm, signature.with(5, (signature[5] ?? 0) ^ 1))).toBe(false);

    const publicKey = createPublicKey({ key: { ...record.publicJwk }, format: 'jwk' });
    const digest = algorithm === 'ES256' ? 'sha256' : null;
    expect(verify(digest, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  test('Ed25519 gives the same signature each time, in a new process too', async () => {
    const record = await makeKey('Ed25519');
    const signature = await (await signer.open(record)).sign(message);
    const restarted = createLocalSigner({ kek: kek.slice(), random });
    expect(await (await restarted.open(record)).sign(message)).toEqual(signature);
  });

  test('a retired key opens, to finish what was prepared under it', async () => {
    const record = await makeKey('ES256', { state: 'retired', retiredAt: 1 });
    expect(await verifies(record.publicJwk, 'ES256', await (await signer.open(record)).sign(message))).toBe(true);
  });
});

describe('opening', () => {
  const unavailable = { name: 'YinzhengError', code: 'key_unavailable' };

  test('a compromised or destroyed key does not open, not even from the cache', async () => {
    const record = await makeKey('Ed25519');
    await signer.open(record);
    await expect(signer.open({ ...record, state: 'compromised' })).rejects.toMatchObject(unavailable);
    await expect(signer.open({ ...record, state: 'destroyed', wrapped: null })).rejects.toMatchObject(unavailable);
    await expect(signer.open({ ...record, wrapped: null })).rejects.toMatchObject(unavailable);
  });

  test('a key does not open under another key-encryption key, and the error says what to check', async () => {
    const record = await makeKey('ES256');
    const other = createLocalSigner({ kek: kek.with(0, 1), random });
    await expect(other.open(record)).rejects.toMatchObject({
      ...unavailable,
      message: expect.stringContaining('YINZHENG_KEK'),
    });
  });

  test('a private half opens only for its own public half', async () => {
    const [mine, theirs] = [await makeKey('Ed25519'), await makeKey('Ed25519')];
    await expect(signer.open({ ...mine, wrapped: theirs.wrapped })).rejects.toMatchObject(unavailable);
    await expect(signer.open({ ...mine, publicJwk: theirs.publicJwk })).rejects.toMatchObject(unavailable);
    await expect(signer.open({ ...mine, id: theirs.id })).rejects.toMatchObject(unavailable);
    await expect(signer.open({ ...mine, algorithm: 'ES256' })).rejects.toMatchObject(unavailable);
    await expect(signer.open(mine)).resolves.toMatchObject({ id: mine.id });
  });

  test('opened keys are shared, and only as many kept as asked for', async () => {
    const small = createLocalSigner({ kek, random, cache: 2 });
    const [a, b, c] = [await makeKey('Ed25519'), await makeKey('Ed25519'), await makeKey('Ed25519')];
    const [first, same] = await Promise.all([small.open(a), small.open(a)]);
    expect(same).toBe(first);
    await small.open(b);
    expect(await small.open(a)).toBe(first);
    await small.open(c);
    expect(await small.open(a)).toBe(first);
    const second = await small.open(b);
    await small.open(c);
    await small.open(a);
    expect(await small.open(b)).not.toBe(second);
  });

  test('a key-encryption key of another length is a configuration fault', () => {
    expect(() => createLocalSigner({ kek: kek.slice(1), random })).toThrow(
      expect.objectContaining({ code: 'invalid_configuration' }),
    );
  });
});

describe('private keys', () => {
  test.each(BOTH)('%s: show in no record, and in no opened key', async (algorithm) => {
    const record = await makeKey(algorithm);
    const pkcs8 = await unwrap(kek, record.wrapped ?? '', `key:${record.id}:${algorithm}`);
    const { key: parameters } = ALGORITHMS[algorithm];
    const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, parameters, true, ['sign']);
    const { d = '' } = await crypto.subtle.exportKey('jwk', privateKey);
    const secret = decodeBase64url(d);
    expect(secret).toHaveLength(32);

    const opened = await signer.open(record);
    for (const text of [JSON.stringify(record), JSON.stringify(opened), record.wrapped ?? '']) {
      expect(text).not.toContain(d);
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
    const wrappedBytes = Buffer.from(decodeBase64url((record.wrapped ?? '').slice('v1.'.length)));
    expect(wrappedBytes.includes(secret)).toBe(false);
    expect(Object.keys(record.publicJwk)).not.toContain('d');
    expect(Object.values(opened).filter((value) => typeof value === 'object')).toEqual([record.publicJwk]);
  });

  test('wrap takes a new nonce each time, and unwrap gives the bytes back', async () => {
    const [a, b] = [await signer.wrap(message, 'x'), await signer.wrap(message, 'x')];
    expect(a).not.toBe(b);
    expect(await signer.unwrap(a, 'x')).toEqual(message);
    expect(await signer.unwrap(b, 'x')).toEqual(message);
    await expect(signer.unwrap(a, 'y')).rejects.toMatchObject({ code: 'key_unavailable' });
  });
});
