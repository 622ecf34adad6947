import { describe, expect, test } from 'vitest';
import { readPresented } from '../../src/credential/presented.ts';
import { sealText, signSeal } from '../../src/credential/seal.ts';
import { joinJwt, signJwt } from '../../src/credential/vc-jose.ts';
import { sealFacts } from './seal-facts.ts';
import { certificate, controller, origin, p256 } from './world.ts';

const credential = certificate();
const jwt = joinJwt('{}', await signJwt('{}', { key: p256, controller }));
const envelope = {
  '@context': 'https://www.w3.org/ns/credentials/v2',
  id: `data:application/vc+jwt,${jwt}`,
  type: 'EnvelopedVerifiableCredential',
};
const seal = await signSeal(sealFacts, p256);
const qr = sealText(origin, seal);

describe('readPresented', () => {
  test.each<[string, unknown]>([
    ['an object', credential],
    ['its text', JSON.stringify(credential)],
    ['its text between spaces', `\n ${JSON.stringify(credential, null, 2)}\n`],
    ['{credential}', { credential }],
    ['{credential} with text', { credential: JSON.stringify(credential) }],
    ['{verifiableCredential} as text', JSON.stringify({ verifiableCredential: credential })],
  ])('a credential as %s', (_what, input) => {
    expect(readPresented(input)).toEqual({ kind: 'embedded', credential });
  });

  test.each<[string, unknown]>([
    ['compact', jwt],
    ['between spaces', ` ${jwt}\n`],
    ['enveloped', envelope],
    ['enveloped, as text', JSON.stringify(envelope)],
    ['the data URL alone', envelope.id],
    ['{credential}', { credential: jwt }],
    ['{verifiableCredential: envelope}', { verifiableCredential: envelope }],
  ])('a JWT: %s', (_what, input) => {
    expect(readPresented(input)).toEqual({ kind: 'jwt', jwt });
  });

  test.each<[string, unknown, object]>([
    ['link', qr, { origin: 'https://cert.example' }],
    ['link of another host', qr.replace('cert.example', 'other.example'), { origin: 'https://other.example' }],
    ['digits alone', qr.slice(qr.indexOf('#') + 1), {}],
    ['{credential}', { credential: qr }, { origin: 'https://cert.example' }],
  ])('a QR code: %s', (_what, input, where) => {
    expect(readPresented(input)).toEqual({ kind: 'seal', seal, ...where });
  });

  test('a QR code that was not read whole', () => {
    expect(readPresented(qr.slice(0, -1))).toMatchObject({ kind: 'none', reason: 'damaged' });
    expect(readPresented(qr.replace('#1', '#2'))).toMatchObject({ kind: 'none', reason: 'damaged' });
  });

  test('broken JSON, with the place', () => {
    expect(readPresented('{"a": {"b": 1, "b": 2}}')).toEqual({
      kind: 'none',
      reason: 'malformed',
      detail: '/a/b: a member of this name is there already',
    });
    expect(readPresented(`{"a":${'['.repeat(10_000)}`)).toMatchObject({ kind: 'none', reason: 'malformed' });
    expect(readPresented({ credential: '{' })).toMatchObject({ kind: 'none', reason: 'malformed' });
  });

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['undefined', undefined],
    ['null', null],
    ['a number', 1],
    ['a list', [credential]],
    ['an empty object', {}],
    ['a presentation', { type: ['VerifiablePresentation'], holder: controller }],
    ['a number of a certificate', 'S000033000107263000042-E'],
    ['digits', '1234567890'],
    ['another web page', 'https://cert.example/'],
    ['another QR code', 'https://cert.example/v/abcdefghijklmnopqrstuvwxyz'],
    ['a JWE', 'a.b.c.d.e'],
    ['an envelope of something else', { ...envelope, id: 'data:application/vc+sd-jwt,x~' }],
    ['an envelope in an envelope', `data:application/vc+jwt,data:application/vc+jwt,${jwt}`],
    ['many envelopes', 'data:application/vc+jwt,'.repeat(20_000) + jwt],
    ['an envelope without a JWT', { ...envelope, id: 'data:application/vc+jwt,x' }],
    ['a wrapper in a wrapper', { credential: { credential } }],
  ])('nothing of ours: %s', (_what, input) => {
    expect(readPresented(input)).toMatchObject({ kind: 'none', reason: 'foreign' });
  });
});
