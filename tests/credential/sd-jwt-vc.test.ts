import { describe, expect, test } from 'vitest';
import { didWebOf } from '../../src/credential/did.ts';
import { type KeyBinding, verifySdJwt } from '../../src/credential/sd-jwt-vc.ts';
import { bound, compact, digest, disclosure, holderKey, issuerJwt, seconds } from './sd-jwt-world.ts';
import { controller, didKey, didKeyController, now, p256, resolver } from './world.ts';

const name = disclosure('s', 'name', '张伟');
const _sd = [await digest(name)];
const verify = (text: string, binding?: KeyBinding) => verifySdJwt(text, { resolver, now, binding });

test('what an issuer signed passes, with what is shown and nothing else', async () => {
  const jwt = await issuerJwt({ _sd, number: '1' });
  const shown = await verify(`${jwt}~${name}~`);
  expect(shown).toMatchObject({ outcome: 'pass', document: { name: '张伟', number: '1' } });
  const hidden = await verify(`${jwt}~`);
  expect(hidden.outcome).toBe('pass');
  expect(hidden.document).not.toHaveProperty('name');
  expect(hidden.document).not.toHaveProperty('_sd');
  const byDid = await issuerJwt({ iss: controller });
  expect(await verify(`${byDid}~`)).toMatchObject({ outcome: 'pass' });
  const stranger = await compact(
    { typ: 'dc+sd-jwt', kid: `${didKeyController}#${didKey.id}` },
    { iss: didKeyController, vct: 'x' },
    didKey,
  );
  expect(await verify(`${stranger}~`)).toMatchObject({ outcome: 'pass' });
});

test('what others put in passes: the digest of the type, and decoys at every depth', async () => {
  const grade = disclosure('s', 'B');
  const jwt = await issuerJwt({
    'vct#integrity': 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    _sd: [...(await Promise.all(['a', 'b', 'c'].map(digest))), ..._sd],
    scores: { _sd: [await digest('d')] },
    grades: [{ '...': await digest('e') }, { '...': await digest(grade) }],
  });
  const { outcome, document } = await verify(`${jwt}~${name}~${grade}~`);
  expect(outcome).toBe('pass');
  expect(document).toMatchObject({ name: '张伟', scores: {}, grades: ['B'] });
});

