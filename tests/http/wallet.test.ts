/** Wallets over HTTP, where they would get too much: birth dates by a link, signatures and events that nobody is owed. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { SigningKey } from '../../src/core/ports.ts';
import { splitSdJwt } from '../../src/credential/sd-jwt.ts';
import { eraseHolder } from '../../src/registry/erase-holder.ts';
import { compact, holderKey } from '../credential/sd-jwt-world.ts';
import { AGENCY, NOW, ORIGIN, openWorld, requestFor, type World } from './world.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of the calls, looked at member by member.
type Json = Record<string, any>;

const SD_JWT = 'skill-level-cn/1/dc+sd-jwt';
const GRANT = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

let world: World;
let now = NOW;
let key: SigningKey;
let id: string;
let token: string;
beforeAll(async () => {
  world = await openWorld({ clock: () => now, clientAddress: (c) => c.req.header('test-address') });
  key = await holderKey();
  ({ id, token } = (await sent('/v1/certificates', { as: 'signer', body: requestFor('甲') })).body);
});
afterAll(() => world.close());
/** Limits of the last test are over. */
beforeEach(() => {
  now += 3_600_000;
});

async function sent(path: string, options: Parameters<World['send']>[2] = {}) {
  const answer = await world.send('POST', path, options);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as Json };
}

const byLink = () => sent(`/v/${token}/offers`);
const byAgency = () => sent(`/v1/certificates/${id}/offers`, { as: 'clerk', body: {} });

/** What an offer is redeemed for. */
async function redeemed({ body: { link, txCode } }: { readonly body: Json }): Promise<string> {
  const { pathname } = new URL(new URL(link).searchParams.get('credential_offer_uri') ?? '');
  const offer = (await (await world.send('GET', pathname)).json()) as Json;
  const form = {
    grant_type: GRANT,
    'pre-authorized_code': offer.grants[GRANT]['pre-authorized_code'],
    tx_code: txCode,
  };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await sent('/wallet/token', { body: String(new URLSearchParams(form)), headers });
  expect(answer.status).toBe(200);
  return answer.body.access_token;
}

const asked = (bearer: string, path: string, body: Json) =>
  sent(`/wallet/${path}`, { body, headers: { authorization: `Bearer ${bearer}` } });

async function bound(): Promise<Json> {
  const nonce = (await sent('/wallet/nonce')).body.c_nonce;
  const header = { typ: 'openid4vci-proof+jwt', jwk: key.publicJwk };
  const jwt = [await compact(header, { aud: ORIGIN, iat: Math.floor(now / 1000), nonce }, key)];
  return { credential_configuration_id: SD_JWT, proofs: { jwt } };
}

async function events(type: string): Promise<Json[]> {
  const answer = await world.send('GET', `/v1/audit?type=${type}&limit=100`, { as: 'auditor' });
  return ((await answer.json()) as Json).items;
}

test('the birth date is in copies for an offer of the agency, and in none that the link alone leads to', async () => {
  const namesIn = async (bearer: string) => {
    const answer = await asked(bearer, 'credential', await bound());
    expect(answer.status).toBe(200);
    const { disclosures } = splitSdJwt(answer.body.credentials[0].credential);
    return disclosures.map((text) => JSON.parse(Buffer.from(text, 'base64url').toString())[1]);
  };
  const linked = await namesIn(await redeemed(await byLink()));
  expect(linked).toContain('name');
  expect(linked).not.toContain('birthdate');
  expect(await namesIn(await redeemed(await byAgency()))).toContain('birthdate');

  const offers = await events('wallet.offered');
  expect(offers.map(({ person, owner }) => [person, owner])).toEqual([
    ['holder', AGENCY],
    ['clerk', AGENCY],
  ]);
  expect((await events('copy.signed')).map(({ data }) => [data.offer, data.birthdate])).toEqual([
    [offers[0]?.data.offer, false],
    [offers[1]?.data.offer, true],
  ]);
});

test('nothing is signed for what was fetched already, nor twice for one proof', async () => {
  const bearer = await redeemed(await byLink());
  const proven = await bound();
  expect((await asked(bearer, 'credential', proven)).status).toBe(200);
  const other = await redeemed(await byLink());
  const again = await bound();
  const opened = vi.spyOn(world.deps.signer, 'open');
  expect((await asked(bearer, 'credential', again)).body.error).toBe('credential_request_denied');
  expect((await asked(other, 'credential', proven)).body.error).toBe('invalid_nonce');
  expect(opened).not.toHaveBeenCalled();
  expect((await asked(other, 'credential', again)).status).toBe(200);
  expect(opened).toHaveBeenCalled();
  opened.mockRestore();
});

