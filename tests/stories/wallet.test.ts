/** A holder puts a certificate into a wallet, and shows it from there; and all that a wallet is refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { SigningKey } from '../../src/core/ports.ts';
import { splitSdJwt } from '../../src/credential/sd-jwt.ts';
import { joinJwt, signUnder } from '../../src/credential/vc-jose.ts';
import { bound, holderKey } from '../credential/sd-jwt-world.ts';
import { A } from './people.ts';
import { issued, person, request } from './requests.ts';
import { openWallet } from './wallets.ts';
import { type Answer, describeEngines, type World } from './world.ts';

type Json = Record<string, unknown>;
interface Offer {
  readonly link: string;
  readonly txCode: string;
}
interface Answered {
  readonly error?: string;
  readonly credentials: readonly { readonly credential: string }[];
  readonly notification_id: string;
  readonly transaction_id?: string;
  readonly access_token: string;
  readonly c_nonce: string;
}

const SD_JWT = 'skill-level-cn/1/dc+sd-jwt';
const EMBEDDED = 'skill-level-cn/1/ldp_vc';
const GRANT = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
const FORM = 'application/x-www-form-urlencoded';

async function offered(world: World, token: string): Promise<Offer> {
  const answer = await world.call<Offer>(`POST /v/${token}/offers`, { headers: { accept: 'application/json' } });
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
  return answer.body;
}

async function codeIn(world: World, { link }: Offer): Promise<string> {
  const { pathname } = new URL(new URL(link).searchParams.get('credential_offer_uri') ?? '');
  const offer = await world.call<{ grants: Record<string, Record<string, string>> }>(`GET ${pathname}`);
  expect([offer.status, offer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return offer.body.grants[GRANT]?.['pre-authorized_code'] ?? '';
}

const redeemed = (world: World, form: Json) =>
  world.call<Answered>('POST /wallet/token', {
    type: FORM,
    text: new URLSearchParams(form as Record<string, string>).toString(),
  });

const asked = (world: World, token: string, json: unknown, path = 'credential') =>
  world.call<Answered>(`POST /wallet/${path}`, { json, headers: { authorization: `Bearer ${token}` } });

async function tokenFor(world: World, { token }: { readonly token: string }): Promise<string> {
  const offer = await offered(world, token);
  const form = { grant_type: GRANT, 'pre-authorized_code': await codeIn(world, offer), tx_code: offer.txCode };
  const answer = await redeemed(world, form);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return answer.body.access_token;
}

const nonceOf = async (world: World) => (await world.call<Answered>('POST /wallet/nonce')).body.c_nonce;

async function proof(world: World, key: SigningKey, claims: Json = {}, header: Json = {}): Promise<string> {
  const iat = Math.floor(world.now().getTime() / 1000);
  const payload = JSON.stringify({ aud: world.origin, iat, nonce: claims.nonce ?? (await nonceOf(world)), ...claims });
  const members = { typ: 'openid4vci-proof+jwt', jwk: key.publicJwk, ...header };
  return joinJwt(payload, await signUnder(members, payload, key));
}

function expectError({ status, body, headers }: Answer<Answered>, error: string, code = 400): void {
  expect([status, body.error, headers.get('cache-control')]).toEqual([code, error, 'no-store']);
}

describeEngines('A certificate in a wallet', [], (world) => {
  let key: SigningKey;
  let last = 0;
  beforeAll(async () => {
    key = await holderKey();
  });
  const certificate = () => issued(world, request(world, ++last));
  /** An access token for a certificate of its own. */
  const granted = async (of?: { readonly token: string }) => tokenFor(world, of ?? (await certificate()));

  test('is fetched by the wallet of others, one copy for each of its keys, and shown to an employer', async () => {
    const one = await certificate();
    const { link, txCode } = await offered(world, one.token);
    const wallet = await openWallet(world, link);
    expect(wallet.offer.credential_configuration_ids).toEqual([SD_JWT, EMBEDDED]);
    const accessToken = await wallet.token(txCode);
    const keys = [key, await holderKey('Ed25519'), await holderKey('ES384')];
    const { issuerMetadata, client } = wallet;
    const jwt = (await wallet.proofs(SD_JWT, keys)) as [string, ...string[]];
    const { credentialResponse } = await client.retrieveCredentials({
      issuerMetadata,
      accessToken,
      credentialConfigurationId: SD_JWT,
      proofs: { jwt },
    });
    const copies = (credentialResponse.credentials ?? []).map((each) => String((each as Json).credential));
    expect(copies.length).toBe(3);
    for (const [at, copy] of copies.entries()) {
      const { jwt: signed, disclosures } = splitSdJwt(copy);
      const name = disclosures.find((text) => Buffer.from(text, 'base64url').includes(person(last).name));
      const asks = { nonce: `n-${at}`, aud: 'https://firm.example', iat: Math.floor(world.now().getTime() / 1000) };
      const shown = await bound(`${signed}~${name}~`, keys[at] as SigningKey, asks);
      const verdict = await world.call<Json>('POST /verify', {
        json: { credential: shown, nonce: `n-${at}`, audience: 'https://firm.example' },
      });
      expect(verdict.body).toMatchObject({ verdict: 'valid', certificate: { holder: { name: person(last).name } } });
      const stolen = await bound(`${signed}~${name}~`, await holderKey(), asks);
      const refused = await world.call<Json>('POST /verify', { json: { credential: stolen, nonce: `n-${at}` } });
      expect(refused.body).toMatchObject({ verdict: 'not_authentic' });
    }

    const embedded = await client.retrieveCredentials({
      issuerMetadata,
      accessToken,
      credentialConfigurationId: EMBEDDED,
    });
    const [{ credential } = {}] = (embedded.credentialResponse.credentials ?? []) as Json[];
    expect((await world.call<Json>('POST /verify', { json: { credential } })).body).toMatchObject({ verdict: 'valid' });

    const notification = {
      notificationId: String(credentialResponse.notification_id),
      event: 'credential_accepted',
    } as const;
    await client.sendNotification({ issuerMetadata, accessToken, notification });
    const audit = await world.call<{ items: Json[] }>('GET /v1/audit?type=wallet.notified', {
      as: 'auditor@authority',
    });
    expect(audit.body.items).toMatchObject([
      { subject: one.id, person: 'holder', data: { event: 'credential_accepted' } },
    ]);
  });

  test('has an offer for people: a page with a code to scan and digits to type, and the link of an agency', async () => {
    const one = await certificate();
    const page = await world.call(`POST /v/${one.token}/offers`, {
      headers: { accept: 'text/html', 'accept-language': 'en' },
    });
    expect(page.status).toBe(201);
    expect(page.text).toMatch(/href="openid-credential-offer:\/\/\?credential_offer_uri=/);
    expect(page.text).toMatch(/<svg[^>]*viewBox/);
    expect(page.text).toMatch(/>\d{6}</);
    const made = await world.call<Offer>(`POST /v1/certificates/${one.id}/offers`, { as: 'clerk@A', json: {} });
    expect(made.status).toBe(201);
    expect((await openWallet(world, made.body.link)).offer.credential_issuer).toBe(world.origin);
    const others = await world.call(`POST /v1/certificates/${one.id}/offers`, { as: 'clerk@B', json: {} });
    expect(others.status).toBe(404);
    expect((await world.call(`POST /v/${'a'.repeat(26)}/offers`)).status).toBe(404);
  });

  describe('a code', () => {
    test('works once, also for many at once', async () => {
      const offer = await offered(world, (await certificate()).token);
      const form = { grant_type: GRANT, 'pre-authorized_code': await codeIn(world, offer), tx_code: offer.txCode };
      const answers = await Promise.all([1, 2, 3, 4].map(() => redeemed(world, form)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
      expectError(await redeemed(world, form), 'invalid_grant');
    });

    test('is worth nothing after five wrong transaction codes', async () => {
      const offer = await offered(world, (await certificate()).token);
      const form = { grant_type: GRANT, 'pre-authorized_code': await codeIn(world, offer) };
      const wrong = offer.txCode === '000000' ? '000001' : '000000';
      for (let tries = 0; tries < 5; tries++)
        expectError(await redeemed(world, { ...form, tx_code: wrong }), 'invalid_grant');
      expectError(await redeemed(world, { ...form, tx_code: offer.txCode }), 'invalid_grant');
    });

    test('is asked for as the standard has it', async () => {
      const one = await certificate();
      const offer = await offered(world, one.token);
      const code = await codeIn(world, offer);
      const form = { grant_type: GRANT, 'pre-authorized_code': code, tx_code: offer.txCode };
      const { tx_code: _, ...without } = form;
      expectError(await redeemed(world, without), 'invalid_request');
      expectError(await redeemed(world, { ...form, grant_type: 'authorization_code' }), 'unsupported_grant_type');
      for (const name of Object.keys(form)) {
        expectError(await redeemed(world, { ...form, [name]: '' }), 'invalid_request');
      }
      expectError(await redeemed(world, { tx_code: '1' }), 'invalid_request');
      expectError(await redeemed(world, { grant_type: GRANT, tx_code: '1' }), 'invalid_request');
      expectError(await redeemed(world, { ...form, 'pre-authorized_code': one.token }), 'invalid_grant');
      expectError(await redeemed(world, { ...form, 'pre-authorized_code': 'x' }), 'invalid_grant');
      const text = `${new URLSearchParams(form)}&tx_code=1`;
      expectError(await world.call<Answered>('POST /wallet/token', { type: FORM, text }), 'invalid_request');
      expectError(await world.call<Answered>('POST /wallet/token', { json: form }), 'invalid_request');
      expectError(
        await world.call<Answered>(`POST /wallet/token?tx_code=${offer.txCode}`, { type: FORM, text }),
        'invalid_request',
      );
      expect((await redeemed(world, form)).status).toBe(200);
    });
  });

  test('a request without a good access token is not let in, and none is taken from the address', async () => {
    const token = await granted();
    const json = { credential_configuration_id: EMBEDDED };
    for (const bad of ['', 'x', `${token}x`, 'yz_0000']) {
      const answer = await asked(world, bad, json);
      expectError(answer, 'invalid_token', 401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    }
    expectError(
      await world.call<Answered>(`POST /wallet/credential?access_token=${token}`, { json }),
      'invalid_credential_request',
    );
    expectError(await asked(world, 'x', { transaction_id: 'x' }, 'deferred'), 'invalid_token', 401);
    expectError(
      await asked(world, 'x', { notification_id: 'x', event: 'credential_accepted' }, 'notification'),
      'invalid_token',
      401,
    );
  });

  test('every refusal has its code, and uses up neither token nor offer', async () => {
    const token = await granted();
    const other = await holderKey();
    const nonce = await nonceOf(world);
    const sdJwt = (jwt: unknown) => ({ credential_configuration_id: SD_JWT, proofs: { jwt } });
    const seconds = Math.floor(world.now().getTime() / 1000);
    const { jwk, ...named } = { jwk: key.publicJwk, kid: undefined as string | undefined };
    const refusals: readonly (readonly [string, unknown])[] = [
      ['invalid_credential_request', {}],
      ['invalid_credential_request', []],
      ['unknown_credential_configuration', { credential_configuration_id: 'x' }],
      ['unknown_credential_configuration', { credential_configuration_id: 'special-capability-cn/1/ldp_vc' }],
      ['unknown_credential_identifier', { credential_identifier: 'x' }],
      ['invalid_encryption_parameters', { credential_configuration_id: EMBEDDED, credential_response_encryption: {} }],
      ['invalid_proof', { credential_configuration_id: SD_JWT }],
      ['invalid_proof', sdJwt([])],
      ['invalid_proof', sdJwt(['x'])],
      ['invalid_proof', sdJwt([await proof(world, key, {}, { typ: 'JWT' })])],
      ['invalid_proof', sdJwt([await proof(world, key, {}, { jwk: other.publicJwk })])],
      ['invalid_proof', sdJwt([await proof(world, key, {}, { jwk: { ...key.publicJwk, d: 'AA' } })])],
      ['invalid_proof', sdJwt([await proof(world, key, {}, { jwk: undefined, ...named })])],
      ['invalid_proof', sdJwt([await proof(world, key, {}, { jwk, kid: 'did:key:z#z' })])],
      ['invalid_proof', sdJwt([await proof(world, key, {}, { jwk: undefined, kid: 'did:example:1#1' })])],
      ['invalid_proof', sdJwt([await proof(world, key, {}, { crit: ['x'] })])],
      ['invalid_proof', sdJwt([await proof(world, key, { aud: 'https://other.example' })])],
      ['invalid_proof', sdJwt([await proof(world, key, { iat: seconds - 3600 })])],
      ['invalid_proof', sdJwt([await proof(world, key, { iat: undefined })])],
      ['invalid_proof', sdJwt([await proof(world, key, { nonce, iat: seconds + 3600 })])],
      ['invalid_nonce', sdJwt([await proof(world, key, { nonce: 'x' })])],
      ['invalid_nonce', sdJwt([await proof(world, key, { nonce: `${nonce.slice(0, -2)}AA` })])],
      ['invalid_nonce', sdJwt([await proof(world, key), await proof(world, other)])],
      [
        'invalid_proof',
        sdJwt([await proof(world, key, { nonce }), await proof(world, key, { nonce, iat: seconds - 1 })]),
      ],
      ['invalid_credential_request', sdJwt(Array.from({ length: 11 }, () => 'x'))],
    ];
    for (const [error, json] of refusals) expectError(await asked(world, token, json), error);

    const good = sdJwt([await proof(world, key, { nonce })]);
    const answer = await asked(world, token, good);
    expect(answer.status).toBe(200);
    expectError(await asked(world, token, sdJwt([await proof(world, key)])), 'credential_request_denied');
    expectError(await asked(world, await granted(), good), 'invalid_nonce');

    const { notification_id } = answer.body;
    const said = { notification_id, event: 'credential_deleted', event_description: '110105194912310020' };
    expectError(await asked(world, token, { ...said, event: 'x' }, 'notification'), 'invalid_notification_request');
    expectError(await asked(world, token, { event: 'x' }, 'notification'), 'invalid_notification_request');
    expectError(
      await asked(world, token, { ...said, notification_id: 'x' }, 'notification'),
      'invalid_notification_id',
    );
    expectError(await asked(world, await granted(), said, 'notification'), 'invalid_notification_id');
    expect((await asked(world, token, said, 'notification')).status).toBe(204);
    expectError(await asked(world, token, { transaction_id: notification_id }, 'deferred'), 'invalid_transaction_id');
  });

  test('a revoked certificate goes into no wallet', async () => {
    const one = await certificate();
    const token = await granted(one);
    const revoke = { as: 'officer@authority', json: { action: 'revoke', reason: 'exam_fraud' } } as const;
    expect((await world.call(`POST /v1/certificates/${one.id}/status`, revoke)).status).toBe(200);
    expectError(await asked(world, token, { credential_configuration_id: EMBEDDED }), 'credential_request_denied');
    expect((await world.call(`POST /v/${one.token}/offers`)).status).toBe(409);
  });
});

describeEngines('Time in wallets, and keys that are away', ['move the clock', 'reach the register'], (world) => {
  test('waits while the agency has no key to sign with, and is there once it has', async () => {
    const token = await tokenFor(world, await issued(world, request(world, 2)));
    const other = await tokenFor(world, await issued(world, request(world, 3)));
    const key = await holderKey();
    const { store } = world.deps;
    for (const { id, algorithm } of await store.keys(A.code)) {
      if (algorithm === 'ES256') await store.commit([{ write: 'key.state', id, state: 'retired' }]);
    }
    const json = { credential_configuration_id: SD_JWT, proofs: { jwt: [await proof(world, key)] } };
    const waiting = await asked(world, token, json);
    const { transaction_id } = waiting.body;
    expect([waiting.status, waiting.body]).toEqual([202, { transaction_id: expect.any(String), interval: 60 }]);
    expect((await asked(world, token, { transaction_id }, 'deferred')).status).toBe(202);
    expectError(await asked(world, token, json), 'credential_request_denied');

    const made = await world.call('POST /v1/keys', { as: 'signer@A', json: { algorithm: 'ES256' } });
    expect(made.status).toBe(201);
    expectError(await asked(world, other, { transaction_id }, 'deferred'), 'invalid_transaction_id');
    const answer = await asked(world, token, { transaction_id }, 'deferred');
    expect(answer.status).toBe(200);
    const [{ credential } = { credential: '' }] = answer.body.credentials;
    expect((await world.call<Json>('POST /verify', { json: { credential } })).body).toMatchObject({ verdict: 'valid' });
    expectError(await asked(world, token, { transaction_id }, 'deferred'), 'invalid_transaction_id');
  });

  test('ends offers, tokens and nonces, and then they are forgotten', async () => {
    const one = await issued(world, request(world, 1));
    const late = await offered(world, one.token);
    const offer = await offered(world, one.token);
    const form = async (of: Offer) => ({
      grant_type: GRANT,
      'pre-authorized_code': await codeIn(world, of),
      tx_code: of.txCode,
    });
    const ending = await form(late);
    const { access_token: token } = (await redeemed(world, await form(offer))).body;
    const nonce = await nonceOf(world);
    world.pass(6 * 60_000);
    const key = await holderKey();
    const json = { credential_configuration_id: SD_JWT, proofs: { jwt: [await proof(world, key, { nonce })] } };
    expectError(await asked(world, token, json), 'invalid_nonce');
    world.pass(10 * 60_000);
    expectError(await redeemed(world, ending), 'invalid_grant');
    world.pass(45 * 60_000);
    expectError(await asked(world, token, { credential_configuration_id: EMBEDDED }), 'invalid_token', 401);

    const { pathname } = new URL(new URL(late.link).searchParams.get('credential_offer_uri') ?? '');
    expect((await world.call(`GET ${pathname}`)).status).toBe(404);
    const { store, clock, vault } = world.deps;
    const id = (await vault.idOf(ending['pre-authorized_code'])) ?? '';
    expect(await store.walletOffer(id)).toBeDefined();
    await store.commit([{ write: 'wallet.forget', before: clock() }]);
    expect(await store.walletOffer(id)).toBeUndefined();
    expect(await store.spent({ name: `wallet-offer:${id}`, begins: 0 })).toBe(0);
  });
});
