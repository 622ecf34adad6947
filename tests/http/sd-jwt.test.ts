/** A certificate as an SD-JWT VC: fetched, read by somebody else's library, shown in parts, withdrawn, forged. */
import { SDJwtInstance } from '@sd-jwt/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { AUTHORITY } from '../../src/core/key.ts';
import { splitSdJwt } from '../../src/credential/sd-jwt.ts';
import { verifySignature } from '../../src/credential/signature.ts';
import { openTokenList } from '../../src/credential/token-status-list.ts';
import { decodeBase64url, encodeBase64url } from '../../src/lib/base64url.ts';
import { sha256, utf8 } from '../../src/lib/bytes.ts';
import { eraseHolder } from '../../src/registry/erase-holder.ts';
import { fromRegister } from '../../src/verify/verify.ts';
import { AGENCY, NOW, ORIGIN, openWorld, requestFor, type World } from './world.ts';

// biome-ignore lint/suspicious/noExplicitAny: what others answer, looked at member by member.
type Json = Record<string, any>;

let world: World;
let id: string;
beforeAll(async () => {
  world = await openWorld();
  id = await issued('甲');
});
afterAll(() => world.close());

async function issued(name: string, request = requestFor(name)): Promise<string> {
  const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: request });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as Json).id;
}

async function fetched(of = id): Promise<string> {
  const headers = { accept: 'application/dc+sd-jwt' };
  const answer = await world.send('GET', `/v1/certificates/${of}`, { as: 'clerk', headers });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/dc+sd-jwt']);
  return answer.text();
}

async function verdict(credential: unknown, beside: Json = {}): Promise<Json> {
  return (await world.send('POST', '/verify', { body: { credential, ...beside } })).json() as Promise<Json>;
}

async function json(path: string): Promise<Json> {
  const answer = await world.send('GET', path);
  expect(answer.status).toBe(200);
  return answer.json() as Promise<Json>;
}

function payloadOf(text: string): Json {
  return JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString());
}

/** Somebody else's verifier, which finds the key as the draft says: by `iss`, then by `kid`. */
const stranger = new SDJwtInstance<Json>({
  hasher: async (data) => sha256(typeof data === 'string' ? utf8(data) : new Uint8Array(data)),
  hashAlg: 'sha-256',
  async verifier(text, signature) {
    const [header, payload] = text.split('.').map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    const { pathname, origin } = new URL(payload.iss);
    expect(origin).toBe(ORIGIN);
    const metadata = await json(`/.well-known/jwt-vc-issuer${pathname}`);
    expect(metadata.issuer).toBe(payload.iss);
    const { kid: _, use: __, ...jwk } = metadata.jwks.keys.find((key: Json) => key.kid === header.kid);
    return verifySignature(jwk, decodeBase64url(signature), utf8(text));
  },
});

