import { expect, onTestFinished, test } from 'vitest';
import type { Deps } from '../../src/core/deps.ts';
import type { Hold } from '../../src/core/hold.ts';
import { acceptState, putOnHold } from '../../src/registry/hold.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { NOW } from '../contract/samples.ts';

const operator = { person: 'op', organisation: 'authority' };

async function onHold(hold?: Hold): Promise<Pick<Deps, 'store' | 'clock' | 'random'>> {
  const store = await openSqlite(':memory:');
  onTestFinished(() => store.close());
  await store.allocate([{ counter: 'number', count: 5 }]);
  if (hold) await store.commit([{ write: 'hold.put', hold }]);
  return { store, clock: () => NOW, random: (length) => crypto.getRandomValues(new Uint8Array(length)) };
}

const behind = (missing?: number): Hold => ({
  reason: 'behind',
  since: NOW,
  ...(missing !== undefined && { missing }),
});

test('accepting moves the counters, lifts the hold and is told in the audit', async () => {
  const hold: Hold = { reason: 'restored', since: NOW, presentUntil: NOW - 5000, knownUntil: NOW - 1000, missing: 7 };
  const deps = await onHold(hold);
  expect(await acceptState(deps, operator)).toEqual({ hold, skip: 10_000 });
  expect(await deps.store.hold()).toBeUndefined();
  expect(await deps.store.allocate([{ counter: 'number', count: 1 }])).toEqual([10_005]);
  const [event] = await deps.store.events({ limit: 9 });
  expect(event).toMatchObject({
    type: 'register.accepted',
    person: 'op',
    data: {
      reason: 'restored',
      skip: 10_000,
      missing: 7,
      presentUntil: '2026-10-31T23:59:55Z',
      knownUntil: '2026-10-31T23:59:59Z',
    },
  });
});

test.each([
  [1, 10_000],
  [9_999, 20_000],
  [14_999, 20_000],
  [123_456, 130_000],
  [7_000_000, 500_000],
])('without a word, %s missing changes are skipped by %s', async (missing, skip) => {
  expect(await acceptState(await onHold(behind(missing)), operator)).toMatchObject({ skip });
});

test('what had been skipped before is skipped again', async () => {
  const hold: Hold = { ...behind(7), skipped: 10_000 };
  expect(await acceptState(await onHold(hold), operator)).toMatchObject({ skip: 20_000 });
  await expect(acceptState(await onHold(hold), operator, 10_006)).rejects.toMatchObject({ code: 'invalid_request' });
});

test.each([6, 0, -1, 1.5, Number.NaN, 500_001])('with 7 missing changes a distance of %s is refused', async (skip) => {
  const deps = await onHold(behind(7));
  await expect(acceptState(deps, operator, skip)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('from 7'),
  });
  expect(await deps.store.hold()).toEqual(behind(7));
});

test('where it is not known what is missing, nothing is skipped without a word', async () => {
  const deps = await onHold(behind());
  await expect(acceptState(deps, operator)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('is needed, because how many changes are missing is not known'),
  });
  expect(await deps.store.hold()).toEqual(behind());
  expect(await acceptState(deps, operator, 0)).toMatchObject({ skip: 0 });
});

test('a register without a hold has nothing to accept, and may be put on hold', async () => {
  const deps = await onHold();
  await expect(acceptState(deps, operator)).rejects.toMatchObject({ code: 'conflict' });
  expect(await putOnHold(deps)).toEqual({ reason: 'restored', since: NOW });
  await expect(deps.store.allocate([{ counter: 'number', count: 1 }])).rejects.toMatchObject({ code: 'on_hold' });
});

test('to be put on hold once more makes nothing forgotten', async () => {
  const known: Hold = {
    reason: 'behind',
    since: NOW - 9,
    presentUntil: NOW - 5000,
    knownUntil: NOW - 1000,
    missing: 7,
  };
  const deps = await onHold(known);
  expect(await putOnHold(deps)).toEqual({ ...known, reason: 'restored' });
  expect(await deps.store.hold()).toEqual({ ...known, reason: 'restored' });
  await expect(acceptState(deps, operator, 0)).rejects.toMatchObject({ code: 'invalid_request' });
});
