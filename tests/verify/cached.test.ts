/** The register is away: what the lists at hand can say, as of when, and nothing that they cannot know. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { rfc3339 } from '../../src/core/calendar.ts';
import { STATUS_LIST_KINDS } from '../../src/core/status.ts';
import type { Verification } from '../../src/core/verdict.ts';
import { rotateKey } from '../../src/registry/keys.ts';
import { AGENCY, NOW, openWorld, requestFor, type World } from '../http/world.ts';

const HOUR = 3_600_000;
const keeper: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'k', key: '-' };

interface Issued {
  readonly id: string;
  readonly seal: string;
  readonly jwt: string;
}

let now: number;
let world: World;
beforeEach(async () => {
  now = NOW;
  world = await openWorld({ clock: () => now });
});
afterEach(() => world.close());

async function issue(name: string): Promise<Issued> {
  const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor(name) });
  return answer.json();
}

async function verify(credential: string): Promise<Verification> {
  return (await world.send('POST', '/verify', { body: { credential } })).json();
}

async function readLists(kinds: readonly string[] = STATUS_LIST_KINDS): Promise<void> {
  for (const kind of kinds) await world.send('GET', `/status/${AGENCY}-1-${kind}`);
}

test('an answer is as old as the trust list, where that is older than the status lists', async () => {
  const { seal, jwt } = await issue('张伟');
  await world.send('GET', '/trust-list');
  now += 30 * HOUR;
  await readLists();
  await world.deps.store.close();
  for (const form of [seal, jwt]) {
    expect(await verify(form)).toMatchObject({ verdict: 'valid_as_of', asOf: rfc3339(NOW) });
  }
});

test('a key that came after the trust list is unknown, and not wrong', async () => {
  await world.send('GET', '/trust-list');
  await rotateKey(world.deps, keeper, { owner: AGENCY, algorithm: 'ES256' });
  const { seal, jwt } = await issue('张伟');
  await readLists();
  for (const form of [seal, jwt]) expect(await verify(form)).toMatchObject({ verdict: 'valid' });
  await world.deps.store.close();
  for (const form of [seal, jwt]) expect(await verify(form)).toMatchObject({ verdict: 'cannot_check' });
});

test('one list that says revoked is enough, whatever the others would have said', async () => {
  const [good, revoked] = [await issue('张伟'), await issue('李娜')];
  const change = { action: 'revoke', reason: 'exam_fraud' };
  await world.send('POST', `/v1/certificates/${revoked.id}/status`, { as: 'officer', body: change });
  await world.send('GET', '/trust-list');
  await readLists(['authority-revocation']);
  await world.deps.store.close();
  expect(await verify(revoked.jwt)).toMatchObject({ verdict: 'revoked', by: 'authority' });
  expect(await verify(good.jwt)).toMatchObject({ verdict: 'status_unchecked' });
});