describe('a copy', () => {
  test('reads the same to @sd-jwt/core and to us, and its type explains its claims', async () => {
    const text = await fetched();
    const { payload, header } = await stranger.verify(text);
    const claims = payload as Json;
    expect(header).toMatchObject({ typ: 'dc+sd-jwt', alg: 'ES256' });
    expect(claims).toMatchObject({
      iss: `${ORIGIN}/agencies/${AGENCY}`,
      name: '甲',
      birthdate: '1949-12-31',
      identity: { idType: 'cn.resident_id', masked: '****************2X' },
      scores: { theory: '86', practical: '91' },
      certificateName: { zh: '职业技能等级证书' },
      level: { code: '3' },
      jti: `urn:uuid:${id}`,
    });
    expect(text).not.toContain('11010519491231002X');
    expect((await stranger.presentableKeys(text)).sort()).toEqual([
      'birthdate',
      'identity',
      'name',
      'scores.practical',
      'scores.theory',
    ]);
    const type = await json(new URL(claims.vct).pathname);
    expect(type.vct).toBe(claims.vct);
    const always = type.claims.filter(({ sd }: Json) => sd === 'always').map(({ path }: Json) => path.join('.'));
    for (const key of await stranger.presentableKeys(text)) expect(always).toContain(key);
    const there = type.claims.filter(({ mandatory }: Json) => mandatory).map(({ path }: Json) => path.join('.'));
    expect(there).toContain('identity');
    for (const name of there) expect(claims).toHaveProperty(name);
    expect(await verdict(text)).toMatchObject({
      verdict: 'valid',
      certificate: {
        id,
        holder: { name: '甲', birthdate: '1949-12-31' },
        scores: { theory: '86', practical: '91' },
        issuer: { code: AGENCY },
      },
    });
  });

  test('says the digest of what is served as its type', async () => {
    const { vct, 'vct#integrity': integrity } = payloadOf(await fetched());
    const served = new Uint8Array(await (await world.send('GET', new URL(vct).pathname)).arrayBuffer());
    expect(integrity).toBe(`sha256-${Buffer.from(await sha256(served)).toString('base64')}`);
  });

  test('has as many digests whatever claims there are', async () => {
    const text = await fetched();
    const { _sd, scores } = payloadOf(text);
    expect([_sd.length, scores._sd.length]).toEqual([4, 3]);
    expect(splitSdJwt(text).disclosures).toHaveLength(5);
    expect(_sd).toEqual(_sd.toSorted());
    expect(new Set([..._sd, ...scores._sd].map((digest) => digest.length))).toEqual(new Set([43]));
  });

  test('shows what its holder picks, and keeps the rest back', async () => {
    const shown = await stranger.present(await fetched(), { scores: { practical: true } } as never);
    const { verdict: code, certificate } = await verdict(shown);
    expect(code).toBe('valid');
    expect(certificate).toMatchObject({ holder: { name: '' }, scores: { practical: '91' }, level: { code: '3' } });
    expect(JSON.stringify(certificate)).not.toContain('甲');
    const bare = await world.send('POST', '/verify', {
      body: shown,
      headers: { 'content-type': 'application/dc+sd-jwt' },
    });
    expect(await bare.json()).toMatchObject({ verdict: 'valid' });
    const read = await world.send('POST', '/verify', { body: shown, headers: { 'content-type': 'text/plain' } });
    expect(await read.json()).toMatchObject({ verdict: 'valid' });
  });

  test('has no digest, salt or signature in common with the next one', async () => {
    const [one, two] = [await fetched(), await fetched()];
    const parts = (text: string) => {
      const { _sd, scores } = payloadOf(text);
      return [...splitSdJwt(text).disclosures, ..._sd, ...scores._sd];
    };
    expect(parts(one).filter((part) => parts(two).includes(part))).toEqual([]);
  });

  test('cannot be changed', async () => {
    const text = await fetched();
    const { jwt, disclosures } = splitSdJwt(text);
    const other = encodeBase64url(utf8(JSON.stringify(['salt', 'name', '乙'])));
    for (const forged of [
      `${jwt}~${other}~`,
      text.replace(disclosures[0] ?? '', other),
      `${text}${disclosures[0]}~`,
      text.replace('.', '.A'),
      `${jwt.slice(0, -4)}AAAA~`,
    ]) {
      const answer = await verdict(forged);
      expect(answer).toMatchObject({ verdict: 'not_authentic' });
      expect(answer).not.toHaveProperty('certificate');
    }
    expect(await verdict(jwt)).not.toMatchObject({ verdict: 'valid' });
  });

  test('proves nothing about who shows it, so who asks for a proof is refused', async () => {
    const answer = await verdict(await fetched(), { nonce: 'n-1' });
    expect(answer).toMatchObject({
      verdict: 'not_authentic',
      checks: [{}, { detail: expect.stringContaining('Key Binding JWT') }, {}, {}, {}, {}],
    });
    const embedded = await world.send('GET', `/v1/certificates/${id}`, {
      as: 'clerk',
      headers: { accept: 'application/vc' },
    });
    expect(await verdict(await embedded.json(), { audience: 'x' })).toMatchObject({ verdict: 'not_authentic' });
    expect((await world.send('POST', '/verify', { body: { credential: 'x', nonce: 7 } })).status).toBe(400);
    expect((await world.send('POST', '/verify', { body: { credential: 'x', other: 'x' } })).status).toBe(400);
  });
});

