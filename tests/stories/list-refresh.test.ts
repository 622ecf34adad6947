/** A key is rotated: all lists of its owner are signed with the new one, though nobody asks for any of them. */
import { expect, test } from 'vitest';
import type { KeptList } from '../../src/core/status.ts';
import { A, B } from './people.ts';
import { issued, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

const KINDS = ['agency-revocation', 'agency-suspension', 'authority-revocation', 'authority-suspension'];
const LISTS = [A, B].flatMap(({ code }) => KINDS.map((kind) => `${code}-1-${kind}`));

async function kept(world: World): Promise<Map<string, KeptList>> {
  const lists = await Promise.all([...LISTS, 'trust-list'].map((id) => world.deps.store.publishedList(id)));
  return new Map(lists.filter((list) => list !== undefined).map((list) => [list.id, list]));
}

const signer = (list: KeptList | undefined): string => JSON.parse(list?.credential ?? '{}').proof.verificationMethod;

describeEngines('A rotated key reaches every list', ['reach the register'], (world) => {
  test('of the authority, by a job that tells how far it is', async () => {
    await issued(world, request(world, 1), 'signer@A');
    await issued(world, request(world, 2), 'signer@B');
    for (const list of LISTS) expect((await world.call(`GET /status/${list}`)).status).toBe(200);
    expect((await world.call('GET /trust-list')).status).toBe(200);
    const before = await kept(world);
    expect(before.size).toBe(9);

    const json = { owner: 'authority', algorithm: 'Ed25519' };
    const made = await world.call<{ id: string }>('POST /v1/keys', { as: 'officer@authority', json });
    expect(made.status).toBe(201);
    const newest = () => world.deps.store.jobs({ limit: 9, owner: 'authority' }).then((jobs) => jobs.at(-1));
    expect(await newest()).toMatchObject({ kind: 'lists.refresh' });

    await expect.poll(async () => (await newest())?.state).toBe('done');
    expect(await newest()).toMatchObject({ done: 5, total: 5, chunk: 1 });
    const after = await kept(world);
    for (const [id, list] of after) {
      const own = id.includes('authority') || id === 'trust-list';
      expect([id, signer(list).endsWith(`#${made.body.id}`)]).toEqual([id, own]);
      if (!own) expect(list).toEqual(before.get(id));
    }
  });
});
