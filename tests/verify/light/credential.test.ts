import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { DAY } from '../../../src/core/calendar.ts';
import type { Verification } from '../../../src/core/verdict.ts';
import { verifyCredential } from '../../../src/verify/light/credential.ts';
import { isCredential, type VerifyOptions, verify } from '../../../src/verify/light/verify.ts';
import { AGENCY, NOW, openWorld, type World } from '../../http/world.ts';
import { change, type Issued, issue, published } from './published.ts';

interface Certificate extends Issued {
  readonly credential: Readonly<Record<string, unknown>>;
  readonly jwt: string;
}

let world: World;
let good: Certificate;
let options: VerifyOptions;

beforeAll(async () => {
  world = await openWorld();
  good = (await issue(world, '张伟')) as Certificate;
  options = await published(world);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => world.close());

const forms = () => [good.credential, JSON.stringify(good.credential), good.jwt, { credential: good.jwt }];

/** The trust list as it was before the agency, or its key, was in it. */
function without(what: 'agency' | 'key', current: boolean): VerifyOptions {
  const { trustList } = options;
  if (!trustList) throw new Error('no trust list');
  const entries = trustList.entries.flatMap((entry) => {
    if (entry.owner !== AGENCY) return [entry];
    return what === 'agency' ? [] : [{ ...entry, keys: [] }];
  });
  return { ...options, trustList: { ...trustList, current, entries } };
}

describe('a credential', () => {
  test('gets the verdict and the facts that the service gives, in every form', async () => {
    const asked = await world.send('POST', '/verify', { body: good.credential });
    const { checks, ...said } = (await asked.json()) as Verification;
    for (const form of forms()) {
      const found = await verify(form, options);
      expect(found).toMatchObject(said);
      expect(found.checks.map(({ id, result }) => [id, result])).toEqual(checks.map(({ id, result }) => [id, result]));
    }
  });

  test('that was revoked is so by its lists', async () => {
    const issued = (await issue(world, '测试甲')) as Certificate;
    await change(world, issued, 'officer', 'revoke', 'exam_fraud');
    const now = await published(world);
    for (const form of [issued.credential, issued.jwt])
      expect(await verify(form, now)).toMatchObject({ verdict: 'revoked', by: 'authority' });
  });

  test('as an SD-JWT shows what its holder picked, and is as good', async () => {
    const headers = { accept: 'application/dc+sd-jwt' };
    const text = await (await world.send('GET', `/v1/certificates/${good.id}`, { as: 'clerk', headers })).text();
    expect(isCredential(text)).toBe(true);
    expect(await verify(text, options)).toMatchObject({ verdict: 'valid', certificate: { holder: { name: '张伟' } } });
    const [jwt] = text.split('~');
    expect(await verify(`${jwt}~`, options)).toMatchObject({ verdict: 'valid', certificate: { holder: { name: '' } } });
    expect(await verify(`${jwt}~WyJzIiwibmFtZSIsIngiXQ~`, options)).toMatchObject({ verdict: 'not_authentic' });
  });

  test('is never green once a member was changed', async () => {
    for (const name of Object.keys(good.credential)) {
      const { verdict, certificate } = await verify({ ...good.credential, [name]: 'x' }, options);
      expect(['not_authentic', 'not_ours', 'cannot_check'], name).toContain(verdict);
      expect(certificate, name).toBeUndefined();
    }
  });
});

describe('what cannot be known is never green', () => {
  test('without a trust list, or a status list', async () => {
    const silent = { ...options, statusList: () => Promise.reject(new TypeError('network')) };
    for (const form of forms()) {
      expect((await verify(form, { ...options, trustList: undefined })).verdict).toBe('cannot_check');
      expect((await verify(form, silent)).verdict).toBe('status_unchecked');
    }
  });

  test('from kept copies it says as of when', async () => {
    const kept = await published(world, { current: false, now: NOW + 3_600_000 });
    for (const form of forms()) expect(await verify(form, kept)).toMatchObject({ verdict: 'valid_as_of' });
    const late = { ...options, now: NOW + DAY };
    expect(
      (await verify(good.jwt, { ...late, trustList: options.trustList && { ...options.trustList, current: false } }))
        .verdict,
    ).toBe('valid_as_of');
  });

  test('a key that a kept list lacks may have come since; a current list knows', async () => {
    for (const form of [good.credential, good.jwt]) {
      for (const what of ['agency', 'key'] as const) {
        expect((await verify(form, without(what, false))).verdict).toBe('cannot_check');
        expect((await verify(form, without(what, true))).verdict).toBe('not_authentic');
      }
    }
  });

  test('in a runtime without Ed25519 an embedded proof is open, and a JWT is not', async () => {
    const { importKey } = crypto.subtle;
    vi.spyOn(crypto.subtle, 'importKey').mockImplementation((...args: unknown[]) => {
      if (Object(args[2]).name === 'Ed25519') throw new DOMException('unknown', 'NotSupportedError');
      return Reflect.apply(importKey, crypto.subtle, args);
    });
    expect((await verifyCredential(good.credential, options)).verdict).toBe('cannot_check');
    expect((await verifyCredential(good.jwt, options)).verdict).toBe('valid');
  });
});

test('texts are told apart by their form', () => {
  for (const text of ['{"a":1}', ' {', 'data:application/vc+jwt,a.b.c', 'a.b.c', 'a.b.'])
    expect(isCredential(text)).toBe(true);
  for (const text of ['', 'https://x.test/v#1234', '1'.repeat(200), 'x.test/a.b.c/', '张伟'])
    expect(isCredential(text)).toBe(false);
});
