/** Two deployments: what the one issues, the other verifies once its authority is recognised, and no longer than that. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ForeignList } from '../../src/core/foreign-list.ts';
import { refreshForeignLists } from '../../src/registry/foreign-lists.ts';
import { type Issued, type Json, OTHER, openTwoWorlds, type TwoWorlds } from './two-worlds.ts';
import { AGENCY, NOW, OTHER_AGENCY, requestFor, type World } from './world.ts';

/** Before the other by its name. */
const BROKEN_HOST = 'broken.example';
const HOUR = 3_600_000;
let worlds: TwoWorlds;
let here: World;
let there: World;
let certificate: Issued;
let key: string;
/** Whether the other deployment answers, and what time it is, which only goes on. */
let away = false;
/** What happens before it answers. */
let meanwhile: (() => Promise<unknown>) | undefined;
/** What another deployment answers with. */
let broken: BodyInit = '';
let now = NOW;

beforeAll(async () => {
  const before = async (host: string) => {
    await meanwhile?.();
    if (host === BROKEN_HOST) return new Response(broken);
    if (away) throw new TypeError('fetch failed');
    return undefined;
  };
  worlds = await openTwoWorlds(() => now, before, [BROKEN_HOST]);
  ({ here, there, key } = worlds);
});
afterAll(() => worlds.close());
beforeEach(async () => {
  certificate = await worlds.issued();
});
afterEach(async () => {
  away = false;
  meanwhile = undefined;
  await worlds.endRecognition();
});

const recognise: TwoWorlds['recognise'] = (...more) => worlds.recognise(...more);
const verdict: TwoWorlds['verdict'] = (...presented) => worlds.verdict(...presented);

async function refusal(answer: Response): Promise<unknown> {
  const { violations } = (await answer.json()) as { violations?: { pointer: string }[] };
  return [answer.status, violations?.[0]?.pointer];
}

describe('a certificate of another deployment', () => {
  test('is of an unknown issuer, then valid under its authority in every form, then unknown again', async () => {
    const forms = [certificate.credential, certificate.jwt, certificate.seal];
    for (const form of forms) expect((await verdict(form)).verdict).not.toBe('valid');
    expect((await recognise()).status).toBe(201);
    for (const form of forms) {
      const { verdict: said, authority, certificate: shown } = await verdict(form);
      expect(said).toBe('valid');
      expect(authority).toEqual({ origin: OTHER, name: { zh: '示范主管部门', en: 'Demo Authority' } });
      expect(shown).toMatchObject({ issuer: { code: AGENCY } });
    }
    expect((await here.send('POST', '/v1/trust-lists/end', { as: 'approver', body: { origin: OTHER } })).status).toBe(
      204,
    );
    for (const form of forms) expect((await verdict(form)).verdict).not.toBe('valid');
  });

  test('altered is not authentic, and revoked by its own authority is revoked', async () => {
    await recognise();
    const subject = { ...Object(certificate.credential.credentialSubject), name: '李伟' };
    expect((await verdict({ ...certificate.credential, credentialSubject: subject })).verdict).toBe('not_authentic');
    const body = { action: 'revoke', reason: 'exam_fraud' };
    await there.send('POST', `/v1/certificates/${certificate.id}/status`, { as: 'officer', body });
    expect(await verdict(certificate.credential)).toMatchObject({ verdict: 'revoked', by: 'authority' });
    expect(await verdict(certificate.jwt)).toMatchObject({ verdict: 'revoked', by: 'authority' });
  });

  test('does not answer the question whether whoever shows it is its holder', async () => {
    await recognise();
    for (const form of [certificate.credential, certificate.jwt, certificate.seal]) {
      for (const beside of [{ nonce: 'n-1' }, { audience: 'https://shop.example' }]) {
        expect(await verdict(form, beside)).toMatchObject({ verdict: 'not_authentic', authority: { origin: OTHER } });
      }
    }
  });

  test('as an SD-JWT is as good, by its token status list, and its nonce must be answered', async () => {
    const headers = { accept: 'application/dc+sd-jwt' };
    const copy = await (await there.send('GET', `/v1/certificates/${certificate.id}`, { as: 'clerk', headers })).text();
    expect((await verdict(copy)).verdict).not.toBe('valid');
    await recognise();
    expect(await verdict(copy)).toMatchObject({
      verdict: 'valid',
      authority: { origin: OTHER },
      certificate: { holder: { name: '张伟' }, issuer: { code: AGENCY } },
    });
    expect(await verdict(copy, { nonce: 'n-1' })).toMatchObject({ verdict: 'not_authentic' });
    const body = { action: 'revoke', reason: 'exam_fraud' };
    await there.send('POST', `/v1/certificates/${certificate.id}/status`, { as: 'officer', body });
    expect(await verdict(copy)).toMatchObject({ verdict: 'revoked', by: 'authority' });
  });

  test('is judged without reading the whole list again', async () => {
    now += 1;
    await recognise();
    const read = vi.spyOn(here.deps.store, 'foreignList');
    for (const form of [certificate.credential, certificate.jwt, certificate.seal]) {
      expect((await verdict(form)).verdict).toBe('valid');
    }
    expect(read).toHaveBeenCalledTimes(1);
    now += 1;
    await recognise();
    expect((await verdict(certificate.jwt)).verdict).toBe('valid');
    expect(read).toHaveBeenCalledTimes(2);
    read.mockRestore();
  });

  test('whose lists do not answer is not green', async () => {
    await recognise();
    away = true;
    expect(await verdict(certificate.credential)).toMatchObject({
      verdict: 'status_unchecked',
      authority: { origin: OTHER },
    });
  });

  test('is judged by no list whose time is over, and a fresh one is fetched before', async () => {
    await recognise();
    now += 13 * HOUR;
    away = true;
    expect(await refreshForeignLists(here.deps)).toBe(0);
    expect(here.lines.join()).toContain('trust.not_refreshed');
    now += 12 * HOUR;
    expect(await verdict(certificate.credential)).toMatchObject({
      verdict: 'cannot_check',
      authority: { origin: OTHER },
    });
    away = false;
    expect(await refreshForeignLists(here.deps)).toBe(1);
    expect(await refreshForeignLists(here.deps)).toBe(0);
    expect((await verdict(certificate.credential)).verdict).toBe('valid');
  });

  test('of an agency that was not on record then is of an unknown issuer', async () => {
    const body = requestFor('李伟');
    const made = await there.send('POST', '/v1/certificates', { as: 'otherSigner', body });
    const { credential } = (await made.json()) as Issued;
    await recognise();
    expect((await verdict(credential)).verdict).toBe('valid');
    const cancel = { kind: 'cancel', from: '2026-11-01', reason: 'test' };
    await there.send('POST', `/v1/agencies/${OTHER_AGENCY}/standing`, { as: 'approver', body: cancel });
    expect((await recognise()).status).toBe(201);
    expect((await verdict(credential)).verdict).toBe('issuer_unknown');
  });
});