describe('its status', () => {
  const listOf = (text: string) => payloadOf(text).status.status_list;

  test('is in a list that the authority signs, and follows what either side does', async () => {
    const other = await issued('丁', {
      ...requestFor('丁'),
      holder: { ...requestFor('丁').holder, idNumber: '110105194912310038' },
    });
    const text = await fetched(other);
    const { idx, uri } = listOf(text);
    const { pathname } = new URL(uri);
    const read = async () => {
      const answer = await world.send('GET', pathname);
      expect(answer.headers.get('content-type')).toBe('application/statuslist+jwt');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      const { resolver } = fromRegister(world.deps);
      const list = await openTokenList(await answer.text(), { url: uri, resolver, now: NOW, maxBytes: 65_536 });
      expect(list.signer).toBe('did:web:cert.example');
      return { status: list.status(idx), etag: answer.headers.get('etag') ?? '' };
    };
    const act = (as: 'signer' | 'officer', body: Json) =>
      world.send('POST', `/v1/certificates/${other}/status`, { as, body });

    const before = await read();
    expect(before.status).toBe(0);
    expect((await world.send('GET', pathname, { headers: { 'if-none-match': before.etag } })).status).toBe(304);
    await act('signer', { action: 'suspend', reason: 'under_investigation' });
    expect((await read()).status).toBe(2);
    expect(await verdict(text)).toMatchObject({ verdict: 'suspended', by: 'agency' });
    await act('signer', { action: 'reinstate' });
    expect((await read()).status).toBe(0);
    expect(await verdict(text)).toMatchObject({ verdict: 'valid' });
    await act('officer', { action: 'revoke', reason: 'exam_fraud' });
    expect((await read()).status).toBe(1);
    expect(await verdict(text)).toMatchObject({ verdict: 'revoked', by: 'authority', reason: 'exam_fraud' });
    expect(await world.deps.store.listsSignedBy({ signer: AUTHORITY, limit: 100 })).toContain(
      pathname.slice('/status/'.length),
    );
  });

  test('a list that no certificate can name is not there', async () => {
    expect((await world.send('GET', `/status/${AGENCY}-2-authority-token`)).status).toBe(404);
    expect((await world.send('GET', '/status/NOBODY-1-authority-token')).status).toBe(404);
  });
});

test('of a certificate that was replaced it does not lead to the newer one, whose page shows what was kept back', async () => {
  const old = await issued('丙');
  const [jwt = ''] = (await fetched(old)).split('~');
  const body = { ...requestFor('丙'), reason: 'data_error' };
  const answer = await world.send('POST', `/v1/certificates/${old}/replace`, { as: 'signer', body });
  const { verifyUrl } = (await answer.json()) as Json;
  const shown = await verdict(`${jwt}~`);
  expect(shown).toMatchObject({ verdict: 'replaced', by: 'agency', certificate: { holder: { name: '' } } });
  expect(JSON.stringify(shown)).not.toContain('/v/');
  const whole = await world.send('GET', `/v1/certificates/${old}`, { as: 'clerk' });
  expect(await verdict(((await whole.json()) as Json).jwt)).toMatchObject({
    verdict: 'replaced',
    replacedBy: verifyUrl,
  });
});

test('nothing is there for a template, agency or type that does not ask for it', async () => {
  const { items } = (await (await world.send('GET', '/v1/templates', { as: 'officer' })).json()) as Json;
  const { version: _, ...template } = items.find((one: Json) => one.id === 'skill-level-cn');
  const body = { ...template, formats: ['eddsa-rdfc-2022', 'vc+jwt', 'seal'] };
  expect((await world.send('POST', '/v1/templates', { as: 'officer', body })).status).toBe(201);
  const plain = await issued('丙', {
    ...requestFor('丙'),
    holder: { ...requestFor('丙').holder, idNumber: '110105194912310054' },
  });
  const headers = { accept: 'application/dc+sd-jwt' };
  expect((await world.send('GET', `/v1/certificates/${plain}`, { as: 'clerk', headers })).status).toBe(406);
  expect((await world.send('GET', `/v1/certificates/${id}`, { as: 'otherSigner', headers })).status).toBe(404);
  expect((await fetched()).length).toBeGreaterThan(1000);
  for (const path of [
    '/vct/skill-level-cn/9',
    '/vct/nothing/1',
    '/vct/skill-level-cn/x',
    '/.well-known/jwt-vc-issuer/agencies/authority',
  ]) {
    expect((await world.send('GET', path)).status).toBe(404);
  }
});

