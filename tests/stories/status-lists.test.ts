/** The status lists of a group as caches and verifiers meet them over HTTP. */
import { expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { verifyEmbedded, verifyJwt } from './foreign.ts';
import { decodeList, entriesOf, fetchList, indexOf, type StatusList, setBits } from './lists.ts';
import { A } from './people.ts';
import { issued, request } from './requests.ts';
import { type Answer, describeEngines, type World } from './world.ts';

const HOUR = 3_600_000;
const LISTS = ['agency-revocation', 'agency-suspension', 'authority-revocation', 'authority-suspension'];

describeEngines('The four status lists of a group', ['move the clock'], (world) => {
  let certificate: Presented;
  let neighbour: Presented;
  const list = (name: string, accept?: string) => fetchList(world, urlOf(certificate, name), accept);

  test('exist as soon as the group has a certificate, and not before', async () => {
    const none = await world.call(`GET /status/${A.code}-1-agency-revocation`);
    expect(none.status).toBe(404);
    certificate = await issued(world);
    neighbour = await issued(world, request(world, 1));
    expect(Object.keys(entriesOf(certificate.credential)).sort()).toEqual(LISTS);
    for (const name of LISTS) expect((await list(name)).status).toBe(200);
    expect((await world.call(`GET /status/${A.code}-2-agency-revocation`)).status).toBe(404);
  });

  test('are the size that the standard asks for, and the right purpose and signer', async () => {
    const authority = `did:web:${encodeURIComponent(new URL(world.origin).host)}`;
    for (const name of LISTS) {
      const { body } = await list(name);
      expect(body.id).toBe(urlOf(certificate, name));
      expect(body.issuer).toBe(name.startsWith('authority') ? authority : `${authority}:agencies:${A.code}`);
      expect(body.credentialSubject.statusPurpose).toBe(name.split('-')[1]);
      expect(decodeList(body.credentialSubject.encodedList)).toMatchObject({ length: 131_072, set: [] });
    }
  });

  test('are signed in both media types: programs of others accept them', async () => {
    for (const name of LISTS) {
      const { body, headers } = await list(name);
      expect(headers.get('Content-Type')).toBe('application/vc');
      expect(await verifyEmbedded(world, body)).toEqual({ verified: true });
      const jwt = await list(name, 'application/vc+jwt');
      expect(jwt.headers.get('Content-Type')).toBe('application/vc+jwt');
      expect(await verifyJwt(world, jwt.text)).toMatchObject({ id: body.id });
    }
  });

  test('agree on how long they may be kept: validity, ttl, Cache-Control', async () => {
    const { body, headers } = await list('agency-revocation');
    expect(Date.parse(body.validUntil) - Date.parse(body.validFrom)).toBe(24 * HOUR);
    expect(body.credentialSubject.ttl).toBe(300_000);
    expect(headers.get('Cache-Control')).toBe('public, max-age=300');
    expect(headers.get('Vary')).toContain('Accept');
  });

  test('are not sent again to who has them, and are once they changed', async () => {
    for (const name of LISTS) {
      const before = await list(name);
      expect(await isCurrent(world, before, urlOf(certificate, name))).toBe(true);
    }
    const [mine, other] = [await list('authority-suspension'), await list('agency-revocation')];
    const act = { action: 'suspend', reason: 'appeal_pending' };
    await world.call(`POST /v1/certificates/${certificate.id}/status`, { as: 'officer@authority', json: act });
    expect(await isCurrent(world, mine, urlOf(certificate, 'authority-suspension'))).toBe(false);
    expect(await isCurrent(world, other, urlOf(certificate, 'agency-revocation'))).toBe(true);
  });

  test('show one certificate without touching its neighbour', async () => {
    expect(await setBits(world, certificate.credential)).toEqual(['authority-suspension']);
    expect(await setBits(world, neighbour.credential)).toEqual([]);
    expect(indexOf(neighbour.credential)).not.toBe(indexOf(certificate.credential));
  });

  test('are signed anew at half of their validity, by themselves', async () => {
    const signed = async () => (await list('agency-revocation')).body.validFrom;
    const first = await signed();
    world.pass(11 * HOUR);
    expect(await signed()).toBe(first);
    world.pass(HOUR);
    const second = await signed();
    expect(Date.parse(second) - Date.parse(first)).toBeGreaterThanOrEqual(12 * HOUR);
    expect(await verifyEmbedded(world, (await list('agency-revocation')).body)).toEqual({ verified: true });
  });

  test.each([
    'nonsense',
    `${A.code}-0-agency-revocation`,
    `${A.code}-1-agency-refresh`,
    'S999933000107-1-agency-revocation',
  ])('are not to be had under other names: %s', async (name) =>
    expect((await world.call(`GET /status/${name}`)).status).toBe(404),
  );
});

function urlOf({ credential }: Presented, name: string): string {
  return entriesOf(credential)[name]?.statusListCredential ?? '';
}

/** Whether the service says of a kept copy that it is still the one. */
async function isCurrent(world: World, kept: Answer<StatusList>, url: string): Promise<boolean> {
  const headers = { Accept: 'application/vc', 'If-None-Match': kept.headers.get('ETag') ?? '' };
  const { status, text, headers: answered } = await world.call(`GET ${url.slice(world.origin.length)}`, { headers });
  if (status === 304) expect([text, answered.get('ETag')]).toEqual(['', kept.headers.get('ETag')]);
  return status === 304;
}
