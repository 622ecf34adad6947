/** Trust lists that were published before: to be had again, and never taken for the present one. */
import { expect, test } from 'vitest';
import { openTrustList } from '../../src/verify/light/trust-list.ts';
import { verifyOffline } from '../../src/verify/offline.ts';
import { verifyEmbedded, verifyJwt } from './foreign.ts';
import { B } from './people.ts';
import { issued, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

interface List {
  readonly credentialSubject: { readonly version: number };
}
type Path = `/${string}`;

const jwt = { headers: { Accept: 'application/vc+jwt' } };
const both = async (world: World, path: Path) => {
  const [embedded, token] = [await world.call<List>(`GET ${path}`), await world.call(`GET ${path}`, jwt)];
  return { version: embedded.body.credentialSubject.version, text: embedded.text, jwt: token.text };
};
const suspend = (world: World, kind: 'suspend' | 'reinstate' = 'suspend') =>
  world.call(`POST /v1/agencies/${B.code}/standing`, { as: 'officer@authority', json: { kind, reason: 'story' } });

describeEngines('A trust list that was published before', [], (world) => {
  test('is there by its version, byte for byte in both forms, for ever', async () => {
    const before = await both(world, '/trust-list');
    await suspend(world);
    const after = await both(world, '/trust-list');
    expect(after.version).toBeGreaterThan(before.version);

    const path = `/trust-list/versions/${before.version}` as const;
    expect(await both(world, path)).toEqual(before);
    expect(await both(world, `/trust-list/versions/${after.version}`)).toEqual(after);
    const { body, headers } = await world.call<object>(`GET ${path}`);
    expect(await verifyEmbedded(world, body)).toEqual({ verified: true });
    expect(await verifyJwt(world, before.jwt)).toMatchObject({ credentialSubject: { version: before.version } });
    expect(headers.get('Cache-Control')).toContain('immutable');
    const again = { headers: { 'If-None-Match': headers.get('ETag') ?? '' } };
    expect((await world.call(`GET ${path}`, again)).status).toBe(304);
  });

  test('is there by its day, and listed', async () => {
    const { version } = await both(world, '/trust-list');
    const today = await world.call<List>(`GET /trust-list/days/${world.today()}`);
    expect(today.body.credentialSubject.version).toBe(version);
    expect(today.headers.get('Content-Location')).toBe(`/trust-list/versions/${version}`);
    expect(today.headers.get('Cache-Control')).toBe('public, max-age=300');

    type Page = { items: { version: number; signedAt: string; url: string }[]; next?: string };
    const first = (await world.call<Page>('GET /trust-list/versions?limit=1')).body;
    expect(first.items).toMatchObject([{ version, url: `${world.origin}/trust-list/versions/${version}` }]);
    const rest = (await world.call<Page>(`GET /trust-list/versions?after=${first.next}`)).body.items;
    expect(rest.length).toBeGreaterThan(0);
    for (const one of rest) expect(one.version).toBeLessThan(version);
  });

  test.each([
    ['/trust-list/versions/999999', 404],
    ['/trust-list/versions/seven', 404],
    ['/trust-list/versions/-1', 404],
    ['/trust-list/versions?after=x', 400],
    ['/trust-list/days/2020-01-01', 404],
    ['/trust-list/days/2026-02-30', 404],
    ['/trust-list/days/2999-01-01', 404],
  ] as const)('%s: %i', async (path, status) => {
    expect((await world.call(`GET ${path}`)).status).toBe(status);
  });
});

describeEngines('An earlier trust list', ['move the clock'], (world) => {
  test('is the one of its day, and no verifier takes it for that of today', async () => {
    const { credential } = await issued(world, request(world), 'signer@B');
    const clock = () => world.now().getTime();
    const [earlier, day] = [await both(world, '/trust-list'), world.today()];
    const offline = (trustList: string) => verifyOffline({ trustList, clock }, credential);
    expect(await offline(earlier.text)).toMatchObject({ verdict: 'status_unchecked' });

    world.pass(26 * 3_600_000);
    await suspend(world);
    const present = await both(world, '/trust-list');
    expect(present.version).toBeGreaterThan(earlier.version);
    const old = await both(world, `/trust-list/days/${day}`);
    expect(old).toEqual(earlier);

    for (const form of [old.text, old.jwt]) {
      const { verdict, checks } = await offline(form);
      expect(verdict).toBe('cannot_check');
      expect(checks.map(({ id, result }) => `${id} ${result}`)).toEqual([
        'format pass',
        'signature pass',
        'issuer unknown',
        'entitlement skipped',
        'dates skipped',
        'status skipped',
      ]);
    }
    expect(await offline(present.text)).toMatchObject({ verdict: 'status_unchecked' });
    const forged = { ...credential, name: 'x' };
    expect(await verifyOffline({ trustList: old.text, clock }, forged)).toMatchObject({ verdict: 'not_authentic' });

    const { body: authority } = await world.call('GET /.well-known/did.json');
    const handedOut = { origin: world.origin, authority, now: clock(), current: true };
    await expect(openTrustList(old.jwt, handedOut)).rejects.toThrow('too old');
    await expect(openTrustList(present.jwt, handedOut)).resolves.toBeDefined();
  });
});
