import { createPublicKey, verify as nodeVerify } from 'node:crypto';
import { CompactSign, compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { YinzhengError } from '../../src/core/errors.ts';
import { ResolutionError } from '../../src/credential/guarded-fetch.ts';
import { joinJwt, readJws, signJwt, verifyJwt } from '../../src/credential/vc-jose.ts';
import { decodeBase64url, encodeBase64url } from '../../src/lib/base64url.ts';
import { utf8 } from '../../src/lib/bytes.ts';
import { agency, certificate, controller, didKey, didKeyController, ed25519, now, p256, resolver } from './world.ts';

const options = { resolver, now };
const text = JSON.stringify(certificate(), null, 1);
const detached = await signJwt(text, { key: p256, controller });
const jwt = joinJwt(text, detached);
const header = { alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid: `${controller}#${p256.id}`, iss: controller };

/** A token with any header and payload, properly signed. */
async function token(head: object | string, payload: object | string, key = p256): Promise<string> {
  const part = (value: object | string) =>
    encodeBase64url(utf8(typeof value === 'string' ? value : JSON.stringify(value)));
  const input = `${part(head)}.${part(payload)}`;
  return `${input}.${encodeBase64url(await key.sign(utf8(input)))}`;
}

describe('signJwt', () => {
  test('puts the exact text under the header of VC-JOSE-COSE', () => {
    const { header: found, payload } = readJws(jwt);
    expect(found).toEqual(header);
    expect(payload).toEqual(utf8(text));
  });

  test('other implementations verify it', async () => {
    const key = await importJWK(p256.publicJwk, 'ES256');
    expect((await compactVerify(jwt, key)).payload).toEqual(utf8(text));
    const input = jwt.slice(0, jwt.lastIndexOf('.'));
    const nodeKey = createPublicKey({ key: { ...p256.publicJwk }, format: 'jwk' });
    const signature = decodeBase64url(detached.signature);
    expect(nodeVerify('sha256', utf8(input), { key: nodeKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  test('signs with a key of another kind by its own algorithm', async () => {
    const other = await signJwt(text, { key: ed25519, controller });
    expect(readJws(joinJwt(text, other)).header).toMatchObject({ alg: 'EdDSA', kid: `${controller}#${ed25519.id}` });
    expect(await verifyJwt(joinJwt(text, other), options)).toMatchObject({ outcome: 'pass' });
  });
});

describe('verifyJwt', () => {
  test('passes, and returns what was signed', async () => {
    const result = await verifyJwt(jwt, options);
    expect(result).toMatchObject({ outcome: 'pass', document: certificate() });
    expect(result.keys.map(({ id, record }) => [id, record?.owner])).toEqual([[header.kid, agency]]);
  });

  test.each(['EdDSA', 'Ed25519'])('passes for an Ed25519 key with alg %s', async (alg) => {
    const kid = `${didKeyController}#${didKey.id}`;
    const signed = await token({ alg, kid }, certificate(didKeyController), didKey);
    expect(await verifyJwt(signed, options)).toMatchObject({ outcome: 'pass' });
  });

  test('passes for tokens that jose made, with only what must be there', async () => {
    const { subtle } = crypto;
    const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
    const made = await new CompactSign(utf8(text))
      .setProtectedHeader({ alg: 'ES256', kid: header.kid })
      .sign(pair.privateKey);
    const { kty, crv, x = '', y = '' } = await subtle.exportKey('jwk', pair.publicKey);
    expect([kty, crv]).toEqual(['EC', 'P-256']);
    const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
    const itsOwn = { verificationMethod: async (id: string) => ({ id, controller, jwk }) };
    expect(await verifyJwt(made, { now, resolver: itsOwn })).toMatchObject({ outcome: 'pass' });
    expect(await verifyJwt(made, options)).toMatchObject({ outcome: 'fail', detail: 'the signature does not match' });
  });

  test.each<[string, object | string, string]>([
    ['another type', { ...header, typ: 'JWT' }, 'typ must be vc+jwt'],
    ['another content type', { ...header, cty: 'vp' }, 'cty must be vc'],
    ['another iss', { ...header, iss: didKeyController }, 'iss is not the issuer of the credential'],
    ['no kid', { ...header, kid: undefined }, 'kid must name a verification method'],
    ['an unknown kid', { ...header, kid: `${controller}#x` }, `${controller}#x is not in the register`],
    ['a key of the wrong kind', { ...header, kid: `${controller}#${ed25519.id}` }, 'alg ES256 does not belong'],
    ['an algorithm of another key', { ...header, alg: 'EdDSA' }, 'alg EdDSA does not belong to the key'],
    ['alg none', { ...header, alg: 'none' }, 'alg none does not belong to the key'],
    ['crit', { ...header, crit: ['exp'], exp: 1 }, 'extensions that must be understood'],
    ['b64', { ...header, crit: ['b64'], b64: false }, 'extensions that must be understood'],
    ['b64 without crit', { ...header, b64: false }, 'extensions that must be understood'],
    [
      'a member twice',
      JSON.stringify(header).replace('{', '{"alg":"ES256",'),
      'a member of this name is there already',
    ],
    ['no object', '"ES256"', 'not a JSON object'],
  ])('fails for a header with %s', async (_what, head, detail) => {
    const result = await verifyJwt(await token(head, text), options);
    expect(result).toMatchObject({ outcome: 'fail', detail: expect.stringContaining(detail) });
    expect(result.document).toBeUndefined();
  });

  test.each<[string, object | string, string]>([
    ['another issuer', certificate(didKeyController), 'iss is not the issuer'],
    ['another iss claim', { ...certificate(), iss: didKeyController }, 'iss is not the issuer'],
    ['a vc claim', { ...certificate(), vc: certificate() }, 'without a vc claim'],
    ['an expiry that is past', { ...certificate(), exp: now / 1000 }, 'the token has expired'],
    ['an expiry that is no number', { ...certificate(), exp: 'never' }, 'the token has expired'],
    ['a beginning to come', { ...certificate(), nbf: now / 1000 + 1 }, 'the token is not valid yet'],
    ['no credential', { hello: 'world' }, '@context must be a list that begins with'],
    ['a member twice', text.replace('{', '{"number":"X",'), 'a member of this name is there already'],
    ['no object', '[]', 'not a JSON object'],
    ['depth', `{"a":${'['.repeat(10_000)}`, 'not a credential as a JWT'],
  ])('fails for a payload with %s', async (_what, payload, detail) => {
    const result = await verifyJwt(await token(header, payload), options);
    expect(result).toMatchObject({ outcome: 'fail', detail: expect.stringContaining(detail) });
  });

  test('fails when another controller lists the key', async () => {
    const own = await token({ alg: 'EdDSA', kid: `${didKeyController}#${didKey.id}` }, text, didKey);
    const detail = `the key belongs to ${didKeyController}, not to the issuer`;
    expect(await verifyJwt(own, options)).toMatchObject({ outcome: 'fail', detail });
  });

  test('does not hand out an embedded proof that nobody verified', async () => {
    const result = await verifyJwt(await token(header, { ...certificate(), proof: { type: 'x' } }), options);
    expect(result.outcome).toBe('pass');
    expect(result.document).toEqual(certificate());
  });

  test.each([
    ['a character more', `${jwt}A`],
    ['padding', `${jwt}==`],
    ['a line break', `${jwt.slice(0, -10)}\n${jwt.slice(-10)}`],
    ['a fourth part', `${jwt}.`],
    ['no signature', jwt.slice(0, jwt.lastIndexOf('.') + 1)],
    ['standard base64', `${jwt.replaceAll('-', '+').replaceAll('_', '/')}==`],
    ['nothing', ''],
  ])('fails for a token with %s', async (_what, altered) => {
    expect(altered).not.toBe(jwt);
    expect(await verifyJwt(altered, options)).toMatchObject({ outcome: 'fail' });
  });

  test('an unreachable or unlisted controller leaves the question open; our own faults are errors', async () => {
    const failing = (error: Error) => ({ now, resolver: { verificationMethod: () => Promise.reject(error) } });
    const away = new ResolutionError('unreachable', 'no answer');
    expect(await verifyJwt(jwt, failing(away))).toMatchObject({ outcome: 'unknown', detail: 'no answer' });
    const foreign = await token(
      { ...header, iss: undefined, kid: 'did:web:other.example#1' },
      certificate('did:web:other.example'),
    );
    expect(await verifyJwt(foreign, options)).toMatchObject({ outcome: 'unknown' });
    const broken = new YinzhengError('unavailable', 'the store is away');
    await expect(verifyJwt(jwt, failing(broken))).rejects.toBe(broken);
  });
});
