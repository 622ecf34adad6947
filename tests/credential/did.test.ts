import { describe, expect, test } from 'vitest';
import { AUTHORITY, type KeyRecord } from '../../src/core/key.ts';
import {
  agencyDid,
  authorityDid,
  didDocument,
  jwkFromMultibase,
  ownerDid,
  ownerOfDid,
  parsePublicJwk,
  publicKeyMultibase,
  verificationMethodId,
} from '../../src/credential/did.ts';
import { canonize } from '../../src/credential/suites.ts';
import { encodeMultibase } from '../../src/lib/multibase.ts';
import { agency, controller, ed25519, keyRecord, loader, origin, p256 } from './world.ts';

describe('names', () => {
  test('a port is percent-encoded', () => {
    expect(authorityDid('http://localhost:8787')).toBe('did:web:localhost%3A8787');
    expect(agencyDid('http://localhost:8787', agency)).toBe(`did:web:localhost%3A8787:agencies:${agency}`);
    expect(authorityDid(origin)).toBe('did:web:cert.example');
    expect(verificationMethodId(controller, 'x')).toBe(`${controller}#x`);
  });

  test('an owner has one DID, and the DID has that owner', () => {
    for (const owner of [AUTHORITY, agency]) expect(ownerOfDid(origin, ownerDid(origin, owner))).toBe(owner);
  });

  test.each([
    'did:web:other.example',
    'did:web:CERT.example',
    'did:web:cert.example:agencies',
    'did:web:cert.example:agencies:',
    `did:web:cert.example:agencies:${agency}:x`,
    'did:web:cert.example:agencies:authority',
    'did:web:cert.example:users:X',
    'did:web:cert.example#key',
    '',
  ])('%j is nobody here', (did) => {
    expect(ownerOfDid(origin, did)).toBeUndefined();
  });
});

describe('didDocument', () => {
  const id = (key: { id: string }) => `${controller}#${key.id}`;
  const multikey = {
    id: id(ed25519),
    controller,
    type: 'Multikey',
    publicKeyMultibase: publicKeyMultibase(ed25519.publicJwk),
  };
  const jsonWebKey = { id: id(p256), controller, type: 'JsonWebKey', publicKeyJwk: p256.publicJwk };

  test('lists active keys for making assertions', () => {
    expect(didDocument(controller, [keyRecord(ed25519), keyRecord(p256)])).toEqual({
      '@context': expect.arrayContaining(['https://www.w3.org/ns/did/v1']),
      id: controller,
      verificationMethod: [multikey, jsonWebKey],
      assertionMethod: [id(ed25519), id(p256)],
    });
  });

  const at = Date.parse('2026-10-01T00:00:00Z');
  test.each<[string, Partial<KeyRecord>, object, boolean]>([
    ['retired', { state: 'retired', retiredAt: at }, { retired: '2026-10-01T00:00:00Z' }, true],
    ['destroyed after it retired', { state: 'destroyed', retiredAt: at }, { retired: '2026-10-01T00:00:00Z' }, true],
    ['compromised', { state: 'compromised', compromisedSince: at }, { revoked: '2026-10-01T00:00:00Z' }, false],
    [
      'destroyed after its compromise',
      { state: 'destroyed', compromisedSince: at },
      { revoked: '2026-10-01T00:00:00Z' },
      false,
    ],
  ])('a key that is %s', (_what, record, dates, asserts) => {
    const document = didDocument(controller, [keyRecord(ed25519, record)]);
    expect(document.verificationMethod).toEqual([{ ...multikey, ...dates }]);
    expect(document.assertionMethod).toEqual(asserts ? [id(ed25519)] : []);
  });

  test('every term is defined', async () => {
    const keys = [keyRecord(ed25519, { state: 'retired', retiredAt: at }), keyRecord(p256, { compromisedSince: at })];
    const canonical = await canonize(didDocument(controller, keys), { documentLoader: loader });
    expect(canonical).toContain('<urn:yinzheng:vocab:retired> "2026-10-01T00:00:00Z"');
    expect(canonical).toContain('<https://w3id.org/security#revoked> "2026-10-01T00:00:00Z"');
  });
});

describe('public keys', () => {
  test.each([
    ['Ed25519', ed25519.publicJwk],
    ['P-256', p256.publicJwk],
  ])('%s: multibase and back', (_name, jwk) => {
    expect(jwkFromMultibase(publicKeyMultibase(jwk))).toEqual(jwk);
  });

  const key = (prefix: readonly number[], body: ArrayLike<number>) =>
    encodeMultibase('z', Uint8Array.from([...prefix, ...Array.from(body)]));
  const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
  test.each([
    ['base64url', encodeMultibase('u', Uint8Array.from([0xed, 1, ...filled(32, 1)]))],
    ['a short Ed25519 key', key([0xed, 1], filled(31, 1))],
    ['a long Ed25519 key', key([0xed, 1], filled(33, 1))],
    ['an X25519 key', key([0xec, 1], filled(32, 1))],
    ['a private key', key([0x80, 0x26], filled(32, 1))],
    ['an uncompressed P-256 key', key([0x80, 0x24, 4], filled(64, 1))],
    ['an x that is no point', key([0x80, 0x24, 2], [...filled(31, 0), 1])],
    ['an x beyond the field', key([0x80, 0x24, 2], filled(32, 0xff))],
    ['a P-256 key with another sign', key([0x80, 0x24, 4], filled(32, 5))],
    ['no base58', 'z0OIl'],
    ['nothing', ''],
  ])('jwkFromMultibase refuses %s', (_what, text) => {
    expect(() => jwkFromMultibase(text)).toThrow(SyntaxError);
  });

  test('parsePublicJwk keeps what matters', () => {
    const more = { kid: 'x', alg: 'ES256', use: 'sig', key_ops: ['verify'] };
    expect(parsePublicJwk({ ...p256.publicJwk, ...more })).toEqual(p256.publicJwk);
    expect(parsePublicJwk(ed25519.publicJwk)).toEqual(ed25519.publicJwk);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['text', 'x'],
    ['a private key', { ...p256.publicJwk, d: 'AA' }],
    ['another curve', { ...p256.publicJwk, crv: 'P-384' }],
    ['RSA', { kty: 'RSA', n: 'AA', e: 'AQAB' }],
    ['an encryption key', { ...p256.publicJwk, use: 'enc' }],
    ['a key for other operations', { ...p256.publicJwk, key_ops: ['deriveKey'] }],
    ['no y', { ...p256.publicJwk, y: undefined }],
    ['a short x', { ...ed25519.publicJwk, x: 'AAAA' }],
    ['an x that is not base64url', { ...ed25519.publicJwk, x: `${ed25519.publicJwk.x}=` }],
  ])('parsePublicJwk refuses %s', (_what, value) => {
    expect(() => parsePublicJwk(value)).toThrow(SyntaxError);
  });
});
