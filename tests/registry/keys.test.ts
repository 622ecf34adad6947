import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { KeyRecord } from '../../src/core/key.ts';
import { type KeyStateChange, rotateKey, setKeyState } from '../../src/registry/keys.ts';
import { AGENCY, NOW, openWorld, type World } from '../http/world.ts';

const officer: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '-' };
const HOUR = 3_600_000;

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const keys = async () => (await world.deps.store.keys(AGENCY)).filter(({ algorithm }) => algorithm === 'ES256');
const rotate = () => rotateKey(world.deps, officer, { owner: AGENCY, algorithm: 'ES256' });
const change = (id: string, to: KeyStateChange) => setKeyState(world.deps, officer, id, to);

async function first(): Promise<KeyRecord> {
  const [key] = await keys();
  if (!key) throw new Error('no key');
  return key;
}

test('of a key that was destroyed it can be said later that it had been copied', async () => {
  const { id } = await first();
  await rotate();
  await change(id, { state: 'destroyed' });
  const since = NOW - HOUR;
  expect(await change(id, { state: 'compromised', since })).toMatchObject({
    state: 'destroyed',
    compromisedSince: since,
  });
  await expect(change(id, { state: 'destroyed' })).rejects.toMatchObject({ code: 'conflict' });
});

test('the time of a compromise can be set back, and not forward', async () => {
  const { id } = await first();
  await change(id, { state: 'compromised', since: NOW - HOUR });
  for (const since of [NOW - HOUR, NOW]) {
    await expect(change(id, { state: 'compromised', since })).rejects.toMatchObject({ code: 'conflict' });
  }
  const since = NOW - 2 * HOUR;
  expect(await change(id, { state: 'compromised', since })).toMatchObject({
    state: 'compromised',
    compromisedSince: since,
  });
  expect((await keys()).filter(({ state }) => state === 'active')).toHaveLength(1);
});

test('a key that is declared compromised while it is rotated stays so, and one key is active in the end', async () => {
  const { id } = await first();
  for (const act of [
    () => Promise.all([rotate(), change(id, { state: 'compromised', since: NOW })]),
    () => Promise.all([rotate(), rotate(), rotate()]),
  ]) {
    await act();
    const all = await keys();
    expect(all.find((key) => key.id === id)).toMatchObject({ state: 'compromised' });
    expect(all.filter(({ state }) => state === 'active')).toHaveLength(1);
  }
});
