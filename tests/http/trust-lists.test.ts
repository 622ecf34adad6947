/** Two deployments: what the one issues, the other verifies once its authority is recognised, and no longer than that. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import type { ForeignList } from '../../src/core/foreign-list.ts';
import { work } from '../../src/entry/work.ts';
import { runOneChunk } from '../../src/jobs/run-chunk.ts';
import { decodeBase64url } from '../../src/lib/base64url.ts';
import { fromUtf8, utf8 } from '../../src/lib/bytes.ts';
import { refreshForeignLists } from '../../src/registry/foreign-lists.ts';
import { checkText } from '../../src/render/browser/credential.ts';
import { readReported, readResults } from '../../src/verify/many/read.ts';
import type { VerificationReport } from '../../src/verify/many/report.ts';
import { requestVerification } from '../../src/verify/many/request.ts';
import { AGENCY, NOW, ORIGIN, OTHER_AGENCY, openWorld, requestFor, type World } from './world.ts';

type Json = Record<string, unknown>;
interface Issued {
  readonly id: string;
  readonly credential: Json;
  readonly jwt: string;
  readonly seal: string;
}

const OTHER = 'https://cert.other.example';
const HOST = 'cert.other.example';
/** Before the other by its name. */
const BROKEN_HOST = 'broken.example';
const HOUR = 3_600_000;
const EMPLOYER: Actor = {
  kind: 'employer',
  organisation: '91990000DEM0000044',
  roles: ['employer'],
  person: 'li',
  key: 'k',
};
let here: World;
let there: World;
let certificate: Issued;
/** The other authority's Ed25519 key, as it is handed over. */
let key: string;
/** Whether the other deployment answers, and what time it is, which only goes on. */
let away = false;
/** What happens before it answers. */
let meanwhile: (() => Promise<unknown>) | undefined;
/** What another deployment answers with. */
let broken: BodyInit = '';
let now = NOW;

beforeAll(async () => {
  const clock = () => now;
  [here, there] = await Promise.all([
    openWorld({ allowedHosts: [HOST, BROKEN_HOST], clock }),
    openWorld({ origin: OTHER, clock }),
  ]);
  const { items } = (await (await there.send('GET', '/v1/keys', { as: 'auditor' })).json()) as { items: Json[] };
  key = String(items.find(({ owner, algorithm }) => owner === 'authority' && algorithm === 'Ed25519')?.didKey);
  const answer = async (url: string, init: RequestInit) => {
    await meanwhile?.();
    if (new URL(url).host === BROKEN_HOST) return new Response(broken);
    if (away || new URL(url).host !== HOST) throw new TypeError('fetch failed');
    return there.send('GET', new URL(url).pathname, { headers: init.headers as Record<string, string> });
  };
  vi.stubGlobal('fetch', vi.fn(answer));
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await Promise.all([here.close(), there.close()]);
});
beforeEach(async () => {
  certificate = await issued();
});
afterEach(async () => {
  away = false;
  meanwhile = undefined;
  await here.send('POST', '/v1/trust-lists/end', { as: 'approver', body: { origin: OTHER } });
});

async function issued(name = '张伟'): Promise<Issued> {
  return (await (
    await there.send('POST', '/v1/certificates', { as: 'signer', body: requestFor(name) })
  ).json()) as Issued;
}

const recognise = (more: Json = {}) =>
  here.send('POST', '/v1/trust-lists', { as: 'approver', body: { origin: OTHER, key, ...more } });

async function verdict(
  credential: unknown,
  beside: Json = {},
): Promise<{ verdict: string; authority?: Json; certificate?: Json; by?: string }> {
  return (await (await here.send('POST', '/verify', { body: { credential, ...beside } })).json()) as {
    verdict: string;
  };
}

async function refusal(answer: Response): Promise<unknown> {
  const { violations } = (await answer.json()) as { violations?: { pointer: string }[] };
  return [answer.status, violations?.[0]?.pointer];
}

