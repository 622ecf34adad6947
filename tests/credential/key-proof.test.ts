import { describe, expect, test } from 'vitest';
import { didKeyOf } from '../../src/credential/did.ts';
import { openKeyProof } from '../../src/credential/key-proof.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { utf8 } from '../../src/lib/bytes.ts';
import { compact, holderKey, seconds } from './sd-jwt-world.ts';
import { now, origin, resolver } from './world.ts';

const key = await holderKey();
const claims = { aud: origin, iat: seconds, nonce: 'n' };
const open = async (header: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  openKeyProof(await compact({ typ: 'openid4vci-proof+jwt', ...header }, { ...claims, ...more }, key), {
    issuer: origin,
    resolver,
    now,
  });

describe('a key proof names its key', () => {
  const didKey = didKeyOf(key.publicJwk);
  const didJwk = `did:jwk:${encodeBase64url(utf8(JSON.stringify(key.publicJwk)))}`;
  test.each<[string, Record<string, unknown>]>([
    ['by jwk', { jwk: key.publicJwk }],
    ['by a did:key', { kid: `${didKey}#${didKey.slice(8)}` }],
    ['by a did:jwk', { kid: `${didJwk}#0` }],
  ])('%s', async (_, header) => {
    expect(await open(header)).toEqual({ key: key.publicJwk, nonce: 'n' });
  });

  test('or a list of audiences with ours in it', async () => {
    expect(await open({ jwk: key.publicJwk }, { aud: ['x', origin], nonce: undefined })).toMatchObject({
      nonce: undefined,
    });
  });
});

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['no key', {}, {}],
  ['two keys', { jwk: key.publicJwk, kid: 'x' }, {}],
  ['a certificate chain', { x5c: ['x'] }, {}],
  ['a key of ours, which is for assertions', { kid: `did:web:cert.example:agencies:S000033000107#YWJjZGVmZ2g` }, {}],
  ['another typ', { jwk: key.publicJwk, typ: 'jwt' }, {}],
  ['another audience', { jwk: key.publicJwk }, { aud: 'https://other.example' }],
  ['a time that is text', { jwk: key.publicJwk }, { iat: String(seconds) }],
  ['a nonce that is a number', { jwk: key.publicJwk }, { nonce: 7 }],
])('refused: %s', async (_, header, more) => {
  await expect(open(header, more)).rejects.toThrow();
});