test('what a wallet says twice is one event', async () => {
  const bearer = await redeemed(await byLink());
  const { notification_id } = (await asked(bearer, 'credential', await bound())).body;
  const say = async (event: string) => (await asked(bearer, 'notification', { notification_id, event })).status;
  expect([await say('credential_accepted'), await say('credential_accepted')]).toEqual([204, 204]);
  expect(await say('credential_deleted')).toBe(204);
  expect((await events('wallet.notified')).map(({ data }) => data.event)).toEqual([
    'credential_accepted',
    'credential_deleted',
  ]);
});

test('the link of a certificate makes ten offers in a quarter of an hour, and the agency more', async () => {
  for (let n = 0; n < 10; n++) expect((await byLink()).status).toBe(201);
  const eleventh = await byLink();
  expect([eleventh.status, eleventh.headers.get('retry-after')]).toEqual([429, '900']);
  expect((await byAgency()).status).toBe(201);
  now += 900_000;
  expect((await byLink()).status).toBe(201);
});

test('all calls of wallets are limited together for each client', async () => {
  const headers = { 'test-address': '203.0.113.7' };
  const call = async (path: string, body?: unknown) => (await sent(path, { headers, body })).status;
  for (let n = 0; n < 300; n++) expect(await call('/wallet/nonce')).toBe(200);
  expect(await call('/wallet/nonce')).toBe(429);
  expect(await call('/wallet/credential', {})).toBe(429);
  expect(await call('/wallet/deferred', { transaction_id: 'x' })).toBe(429);
  expect(await call('/wallet/notification', { notification_id: 'x', event: 'x' })).toBe(429);
  expect((await world.send('GET', `/wallet/offers/${id}`, { headers })).status).toBe(429);
  expect((await sent('/wallet/nonce')).status).toBe(200);
});

test('who sends no access token at all is told no error, and who sends a wrong one is', async () => {
  const call = (headers: Record<string, string>) => sent('/wallet/credential', { body: {}, headers });
  for (const headers of [{}, { authorization: 'Basic eDp4' }]) {
    const { status, headers: said, body } = await call(headers);
    expect([status, said.get('www-authenticate')]).toEqual([401, 'Bearer realm="yinzheng"']);
    expect(body).not.toHaveProperty('error');
  }
  for (const authorization of ['Bearer', 'Bearer x', 'Bearer ?']) {
    const { status, body } = await call({ authorization });
    expect([status, body.error]).toEqual([401, 'invalid_token']);
  }
});

test('a request names a configuration or a credential, not both', async () => {
  const bearer = await redeemed(await byLink());
  const answer = await asked(bearer, 'credential', { ...(await bound()), credential_identifier: 'x' });
  expect([answer.status, answer.body.error]).toEqual([400, 'invalid_credential_request']);
});

test('the keys of a wallet are kept while something waits for them, and not after the holder is erased', async () => {
  const { store } = world.deps;
  const keysOf = async (request: string) => (await store.walletRequest(request))?.keys;
  const [one, two] = [await redeemed(await byLink()), await redeemed(await byLink())];
  const { notification_id } = (await asked(one, 'credential', await bound())).body;
  expect(await keysOf(notification_id)).toEqual([]);

  const [signing] = (await store.keys(AGENCY)).filter(({ algorithm }) => algorithm === 'ES256');
  if (!signing) throw new Error('no key');
  await store.commit([{ write: 'key.state', id: signing.id, state: 'retired' }]);
  const three = await redeemed(await byLink());
  const { transaction_id } = (await asked(two, 'credential', await bound())).body;
  const waiting = (await asked(three, 'credential', await bound())).body.transaction_id;
  expect(await keysOf(waiting)).toEqual([key.publicJwk]);

  expect((await sent('/v1/keys', { as: 'signer', body: { algorithm: 'ES256' } })).status).toBe(201);
  expect((await asked(two, 'deferred', { transaction_id })).status).toBe(200);
  expect(await keysOf(transaction_id)).toEqual([]);
  const certificate = await store.certificate(id);
  if (!certificate) throw new Error('no certificate');
  const officer: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '-' };
  await eraseHolder(world.deps, officer, certificate.id);
  expect(await keysOf(waiting)).toEqual([]);
  const opened = vi.spyOn(world.deps.signer, 'open');
  for (const [bearer, request] of [
    [two, transaction_id],
    [three, waiting],
  ]) {
    const answer = await asked(bearer, 'deferred', { transaction_id: request });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_transaction_id']);
  }
  expect(opened).not.toHaveBeenCalled();
});
