/** Keys are rotated: what the old ones signed stays good, and everything new is signed by the new ones. */
import { beforeAll, expect, test } from 'vitest';
import type { KeyRecord } from '../../src/core/key.ts';
import type { Presented } from '../../src/issue/present.ts';
import { didDocument, verifyEmbedded, verifyJwt } from './foreign.ts';
import { verdictsOn } from './forms.ts';
import { entriesOf, fetchList } from './lists.ts';
import { A } from './people.ts';
import { issued, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

type Key = Pick<KeyRecord, 'id' | 'state' | 'algorithm'> & { retiredAt?: string };

describeEngines('Key rotation', [], (world) => {
  let before: Presented;
  let after: Presented;
  const old: Record<string, string> = {};
  const fresh: Record<string, string> = {};

  beforeAll(async () => {
    before = await issued(world, request(world, 1));
    for (const { statusListCredential } of Object.values(entriesOf(before.credential))) {
      await fetchList(world, statusListCredential);
    }
    await world.call('GET /trust-list');
  });

  test('the agency and the authority rotate all of their keys', async () => {
    for (const { id, owner, algorithm } of await keysOf(world)) old[`${owner} ${algorithm}`] = id;
    for (const algorithm of ['Ed25519', 'ES256']) {
      for (const [as, owner] of [
        ['signer@A', A.code],
        ['officer@authority', 'authority'],
      ] as const) {
        const { status, body } = await world.call<Key>('POST /v1/keys', { as, json: { algorithm } });
        expect([status, body.state]).toEqual([201, 'active']);
        fresh[`${owner} ${algorithm}`] = body.id;
      }
    }
    for (const { id, state, retiredAt } of await keysOf(world)) {
      const isOld =
        Object.values(fresh).length > 0 && Object.entries(old).some(([name, key]) => key === id && fresh[name]);
      expect([id, state, retiredAt !== undefined]).toEqual([id, isOld ? 'retired' : 'active', isOld]);
    }
  });

  test('what was signed before is valid as before, here and for programs of others', async () => {
    for (const [form, { verdict }] of Object.entries(await verdictsOn(world, before))) {
      expect([form, verdict]).toEqual([form, 'valid']);
    }
    expect(await verifyEmbedded(world, before.credential)).toEqual({ verified: true });
    expect(await verifyJwt(world, before.jwt)).toMatchObject({ id: before.credential.id });
  });

  test('a new certificate is signed by the new keys', async () => {
    after = await issued(world, request(world, 2));
    expect(proofKey(before.credential)).toBe(old[`${A.code} Ed25519`]);
    expect(proofKey(after.credential)).toBe(fresh[`${A.code} Ed25519`]);
    expect(jwtKey(before.jwt)).toBe(old[`${A.code} ES256`]);
    expect(jwtKey(after.jwt)).toBe(fresh[`${A.code} ES256`]);
    for (const { verdict } of Object.values(await verdictsOn(world, after))) expect(verdict).toBe('valid');
    expect(await verifyEmbedded(world, after.credential)).toEqual({ verified: true });
    expect(await verifyJwt(world, after.jwt)).toMatchObject({ id: after.credential.id });
  });

  test('the DID documents list old and new keys, and say since when the old ones are retired', async () => {
    const authority = `did:web:${encodeURIComponent(new URL(world.origin).host)}`;
    for (const [did, owner] of [
      [authority, 'authority'],
      [`${authority}:agencies:${A.code}`, A.code],
    ] as const) {
      const { verificationMethod, assertionMethod } = await didDocument(world, did);
      const names = [...Object.entries(old), ...Object.entries(fresh)].filter(([name]) => name.startsWith(owner));
      expect([...assertionMethod].sort()).toEqual(names.map(([, id]) => `${did}#${id}`).sort());
      const retired = verificationMethod.filter((method) => method.retired !== undefined).map(({ id }) => id);
      expect(retired.sort()).toEqual(
        names
          .filter(([, id]) => Object.values(old).includes(id))
          .map(([, id]) => `${did}#${id}`)
          .sort(),
      );
    }
  });

  test('status lists and trust list are signed anew, by the new keys', async () => {
    for (const [name, { statusListCredential }] of Object.entries(entriesOf(before.credential))) {
      const owner = name.startsWith('authority') ? 'authority' : A.code;
      const { body } = await fetchList(world, statusListCredential);
      expect(proofKey(body)).toBe(fresh[`${owner} Ed25519`]);
      expect(await verifyEmbedded(world, body)).toEqual({ verified: true });
      const { text } = await fetchList(world, statusListCredential, 'application/vc+jwt');
      expect(jwtKey(text)).toBe(fresh[`${owner} ES256`]);
      expect(await verifyJwt(world, text)).toMatchObject({ id: statusListCredential });
    }
    const { body } = await world.call<object>('GET /trust-list');
    expect(proofKey(body)).toBe(fresh['authority Ed25519']);
  });

  test('destroying a retired key takes nothing from what it signed', async () => {
    for (const algorithm of ['Ed25519', 'ES256']) {
      const route = `POST /v1/keys/${old[`${A.code} ${algorithm}`]}/state` as const;
      const { status, body } = await world.call<Key>(route, { as: 'signer@A', json: { state: 'destroyed' } });
      expect([status, body.state]).toEqual([200, 'destroyed']);
    }
    for (const { verdict } of Object.values(await verdictsOn(world, before))) expect(verdict).toBe('valid');
    expect(await verifyEmbedded(world, before.credential)).toEqual({ verified: true });
  });

  test('a key that still signs cannot be destroyed', async () => {
    const route = `POST /v1/keys/${fresh[`${A.code} ES256`]}/state` as const;
    const { status, body } = await world.call(route, { as: 'signer@A', json: { state: 'destroyed' } });
    expect([status, body]).toMatchObject([409, { type: 'urn:yinzheng:problem:conflict' }]);
  });
});

async function keysOf(world: World): Promise<(Key & { owner: string })[]> {
  type Listed = Key & { readonly owner: string };
  const all: Listed[] = [];
  for (let page = '?limit=2'; ; ) {
    const route = `GET /v1/keys${page}` as const;
    const { body } = await world.call<{ items: Listed[]; next?: string }>(route, { as: 'auditor@authority' });
    all.push(...body.items);
    if (body.next === undefined) return all;
    page = `?limit=2&after=${body.next}`;
  }
}

/** Id of the key that made the embedded proof. */
function proofKey(credential: object): string | undefined {
  return (credential as { proof: { verificationMethod: string } }).proof.verificationMethod.split('#')[1];
}

/** Id of the key that signed a JWT. */
function jwtKey(jwt: string): string | undefined {
  return JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()).kid.split('#')[1];
}
