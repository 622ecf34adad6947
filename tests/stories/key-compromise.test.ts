/** A signing key is stolen: what was signed and registered before stays good, nothing that the thief signs ever is. */
import { beforeAll, expect, test } from 'vitest';
import type { SigningKey } from '../../src/core/ports.ts';
import { verifyOffline } from '../../src/verify/offline.ts';
import { didDocument, verifyEmbedded, verifyJwt } from './foreign.ts';
import { type Forged, forge } from './forge.ts';
import { verdictsOn } from './forms.ts';
import { entriesOf, fetchList, payloadOf } from './lists.ts';
import { A } from './people.ts';
import { issued, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

const HOUR = 3_600_000;

describeEngines('A stolen key', ['move the clock', 'reach the register'], (world) => {
  let before: Awaited<ReturnType<typeof issued>>;
  let meanwhile: typeof before;
  let thief: { Ed25519: SigningKey; ES256: SigningKey };
  let forgery: Forged;
  let backDated: Forged;
  let since: string;
  const did = () => `did:web:${encodeURIComponent(new URL(world.origin).host)}:agencies:${A.code}`;

  beforeAll(async () => {
    before = await issued(world, request(world, 1));
    world.pass(HOUR);
    since = world.now().toISOString();
    world.pass(HOUR);
    thief = await steal(world);
    meanwhile = await issued(world, request(world, 2));
    forgery = await forge(world, before, thief, {});
    backDated = await forge(world, before, thief, { issuedOn: '2026-03-02' });
    world.pass(HOUR);
  });

  test('before anybody knows, a forgery has a good signature, but is never green: the register has no such certificate', async () => {
    for (const forged of [forgery, backDated]) {
      for (const [form, { verdict, checks }] of Object.entries(await verdictsOn(world, forged))) {
        expect([form, verdict]).toEqual([form, 'status_unchecked']);
        expect(checks.at(-1)).toMatchObject({ id: 'status', result: 'unknown' });
      }
    }
  });

  test('the agency declares its keys compromised, since when they were in wrong hands', async () => {
    for (const { id } of Object.values(thief)) {
      const json = { state: 'compromised', since };
      const { status, body } = await world.call(`POST /v1/keys/${id}/state`, { as: 'signer@A', json });
      expect([status, body]).toMatchObject([200, { state: 'compromised', compromisedSince: `${since.slice(0, 19)}Z` }]);
    }
  });

  test('it cannot lie about the future, and a compromised key does not come back', async () => {
    const future = new Date(world.now().getTime() + HOUR).toISOString();
    const keys = await world.call<{ items: { id: string; state: string }[] }>('GET /v1/keys', { as: 'signer@A' });
    const active = keys.body.items.find(({ state }) => state === 'active');
    const change = (id: string | undefined, json: object) =>
      world.call(`POST /v1/keys/${id}/state`, { as: 'signer@A', json });
    const inFuture = await change(active?.id, { state: 'compromised', since: future });
    expect([inFuture.status, inFuture.body]).toMatchObject([400, { violations: [{ pointer: '/since' }] }]);
    expect((await change(thief.ES256.id, { state: 'compromised', since })).status).toBe(409);
  });

  test('certificates that were signed and registered before stay valid', async () => {
    for (const [form, { verdict }] of Object.entries(await verdictsOn(world, before))) {
      expect([form, verdict]).toEqual([form, 'valid']);
    }
  });

  test('a forgery is not authentic in any form, also when it is back-dated, and nothing of it is shown', async () => {
    for (const forged of [forgery, backDated]) {
      for (const [form, verdict] of Object.entries(await verdictsOn(world, forged))) {
        expect([form, verdict.verdict]).toEqual([form, 'not_authentic']);
        expect(verdict.certificate).toBeUndefined();
      }
    }
  });

  test('nor is one that borrows the id, number and slot of a good certificate', async () => {
    const borrowed = await forge(world, before, thief, { id: before.id, number: before.number, name: '冒名者' });
    for (const [form, { verdict }] of Object.entries(await verdictsOn(world, borrowed))) {
      expect([form, verdict]).toEqual([form, 'not_authentic']);
    }
  });

  test('what the agency itself signed while the key was out is not believed either, until it is replaced', async () => {
    for (const { verdict } of Object.values(await verdictsOn(world, meanwhile))) expect(verdict).toBe('not_authentic');
    const { status, body } = await world.call<typeof before>(`POST /v1/certificates/${meanwhile.id}/replace`, {
      as: 'signer@A',
      json: { ...request(world, 2), reason: 'data_error' },
    });
    expect(status).toBe(201);
    for (const { verdict } of Object.values(await verdictsOn(world, body))) expect(verdict).toBe('valid');
  });

  test('the agency goes on with new keys', async () => {
    const after = await issued(world, request(world, 3));
    for (const { verdict } of Object.values(await verdictsOn(world, after))) expect(verdict).toBe('valid');
    expect(await verifyEmbedded(world, after.credential)).toEqual({ verified: true });
    for (const { statusListCredential } of Object.values(entriesOf(after.credential))) {
      expect(await verifyEmbedded(world, (await fetchList(world, statusListCredential)).body)).toEqual({
        verified: true,
      });
    }
  });

  test('the DID document shows the stolen keys as revoked and not good for assertions: programs of others refuse them', async () => {
    const { verificationMethod, assertionMethod } = await didDocument(world, did());
    for (const { id } of Object.values(thief)) {
      const method = verificationMethod.find((one) => one.id === `${did()}#${id}`);
      expect(method?.revoked).toBe(`${since.slice(0, 19)}Z`);
      expect(assertionMethod).not.toContain(`${did()}#${id}`);
    }
    expect(await verifyEmbedded(world, forgery.credential)).toMatchObject({ verified: false });
    await expect(verifyJwt(world, forgery.jwt)).rejects.toThrow('does not list');
  });

  test('destroying what the thief has a copy of makes nothing of it believed again', async () => {
    for (const { id } of Object.values(thief)) {
      const { body } = await world.call(`POST /v1/keys/${id}/state`, { as: 'signer@A', json: { state: 'destroyed' } });
      expect(body).toMatchObject({ state: 'destroyed', compromisedSince: `${since.slice(0, 19)}Z` });
    }
    for (const { verdict } of Object.values(await verdictsOn(world, backDated))) expect(verdict).toBe('not_authentic');
    for (const { verdict } of Object.values(await verdictsOn(world, before))) expect(verdict).toBe('valid');
  });

  test('offline, with the trust list alone, nobody can tell before from after, and the verdict says so', async () => {
    const { text: trustList } = await world.call('GET /trust-list');
    const clock = () => world.now().getTime();
    for (const certificate of [before, forgery, backDated]) {
      for (const form of [certificate.credential, certificate.jwt, certificate.seal]) {
        expect(await verifyOffline({ trustList, clock }, form)).toMatchObject({ verdict: 'cannot_check' });
      }
    }
    const after = await issued(world, request(world, 4));
    expect(payloadOf<{ id: string }>(after.jwt).id).toBe(after.credential.id);
    for (const form of [after.credential, after.jwt, after.seal]) {
      expect(await verifyOffline({ trustList, clock }, form)).toMatchObject({ verdict: 'status_unchecked' });
    }
  });
});

/** Takes both of agency A's active keys out of the register, as somebody with its database and its key-encryption key. */
async function steal({ deps }: World): Promise<{ Ed25519: SigningKey; ES256: SigningKey }> {
  const records = await deps.store.keys(A.code);
  const open = async (algorithm: string) => {
    const record = records.find((key) => key.algorithm === algorithm && key.state === 'active');
    if (!record) throw new Error(`no active ${algorithm} key`);
    return deps.signer.open(record);
  };
  return { Ed25519: await open('Ed25519'), ES256: await open('ES256') };
}
