/** Single bits of the lists, read back by a decoder of our own here: the first, a middle one, the last, the next group. */
import { expect, test } from 'vitest';
import { SLOTS_PER_GROUP, slotCounter } from '../../src/core/status.ts';
import type { Presented } from '../../src/issue/present.ts';
import { decodeList, entriesOf, fetchList, indexOf, setBits } from './lists.ts';
import { A } from './people.ts';
import { issued, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

const LAST = SLOTS_PER_GROUP - 1;
const MIDDLE = 65_537;

/**
 * Slots look random, so to get a certificate into a given one, the counter is moved to where that slot is next: the
 * numbers in between stay unused, as after many certificates that were refused at the last moment.
 */
async function issueNext(world: World, counter: number, person: number): Promise<Presented> {
  const { store } = world.deps;
  const name = slotCounter(A.code);
  const taken = await store.counter(name);
  if (counter > taken) await store.allocate([{ counter: name, count: counter - taken }]);
  return issued(world, request(world, person));
}

describeEngines('A status bit', ['reach the register'], (world) => {
  const certificates = new Map<number, Presented>();
  const revoked: number[] = [];

  test('a certificate can be in the first slot, a middle one and the last', async () => {
    const wanted = new Map<number, number>();
    for (let n = 0; n < SLOTS_PER_GROUP; n++) {
      const { index } = await world.deps.vault.slot(A.code, n);
      if ([0, MIDDLE, LAST].includes(index)) wanted.set(n, index);
    }
    for (const [n, index] of wanted) {
      const certificate = await issueNext(world, n, index % 997);
      expect(indexOf(certificate.credential)).toBe(index);
      certificates.set(index, certificate);
    }
    expect([...certificates.keys()].sort((a, b) => a - b)).toEqual([0, MIDDLE, LAST]);
  });

  test.each([0, MIDDLE, LAST])('index %i: the authority revokes it, and that bit alone is set', async (index) => {
    const { id, credential } = certificates.get(index) as Presented;
    expect(await listOf(credential, 'authority-revocation')).toEqual(revoked);
    const change = { action: 'revoke', reason: 'exam_fraud' };
    await world.call(`POST /v1/certificates/${id}/status`, { as: 'officer@authority', json: change });
    revoked.push(index);
    expect(await listOf(credential, 'authority-revocation')).toEqual(revoked);
    expect(await setBits(world, credential)).toEqual(['authority-revocation']);
  });

  test('after 131,072 certificates a second group begins, with lists of its own', async () => {
    const certificate = await issueNext(world, SLOTS_PER_GROUP, 999);
    const urls = Object.values(entriesOf(certificate.credential)).map((entry) => entry.statusListCredential);
    for (const url of urls) expect(url).toContain(`/status/${A.code}-2-`);
    const change = { action: 'suspend', reason: 'appeal_pending' };
    await world.call(`POST /v1/certificates/${certificate.id}/status`, { as: 'signer@A', json: change });
    expect(await setBits(world, certificate.credential)).toEqual(['agency-suspension']);
    expect(await listOf((certificates.get(0) as Presented).credential, 'agency-suspension')).toEqual([]);
  });

  async function listOf(credential: object, name: string): Promise<number[]> {
    const { body } = await fetchList(world, entriesOf(credential)[name]?.statusListCredential ?? '');
    return decodeList(body.credentialSubject.encodedList).set;
  }
});
