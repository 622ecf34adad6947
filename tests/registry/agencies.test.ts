import { expect, onTestFinished, test } from 'vitest';
import { getAgency, recordStanding, type StandingInput } from '../../src/registry/agencies.ts';
import { addSubsidyCatalogue } from '../../src/registry/subsidies.ts';
import { AGENCY, openWorld, type World } from '../http/world.ts';

const officer = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '-' } as const;

async function world(): Promise<World> {
  const opened = await openWorld();
  onTestFinished(() => opened.close());
  return opened;
}

/** The world's deps, and how often its register of occupations was asked. */
async function counted() {
  const { deps } = await world();
  const asked = { count: 0 };
  const counting =
    <A extends readonly unknown[], R>(read: (...args: A) => R) =>
    (...args: A) => {
      asked.count++;
      return read(...args);
    };
  const { occupation, occupations } = deps.store;
  const store = { ...deps.store, occupation: counting(occupation), occupations: counting(occupations) };
  return { deps: { ...deps, store }, asked };
}

test('the register of occupations is read once for many of them', async () => {
  const { deps, asked } = await counted();
  const [known] = (await deps.store.standing(AGENCY))[0]?.scope ?? [];
  if (!known) throw new Error('an agency without scope');
  const codes = [...Array.from({ length: 50 }, () => '4-04-05-05'), '0-00-00-00'];
  const record: StandingInput = { kind: 'record', reason: 'test', scope: [{ ...known, occupations: codes }] };
  await expect(recordStanding(deps, officer, AGENCY, record)).rejects.toMatchObject({
    violations: [{ pointer: '/scope/0/occupations/50' }],
  });
  expect(asked.count).toBe(1);
  const { classification, edition } = known;
  const catalogue = {
    id: 'c',
    name: { zh: '补贴', en: 'Subsidy' },
    validFrom: '2026-01-01',
    verified: true,
    rules: {
      oncePerLevel: true,
      higherBarsLower: true,
      excludedRoutes: [],
      occupations: codes.map((code) => ({ classification, edition, code })),
    },
  };
  await expect(addSubsidyCatalogue(deps, officer, catalogue)).rejects.toMatchObject({
    violations: [{ pointer: '/rules/occupations/50' }],
  });
  expect(asked.count).toBe(2);
});

test('what a scope names is not repeated where there is none such', async () => {
  const { deps } = await world();
  const [known] = (await deps.store.standing(AGENCY))[0]?.scope ?? [];
  if (!known) throw new Error('an agency without scope');
  const slip = '11010519491231002X';
  const scope = [{ ...known, levelScheme: slip, levels: [slip], occupations: [slip], regions: [slip] }];
  const refused = recordStanding(deps, officer, AGENCY, { kind: 'record', reason: 'test', scope });
  const error = await refused.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error.violations).toHaveLength(3);
  expect(JSON.stringify([error.message, error.violations])).not.toContain(slip);
});

test('of two steps that are decided on the same history, one is refused', async () => {
  const { deps } = await world();
  const before = await deps.store.standing(AGENCY);
  let reads = 0;
  // Both find the history as it was; what is read after that is as it is.
  const standing = async (agency?: string) => (reads++ < 2 ? before : deps.store.standing(agency));
  const rivals = { ...deps, store: { ...deps.store, standing } };
  const suspend: StandingInput = { kind: 'suspend', reason: 'test' };
  const record: StandingInput = { kind: 'record', reason: 'test', scope: before[0]?.scope };
  const both = await Promise.allSettled(
    [suspend, record].map((input) => recordStanding(rivals, officer, AGENCY, input)),
  );
  const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused).toEqual([
    expect.objectContaining({ code: 'conflict', message: expect.stringContaining('same time') }),
  ]);
  expect((await getAgency(deps, officer, AGENCY)).steps).toHaveLength(2);
});
