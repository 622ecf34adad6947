import { expect, onTestFinished, test } from 'vitest';
import { getAgency, recordStanding, type StandingInput } from '../../src/registry/agencies.ts';
import { AGENCY, openWorld, type World } from '../http/world.ts';

const officer = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '-' } as const;

async function world(): Promise<World> {
  const opened = await openWorld();
  onTestFinished(() => opened.close());
  return opened;
}

test('of two steps that are decided on the same history, one is refused', async () => {
  const { deps } = await world();
  const before = await deps.store.standing(AGENCY);
  let reads = 0;
  // Both find the history as it was; what is read after that is as it is.
  const standing = async (agency?: string) => (reads++ < 2 ? before : deps.store.standing(agency));
  const rivals = { ...deps, store: { ...deps.store, standing } };
  const suspend: StandingInput = { kind: 'suspend', reason: 'test' };
  const record: StandingInput = { kind: 'record', reason: 'test', scope: before[0]?.scope };
  const both = await Promise.allSettled([suspend, record].map((input) => recordStanding(rivals, officer, AGENCY, input)));
  const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused).toEqual([expect.objectContaining({ code: 'conflict', message: expect.stringContaining('same time') })]);
  expect((await getAgency(deps, officer, AGENCY)).steps).toHaveLength(2);
});