describe('refused, each for its reason', () => {
  const cases: readonly (readonly [string, string, () => Promise<string>])[] = [
    ['no tilde', 'sd-jwt/form', () => issuerJwt()],
    ['a hash that is not known', 'sd-jwt/form', async () => `${await issuerJwt({ _sd_alg: 'md5' })}~`],
    ['a hash by the name of something else', 'sd-jwt/form', async () => `${await issuerJwt({ _sd_alg: 'toString' })}~`],
    ['an end after all dates', 'sd-jwt/form', async () => `${await issuerJwt({ exp: 1e14 })}~`],
    ['an end that is text', 'sd-jwt/form', async () => `${await issuerJwt({ exp: '2020-01-01' })}~`],
    ['an end that is null', 'sd-jwt/form', async () => `${await issuerJwt({ exp: null })}~`],
    ['a begin before all dates', 'sd-jwt/form', async () => `${await issuerJwt({ nbf: -1e14 })}~`],
    ['a time that is a list', 'sd-jwt/form', async () => `${await issuerJwt({ iat: [1] })}~`],
    ['another typ', 'sd-jwt/typ', async () => `${await issuerJwt({}, { typ: 'vc+sd-jwt' })}~`],
    ['crit', 'jwt/crit', async () => `${await issuerJwt({}, { crit: ['x'] })}~`],
    ['no type', 'sd-jwt/vct', async () => `${await issuerJwt({ vct: 7 })}~`],
    ['a type with a digest that is no text', 'sd-jwt/vct', async () => `${await issuerJwt({ 'vct#integrity': 7 })}~`],
    ['no issuer', 'jwt/iss', async () => `${await issuerJwt({ iss: 'urn:x' })}~`],
    [
      'an issuer that is not the owner of the key',
      'jwt/kid',
      async () => `${await issuerJwt({ iss: 'https://cert.example/agencies/OTHER' })}~`,
    ],
    ['a key that is not there', 'jwt/kid', async () => `${await issuerJwt({}, { kid: `${controller}#nothing` })}~`],
    ['another alg', 'jwt/signature', async () => `${await issuerJwt({}, { alg: 'ES384' })}~`],
    ['alg none', 'jwt/signature', async () => `${await issuerJwt({}, { alg: 'none' })}~`],
    [
      'a payload that was changed',
      'jwt/signature',
      async () => {
        const [head, , tail] = (await issuerJwt()).split('.');
        const [, other] = (await issuerJwt({ number: '2' })).split('.');
        return `${head}.${other}.${tail}~`;
      },
    ],
    [
      'a disclosure that was changed',
      'sd-jwt/disclosure',
      async () => `${await issuerJwt({ _sd })}~${disclosure('s', 'name', '王芳')}~`,
    ],
    ['a disclosure of another credential', 'sd-jwt/disclosure', async () => `${await issuerJwt()}~${name}~`],
    [
      'a status that is a disclosure',
      'sd-jwt/disclosure',
      async () => {
        const status = disclosure('s', 'status', {});
        return `${await issuerJwt({ _sd: [await digest(status)] })}~${status}~`;
      },
    ],
    [
      'an exp that is a disclosure',
      'sd-jwt/disclosure',
      async () => {
        const exp = disclosure('s', 'exp', 9e9);
        return `${await issuerJwt({ _sd: [await digest(exp)] })}~${exp}~`;
      },
    ],
  ];
  test.each(cases)('%s: %s', async (_, rule, made) => {
    expect(await verify(await made())).toMatchObject({ outcome: 'fail', rule });
  });

  test('a kid that is no DID URL is unknown, never a pass', async () => {
    expect(await verify(`${await issuerJwt({}, { kid: p256.id })}~`)).toMatchObject({ outcome: 'unknown' });
  });
});

describe('the binding to the holder', async () => {
  const key = await holderKey();
  const presented = `${await issuerJwt({ _sd, cnf: { jwk: key.publicJwk } })}~${name}~`;
  const asked = { nonce: 'n-1', audience: 'https://shop.example' };

  test('the holder passes, asked or not, with any kind of key', async () => {
    expect(await verify(await bound(presented, key), asked)).toMatchObject({ outcome: 'pass' });
    expect(await verify(await bound(presented, key))).toMatchObject({ outcome: 'pass' });
    for (const algorithm of ['Ed25519', 'ES384'] as const) {
      const other = await holderKey(algorithm);
      const text = `${await issuerJwt({ cnf: { jwk: other.publicJwk } })}~`;
      expect(await verify(await bound(text, other), asked)).toMatchObject({ outcome: 'pass' });
    }
  });

  const other = await holderKey();
  const cases: readonly (readonly [string, () => Promise<string> | string, KeyBinding?])[] = [
    ['none was shown', () => presented, asked],
    ['of another key', () => bound(presented, other), asked],
    ['another nonce', () => bound(presented, key), { nonce: 'n-2' }],
    ['another audience', () => bound(presented, key), { audience: 'https://other.example' }],
    ['a list of audiences', () => bound(presented, key, { aud: ['https://shop.example'] }), asked],
    ['no nonce', () => bound(presented, key, { nonce: undefined })],
    ['another typ', () => bound(presented, key, {}, { typ: 'JWT' })],
    ['of an hour ago', () => bound(presented, key, { iat: seconds - 3600 })],
    ['of tomorrow', () => bound(presented, key, { iat: seconds + 86_400 })],
    [
      'over a hash that is not known',
      async () => bound(`${await issuerJwt({ _sd_alg: 'md5', cnf: { jwk: key.publicJwk } })}~`, key),
    ],
    ['no time', () => bound(presented, key, { iat: String(seconds) })],
    ['another hash', () => bound(presented, key, { sd_hash: 'x' })],
    ['a disclosure taken away afterwards', async () => (await bound(presented, key)).replace(`~${name}~`, '~')],
    ['crit', () => bound(presented, key, {}, { crit: ['x'] })],
    ['for a credential that is bound to no key', async () => bound(`${await issuerJwt()}~`, key)],
    [
      'for a key that shows its private half',
      async () => bound(`${await issuerJwt({ cnf: { jwk: { ...key.publicJwk, d: 'x' } } })}~`, key),
    ],
    ['with more after it', async () => `${await bound(presented, key)}.x`],
  ];
  test.each(cases.map((one) => [one[0], one] as const))('refused: %s', async (_, [, made, binding]) => {
    expect(await verify(await made(), binding)).toMatchObject({ outcome: 'fail' });
  });
});

test('a web address is the did:web of the same name, and nothing else is', () => {
  expect(didWebOf('https://cert.example')).toBe('did:web:cert.example');
  expect(didWebOf('https://cert.example:8443/agencies/A')).toBe('did:web:cert.example%3A8443:agencies:A');
  for (const url of [
    'https://cert.example/a?b',
    'https://cert.example/a#b',
    'https://CERT.example/a',
    'ftp://cert.example',
    'https://u@cert.example',
    'x',
    'https://cert.example/a/../b',
  ]) {
    expect(didWebOf(url)).toBeUndefined();
  }
});