test('by its link, the holder has it in every form, but for a birth date that the page does not show', async () => {
  const link = await world.send('GET', `/v1/certificates/${id}/link`, { as: 'clerk' });
  const { files, url } = (await link.json()) as Json;
  expect(Object.keys(files)).toEqual(['eddsa-rdfc-2022', 'vc+jwt', 'dc+sd-jwt']);
  const page = await (await world.send('GET', new URL(url).pathname, { headers: { accept: 'text/html' } })).text();
  for (const [form, address] of Object.entries(files as Record<string, string>)) {
    const { pathname, search } = new URL(address);
    expect(page).toContain(`${pathname}${search}`);
    const answer = await world.send('GET', pathname + search);
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="S\d+-[0-9A-Z]\.(json|jwt|sd-jwt)"$/,
    );
    const text = await answer.text();
    expect(await verdict(form === 'eddsa-rdfc-2022' ? JSON.parse(text) : text)).toMatchObject({ verdict: 'valid' });
    if (form === 'dc+sd-jwt') expect(await stranger.presentableKeys(text)).not.toContain('birthdate');
  }
  const { pathname } = new URL(files['vc+jwt']);
  expect((await world.send('GET', `${pathname}?format=ecdsa-jcs-2019`)).status).toBe(406);
  expect((await world.send('GET', `${pathname}?format=seal`)).status).toBe(400);
  expect((await world.send('GET', `/v/${'a'.repeat(26)}/credential`)).status).toBe(404);
});

test('when the holder is erased, their birth date is not in copies any more; what they have verifies on', async () => {
  const text = await fetched();
  const certificate = await world.deps.store.certificate(id);
  if (!certificate) throw new Error('no certificate');
  const officer: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '-' };
  await eraseHolder(world.deps, officer, certificate.id);
  expect(await stranger.presentableKeys(await fetched())).not.toContain('birthdate');
  expect(await verdict(text)).toMatchObject({ verdict: 'valid', certificate: { holder: { birthdate: '1949-12-31' } } });
});

test('after a compromise, what we had signed before holds, and what a thief signs does not', async () => {
  const text = await fetched();
  const keys = (await world.deps.store.keys(AGENCY)).filter(({ algorithm }) => algorithm === 'ES256');
  const [record] = keys;
  if (!record) throw new Error('no key');
  const { jwt } = splitSdJwt(await fetched());
  await world.deps.store.commit([
    { write: 'key.state', id: record.id, state: 'compromised', compromisedSince: NOW + 1 },
  ]);
  expect(await verdict(text)).toMatchObject({ verdict: 'valid' });
  expect(await verdict(`${jwt}~`)).toMatchObject({ verdict: 'valid' });
  await world.deps.store.commit([
    { write: 'key.state', id: record.id, state: 'compromised', compromisedSince: NOW - 1 },
  ]);
  expect(await verdict(text)).toMatchObject({ verdict: 'not_authentic' });
  const metadata = await json(`/.well-known/jwt-vc-issuer/agencies/${AGENCY}`);
  expect(metadata.jwks.keys.map(({ kid }: Json) => kid)).not.toContain(
    `did:web:cert.example:agencies:${AGENCY}#${record.id}`,
  );
  const again = await world.send('GET', `/v1/certificates/${id}`, {
    as: 'clerk',
    headers: { accept: 'application/dc+sd-jwt' },
  });
  expect(again.status).toBe(503);
});
