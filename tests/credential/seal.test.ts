import { decode } from 'cborg';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SigningKey } from '../../src/core/ports.ts';
import { parseSealText, readSeal, sealText, signSeal } from '../../src/credential/seal.ts';
import { type Bytes, concat, utf8 } from '../../src/lib/bytes.ts';
import { encodeDigits } from '../../src/lib/digits.ts';
import { FACTS, KID, newKey } from './seal-input.ts';

let key: SigningKey;
let sealed: Bytes;

beforeAll(async () => {
  key = await newKey();
  sealed = await signSeal(FACTS, key);
});

test('what was signed is read back, and verifies with its key alone', async () => {
  const seal = readSeal(sealed);
  expect(seal.facts).toEqual(FACTS);
  expect(seal.kid).toBe(key.id);
  expect(await seal.verify(key.publicJwk)).toBe(true);
  expect(await seal.verify((await newKey()).publicJwk)).toBe(false);
  expect(await seal.verify({ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) })).toBe(false);
});

test('absent members stay absent', async () => {
  const { validUntil: _, maskedId: __, ...rest } = FACTS;
  const { name: ___, ...occupation } = FACTS.occupation;
  const facts = { ...rest, occupation };
  expect(readSeal(await signSeal(facts, key)).facts).toEqual(facts);
});

test('days of all centuries survive', async () => {
  for (const date of ['1000-01-01', '1969-12-31', '1970-01-01', '2000-02-29', '9999-12-31']) {
    const { facts } = readSeal(await signSeal({ ...FACTS, issuedOn: date, validUntil: date }, key));
    expect([facts.issuedOn, facts.validUntil]).toEqual([date, date]);
  }
});

test('facts that are none are refused before the key is used', async () => {
  const unused: SigningKey = { ...key, sign: () => Promise.reject(new Error('the key was used')) };
  await expect(signSeal({ ...FACTS, issuedOn: '2026-02-30' }, unused)).rejects.toThrow(RangeError);
  await expect(signSeal({ ...FACTS, certificate: 'urn:uuid:1' }, unused)).rejects.toThrow(SyntaxError);
  await expect(signSeal(FACTS, { ...unused, algorithm: 'Ed25519' })).rejects.toThrow(RangeError);
});

describe('another implementation', () => {
  /** A CBOR byte string of less than 256 bytes, written by hand. */
  const bstr = (bytes: Uint8Array) =>
    concat(bytes.length < 24 ? Uint8Array.of(0x40 + bytes.length) : Uint8Array.of(0x58, bytes.length), bytes);

  test('finds a COSE_Sign1 as RFC 9052 describes it, and verifies it', async () => {
    expect(sealed[0]).toBe(0xd2); // tag 18
    const [header, unprotected, payload, signature] = decode(sealed.slice(1), { useMaps: true });
    expect(decode(header, { useMaps: true })).toEqual(
      new Map<number, unknown>([
        [1, -7],
        [4, KID],
      ]),
    );
    expect(unprotected).toEqual(new Map());
    expect(signature).toHaveLength(64);

    const toBeSigned = concat(
      Uint8Array.of(0x84, 0x6a),
      utf8('Signature1'),
      bstr(header),
      Uint8Array.of(0x40),
      bstr(payload),
    );
    const jwk = { ...key.publicJwk };
    const publicKey = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'verify',
    ]);
    expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, signature, toBeSigned)).toBe(true);
  });

  test('finds the payload that docs/seal-format.md describes', () => {
    const payload = decode(decode(sealed.slice(1), { useMaps: true })[2], { useMaps: true });
    expect([...payload]).toEqual([
      [1, new Uint8Array(Buffer.from('019d6c1f5a007b3c9e412f60718293a4', 'hex'))],
      [2, 'S000033000107'],
      [3, Date.UTC(2026, 10, 1) / 86_400_000],
      [4, Date.UTC(2029, 9, 31) / 86_400_000],
      [5, 12],
      [6, 131_071],
      [7, 'S000033000107263000042'],
      [8, '张伟'],
      [9, '1101**********002X'],
      [10, ['CN-OCD', '2022', '4-04-05-05', '人工智能训练师']],
      [11, ['CN-SKILL', '3']],
    ]);
  });
});

describe('text', () => {
  const digits = () => encodeDigits(sealed);

  test('is read back', () => {
    const text = sealText('https://cert.example', sealed);
    expect(text).toMatch(/^https:\/\/cert\.example\/v#1\d+$/);
    expect(parseSealText(text)).toEqual(sealed);
  });

  test.each([
    ['another host', (d: string) => `https://elsewhere.example:8443/v#1${d}`],
    ['http', (d: string) => `http://localhost:8787/v#1${d}`],
    ['a query that the page added', (d: string) => `https://cert.example/v?lang=en#1${d}`],
    ['a scheme and host in capitals', (d: string) => `HTTPS://CERT.EXAMPLE/v#1${d}`],
    ['white space around it', (d: string) => `\n https://cert.example/v#1${d}\r\n`],
  ])('%s changes nothing', (_, text) => {
    expect(parseSealText(text(digits()))).toEqual(sealed);
  });

  test.each([
    ['nothing', ''],
    ['the small code', 'https://cert.example/v/aaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['another page', 'https://cert.example/verify#1000'],
    ['the page without a seal', 'https://cert.example/v'],
    ['an empty fragment', 'https://cert.example/v#'],
    ['a fragment of the page', 'https://cert.example/v#main'],
    ['a JWT', 'eyJhbGciOiJFUzI1NiJ9.e30.AA'],
    ['text before it', 'see https://cert.example/v#1000'],
    ['bare digits', '1000'],
    ['no host', 'https:///v#1000'],
  ])('%s is not ours', (_, text) => {
    expect(parseSealText(text)).toBeUndefined();
  });

  test.each([
    ['a version to come', 'https://cert.example/v#2000'],
    ['no digits', 'https://cert.example/v#1'],
    ['a digit too few', 'https://cert.example/v#100'],
    ['a group that is too large', 'https://cert.example/v#1999'],
    ['other characters', 'https://cert.example/v#100x'],
    ['a break within', 'https://cert.example/v#100\n0'],
  ])('%s is ours, but damaged', (_, text) => {
    expect(() => parseSealText(text)).toThrow(SyntaxError);
  });
});