describe('a trust list', () => {
  const listOf = async (accept = 'application/vc') =>
    (await there.send('GET', '/trust-list', { headers: { accept } })).text();

  test('is taken as a file, as JSON or as JWT under the key of that, and shown', async () => {
    expect((await recognise({ list: await listOf() })).status).toBe(201);
    const { items } = (await (await there.send('GET', '/v1/keys', { as: 'auditor' })).json()) as { items: Json[] };
    const other = items.find(({ owner, algorithm }) => owner === 'authority' && algorithm === 'ES256')?.didKey;
    expect((await recognise({ list: await listOf('application/vc+jwt'), key: other })).status).toBe(201);
    const shown = (await (await here.send('GET', '/v1/trust-lists', { as: 'auditor' })).json()) as { items: Json[] };
    expect(shown.items).toMatchObject([{ origin: OTHER, key: other, authority: { en: 'Demo Authority' } }]);
    expect((await verdict(certificate.jwt)).verdict).toBe('valid');
  });

  test('is refused when it does not hold', async () => {
    const text = await listOf();
    const list = JSON.parse(text) as Json;
    const stranger = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';
    const altered = JSON.stringify({ ...list, validUntil: '2036-01-01T00:00:00Z' });
    expect(await refusal(await recognise({ key: stranger }))).toEqual([400, '/list']);
    expect(await refusal(await recognise({ key: 'did:key:none', list: text }))).toEqual([400, '/list']);
    expect(await refusal(await recognise({ list: altered }))).toEqual([400, '/list']);
    expect(await refusal(await recognise({ list: '{}' }))).toEqual([400, '/list']);
    expect(await refusal(await recognise({ list: 'x.y.z' }))).toEqual([400, '/list']);
    expect(await refusal(await recognise({ origin: 'https://another.example', list: text }))).toEqual([400, '/list']);
    expect(await refusal(await recognise({ origin: 'https://another.example' }))).toEqual([400, '/origin']);
    expect(await refusal(await recognise({ origin: 'https://cert.example' }))).toEqual([400, '/origin']);
    expect(await refusal(await recognise({ origin: 'http://cert.other.example' }))).toEqual([400, '/origin']);
    expect(await refusal(await recognise({ timeZone: 'Mars/Base' }))).toEqual([400, '/timeZone']);
    now += 25 * HOUR;
    expect(await refusal(await recognise({ list: text }))).toEqual([400, '/list']);
    expect((await here.send('GET', '/v1/trust-lists', { as: 'officer' })).status).toBe(200);
  });

  test('is refused when it is broken', async () => {
    const jwt = (payload: string | Uint8Array) => `e30.${Buffer.from(payload).toString('base64url')}.AAAA`;
    const list = JSON.parse(await listOf()) as Json;
    const { entries, ...subject } = list.credentialSubject as { entries: Json[] };
    const own = entries.find(({ owner }) => owner === 'authority');
    const withEntry = (change: Json) =>
      jwt(JSON.stringify({ ...list, credentialSubject: { ...subject, entries: [{ ...own, ...change }] } }));
    const [key] = Object(own).keys as Json[];
    for (const text of [
      jwt(Uint8Array.of(0xff, 0xfe)),
      jwt('null'),
      jwt(JSON.stringify({ ...list, id: 'urn:example:list' })),
      withEntry({ keys: [null] }),
      withEntry({ keys: [{ ...key, publicJwk: { kty: 'OKP', crv: 'X25519', x: '' } }] }),
      withEntry({ standing: [null] }),
    ]) {
      expect(await refusal(await recognise({ list: text }))).toEqual([400, '/list']);
    }
    broken = Uint8Array.of(0xff, 0xfe);
    expect(await refusal(await recognise({ origin: `https://${BROKEN_HOST}` }))).toEqual([400, '/origin']);
  });

  test('that is broken when it is fetched anew stays as it was, and nobody waits for it', async () => {
    await recognise();
    const list = (await here.deps.store.foreignList(OTHER)) as ForeignList;
    const origin = `https://${BROKEN_HOST}`;
    await here.deps.store.commit([{ write: 'foreign-list.put', list: { ...list, origin } }]);
    now += 13 * HOUR;
    broken = Uint8Array.of(0xff, 0xfe);
    // They are asked at the same time: neither answers before.
    const both = Promise.withResolvers<void>();
    let asked = 0;
    meanwhile = async () => {
      if (++asked === 2) both.resolve();
      await both.promise;
    };
    expect(await refreshForeignLists(here.deps)).toBe(1);
    expect(await here.deps.store.foreignList(origin)).toMatchObject({ importedAt: list.importedAt });
    await here.send('POST', '/v1/trust-lists/end', { as: 'approver', body: { origin } });
  });

  test('never goes back to an older one', async () => {
    const older = await listOf();
    const body = { algorithm: 'ES384' };
    expect((await there.send('POST', '/v1/keys', { as: 'signer', body })).status).toBe(201);
    expect((await recognise()).status).toBe(201);
    expect(await refusal(await recognise({ list: older }))).toEqual([400, '/list']);
  });

  test('that is fetched anew undoes nothing that was decided meanwhile', async () => {
    const shown = async () =>
      ((await (await here.send('GET', '/v1/trust-lists', { as: 'auditor' })).json()) as { items: Json[] }).items;
    await recognise();
    now += 13 * HOUR;
    meanwhile = () => here.send('POST', '/v1/trust-lists/end', { as: 'approver', body: { origin: OTHER } });
    await refreshForeignLists(here.deps);
    expect(await shown()).toEqual([]);

    meanwhile = undefined;
    await recognise();
    const { items } = (await (await there.send('GET', '/v1/keys', { as: 'auditor' })).json()) as { items: Json[] };
    const other = items.find(({ owner, algorithm }) => owner === 'authority' && algorithm === 'ES256')?.didKey;
    now += 13 * HOUR;
    const list = await listOf('application/vc+jwt');
    meanwhile = () => recognise({ list, key: other, timeZone: 'Asia/Urumqi' });
    await refreshForeignLists(here.deps);
    expect(await shown()).toMatchObject([{ key: other, timeZone: 'Asia/Urumqi' }]);
  });

  test('is the affair of approvers alone', async () => {
    for (const as of ['officer', 'auditor', 'signer', 'employer'] as const) {
      const body = { origin: OTHER, key };
      expect((await here.send('POST', '/v1/trust-lists', { as, body })).status).toBe(403);
      expect((await here.send('POST', '/v1/trust-lists/end', { as, body: { origin: OTHER } })).status).toBe(403);
    }
    expect((await here.send('GET', '/v1/trust-lists', { as: 'signer' })).status).toBe(403);
    const none = { origin: 'https://nobody.example' };
    expect((await here.send('POST', '/v1/trust-lists/end', { as: 'approver', body: none })).status).toBe(404);
  });
});
