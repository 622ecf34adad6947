import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Deps } from '../../src/core/deps.ts';
import { createListCache } from '../../src/core/list-cache.ts';
import { bootstrap } from '../../src/entry/bootstrap.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { registerAgency } from '../../src/registry/agencies.ts';
import { authenticate } from '../../src/registry/api-keys.ts';
import { putOnHold } from '../../src/registry/hold.ts';
import { openVault } from '../../src/registry/vault.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { A } from '../stories/people.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const newKey = () => `yz_${encodeBase64url(random(32))}`;
const OFFICER = newKey();
const SIGNER = newKey();
const authority = { name: { zh: '主管部门（测试）', en: 'Authority (Test)' }, uscc: '11990000DEM0000013' };
const officer = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: OFFICER };
const signer = { kind: 'agency', organisation: A.code, roles: ['signer'], person: 's', days: 30, key: SIGNER };
const wanted = { authority, apiKeys: [officer, signer] };

let deps: Deps;
const said: string[] = [];
beforeEach(async () => {
  const store = await openSqlite(':memory:');
  const local = createLocalSigner({ kek: random(32), random });
  said.length = 0;
  deps = {
    store,
    signer: local,
    vault: await openVault(store, local, random),
    clock: Date.now,
    random,
    log: (_, event) => said.push(event),
    settings: { origin: 'https://cert.example', timeZone: 'Asia/Shanghai', allowedHosts: [] },
    lists: createListCache(),
  };
});
afterEach(() => deps.store.close());

const registerA = () =>
  registerAgency(deps, { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '' }, A);

test('makes the authority and the keys that were chosen', async () => {
  await bootstrap(deps, JSON.stringify(wanted));
  expect(await deps.store.authority()).toEqual({ ...authority, origin: deps.settings.origin });
  expect(await authenticate(deps, OFFICER)).toMatchObject({ kind: 'authority', roles: ['officer'], person: 'o' });
  const [{ createdAt = 0, expiresAt = 0 } = {}] = await deps.store.apiKeys('authority');
  expect(expiresAt - createdAt).toBe(365 * 86_400_000);
});

test('lets the key of an agency wait until the agency is there', async () => {
  await bootstrap(deps, JSON.stringify(wanted));
  await expect(authenticate(deps, SIGNER)).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(said).toContain('bootstrap.no_such_agency');
  await registerA();
  await bootstrap(deps, JSON.stringify(wanted));
  expect(await authenticate(deps, SIGNER)).toMatchObject({ organisation: A.code, roles: ['signer'] });
});

test('changes nothing when all is there, and runs twice at once', async () => {
  const text = JSON.stringify({ authority, apiKeys: [officer] });
  await Promise.all([bootstrap(deps, text), bootstrap(deps, text)]);
  await bootstrap(deps, JSON.stringify({ authority: { ...authority, uscc: 'another' }, apiKeys: [officer] }));
  expect(await deps.store.authority()).toEqual({ ...authority, origin: deps.settings.origin });
  expect(await deps.store.apiKeys()).toHaveLength(1);
  expect(await deps.store.keys('authority')).toHaveLength(2);
});

test('does not keep a register on hold from verifying, whether or not all is there', async () => {
  await bootstrap(deps, JSON.stringify({ authority, apiKeys: [officer] }));
  await putOnHold(deps);
  said.length = 0;
  await bootstrap(deps, JSON.stringify({ authority, apiKeys: [officer] }));
  await bootstrap(deps, JSON.stringify({ authority, apiKeys: [{ ...officer, key: newKey() }] }));
  expect(said).toEqual(['register.on_hold', 'register.on_hold']);
  expect(await deps.store.apiKeys()).toHaveLength(1);
});

test.each([
  ['no JSON', `{"key": "${OFFICER}"`],
  ['nothing in it', '{}'],
  ['a key that is too short', JSON.stringify({ authority, apiKeys: [{ ...officer, key: OFFICER.slice(0, -1) }] })],
  ['a role of others', JSON.stringify({ authority, apiKeys: [{ ...signer, roles: ['officer'] }] })],
  ['a member too many', JSON.stringify({ authority, apiKeys: [{ ...officer, [OFFICER]: 1 }] })],
])('refuses text with %s, without repeating it', async (_, text) => {
  const error: unknown = await bootstrap(deps, text).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'invalid_configuration' });
  expect(String(error)).not.toContain(OFFICER.slice(3, -1));
  expect(await deps.store.authority()).toBeUndefined();
});