/** What comes of a file with these lines, and what the report on it claims. */
async function reported(deps: Deps, lines: readonly unknown[]) {
  const bytes = (async function* () {
    for (const line of lines) yield utf8(`${JSON.stringify(line)}\n`);
  })();
  const { file } = await requestVerification(deps, EMPLOYER, { purpose: 'audit', format: 'ndjson', bytes });
  while (await runOneChunk(deps, work().handlers, { holder: 'test' }));
  const found = await readReported(deps, EMPLOYER, file.id);
  let text = '';
  for await (const part of readResults(deps, found, 'ndjson')) text += part;
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
  const [, payload = ''] = found.report.split('.');
  const { credentialSubject } = JSON.parse(fromUtf8(decodeBase64url(payload)));
  return { rows, report: credentialSubject.report as VerificationReport };
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

  test('among many in a file is judged as at the counter, by lists that are fetched once and named in the report', async () => {
    await recognise();
    const revoked = await issued('李伟');
    const body = { action: 'revoke', reason: 'exam_fraud' };
    await there.send('POST', `/v1/certificates/${revoked.id}/status`, { as: 'officer', body });
    const asked = vi.mocked(fetch).mock.calls.length;
    const lines = [certificate.credential, certificate.jwt, certificate.seal, revoked.jwt, revoked.seal];
    const { rows, report } = await reported(here.deps, lines);
    expect(rows.map(({ verdict }) => Object(verdict).code)).toEqual(['valid', 'valid', 'valid', 'revoked', 'revoked']);
    for (const row of rows) expect(row.authority).toMatchObject({ origin: OTHER });
    expect(vi.mocked(fetch).mock.calls.length - asked).toBe(4);
    const ids = (lists: readonly { id: string }[]) => lists.map(({ id }) => id);
    expect(ids(report.trustLists)).toContain(`${OTHER}/trust-list`);
    expect(ids(report.statusLists).filter((id) => id.startsWith(OTHER))).toHaveLength(4);
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

describe('on a device of the reader', () => {
  const get = (path: string) => here.send('GET', path);
  const name = () => {
    const [entry] = certificate.credential.credentialStatus as Json[];
    return new URL(String(entry?.statusListCredential)).pathname;
  };
  /** As the page behind our QR codes does, which fetches from its own service alone. */
  const checkedThere = async (text: string) => {
    vi.stubGlobal('document', { documentElement: { lang: 'en' } });
    return checkText(text, {
      origin: ORIGIN,
      timeZone: 'Asia/Shanghai',
      trustList: undefined,
      now: () => now,
      async load(path, _limit, read) {
        const answer = await get(path);
        if (!answer.ok) throw new TypeError(`${path} answers ${answer.status}`);
        return read(await answer.text(), true);
      },
      statusList: async () => Promise.reject(new TypeError('not one of ours')),
    });
  };

  test('its lists are at hand while it is recognised, and no others', async () => {
    expect((await get(`/trust-lists/${HOST}`)).status).toBe(404);
    expect((await get(`/trust-lists/${HOST}${name()}`)).status).toBe(404);
    await recognise();
    expect(await (await get(`/trust-lists/${HOST}`)).json()).toMatchObject({ origin: OTHER, key });
    const list = await get(`/trust-lists/${HOST}${name()}`);
    expect(list.headers.get('content-type')).toBe('application/vc+jwt');
    expect(list.headers.get('access-control-allow-origin')).toBe('*');
    expect((await get(`/trust-lists/${HOST}/status/..%2F..%2Fv1%2Fkeys`)).status).toBe(404);
    expect((await get(`/trust-lists/${HOST}/status/S000033000999-1-agency-revocation`)).status).toBe(404);
    expect((await get(`/trust-lists/elsewhere.example${name()}`)).status).toBe(404);
    away = true;
    const answer = await get(`/trust-lists/${HOST}${name()}`);
    expect([answer.status, ((await answer.json()) as Json).type]).toEqual([502, 'urn:yinzheng:problem:not_reachable']);
  });

  test('it is judged as the service judges it, and nothing of it is sent', async () => {
    const revoked = await issued('李伟');
    const body = { action: 'revoke', reason: 'exam_fraud' };
    await there.send('POST', `/v1/certificates/${revoked.id}/status`, { as: 'officer', body });
    const headers = { accept: 'application/dc+sd-jwt' };
    const copy = await (await there.send('GET', `/v1/certificates/${certificate.id}`, { as: 'clerk', headers })).text();
    const forms = [JSON.stringify(certificate.credential), certificate.jwt, certificate.seal, copy];
    for (const form of forms) expect((await checkedThere(form)).verdict).toBe('cannot_check');
    await recognise();
    const sent = vi.spyOn(here, 'send');
    for (const form of [...forms, revoked.jwt, revoked.seal]) {
      const { verdict: said, authority, certificate: shown, by } = await checkedThere(form);
      const asked = await verdict(form);
      expect({ said, authority, by }).toEqual({ said: asked.verdict, authority: asked.authority, by: asked.by });
      expect(shown).toMatchObject({ issuer: { code: AGENCY } });
    }
    const paths = sent.mock.calls.filter(([method]) => method === 'GET').map(([, path]) => path);
    expect(paths.every((path) => path.startsWith(`/trust-lists/${HOST}`))).toBe(true);
    expect((await checkedThere(certificate.seal)).notices).toEqual([
      `Supervised by Demo Authority (${OTHER}), which is recognised here.`,
    ]);
    const altered = { ...certificate.credential, name: 'Another' };
    expect((await checkedThere(JSON.stringify(altered))).verdict).toBe('not_authentic');
    away = true;
    expect((await checkedThere(certificate.jwt)).verdict).toBe('status_unchecked');
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

  test('that is broken when it is fetched anew stays as it was, and the others have their turn', async () => {
    await recognise();
    const list = (await here.deps.store.foreignList(OTHER)) as ForeignList;
    const origin = `https://${BROKEN_HOST}`;
    await here.deps.store.commit([{ write: 'foreign-list.put', list: { ...list, origin } }]);
    now += 13 * HOUR;
    broken = Uint8Array.of(0xff, 0xfe);
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
