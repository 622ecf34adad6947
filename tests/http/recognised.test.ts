/** What recognised deployments issue, in files of many and on a reader's own device: the verdicts of `POST /verify`. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { work } from '../../src/entry/work.ts';
import { runOneChunk } from '../../src/jobs/run-chunk.ts';
import { decodeBase64url } from '../../src/lib/base64url.ts';
import { fromUtf8, utf8 } from '../../src/lib/bytes.ts';
import { checkText } from '../../src/render/browser/credential.ts';
import { readReported, readResults } from '../../src/verify/many/read.ts';
import type { VerificationReport } from '../../src/verify/many/report.ts';
import { requestVerification } from '../../src/verify/many/request.ts';
import { HOST, type Issued, type Json, OTHER, openTwoWorlds, type TwoWorlds } from './two-worlds.ts';
import { AGENCY, NOW, ORIGIN, type World } from './world.ts';

const EMPLOYER: Actor = {
  kind: 'employer',
  organisation: '91990000DEM0000044',
  roles: ['employer'],
  person: 'li',
  key: 'k',
};
const now = NOW;
let worlds: TwoWorlds;
let here: World;
let there: World;
let certificate: Issued;
let away = false;

beforeAll(async () => {
  const before = async () => {
    if (away) throw new TypeError('fetch failed');
    return undefined;
  };
  worlds = await openTwoWorlds(() => now, before);
  ({ here, there } = worlds);
});
afterAll(() => worlds.close());
beforeEach(async () => {
  certificate = await worlds.issued();
});
afterEach(async () => {
  away = false;
  await worlds.endRecognition();
});

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

test('among many in a file each is judged as at the counter, by lists that are fetched once and named in the report', async () => {
  await worlds.recognise();
  const revoked = await worlds.issued('李伟');
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

test('before it is recognised its codes are unknown, and not wrong', async () => {
  const answer = await here.send('POST', '/verify', { body: { credential: certificate.seal } });
  expect(await answer.json()).toMatchObject({ verdict: 'cannot_check' });
  const { rows } = await reported(here.deps, [certificate.seal]);
  expect(rows).toMatchObject([{ verdict: { code: 'cannot_check' } }]);
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
    await worlds.recognise();
    expect(await (await get(`/trust-lists/${HOST}`)).json()).toMatchObject({ origin: OTHER, key: worlds.key });
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
    const revoked = await worlds.issued('李伟');
    const body = { action: 'revoke', reason: 'exam_fraud' };
    await there.send('POST', `/v1/certificates/${revoked.id}/status`, { as: 'officer', body });
    const headers = { accept: 'application/dc+sd-jwt' };
    const copy = await (await there.send('GET', `/v1/certificates/${certificate.id}`, { as: 'clerk', headers })).text();
    const forms = [JSON.stringify(certificate.credential), certificate.jwt, certificate.seal, copy];
    for (const form of forms) expect((await checkedThere(form)).verdict).toBe('cannot_check');
    await worlds.recognise();
    const sent = vi.spyOn(here, 'send');
    for (const form of [...forms, revoked.jwt, revoked.seal]) {
      const { verdict: said, authority, certificate: shown, by } = await checkedThere(form);
      const asked = await worlds.verdict(form);
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
