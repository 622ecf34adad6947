import { expect, onTestFinished, test } from 'vitest';
import { issue } from '../../src/issue/issue.ts';
import { recover } from '../../src/issue/recover.ts';
import { sealEvents } from '../../src/ledger/seal.ts';
import { countEvents } from '../../src/oversight/count-events.ts';
import { AGENCY, NOW, OTHER_AGENCY, openWorld } from '../http/world.ts';
import { die } from '../issue/cut-off.ts';
import { requestOn } from '../stories/requests.ts';

test('a person is counted once, also where what was asked for first is signed last', async () => {
  let now = NOW;
  const { deps, send, close } = await openWorld({ clock: () => now++ });
  onTestFinished(() => close());
  const total = async () => {
    await sealEvents(deps);
    await countEvents(deps);
    const answer = await send('GET', '/v1/statistics?by=total', { as: 'auditor' });
    return ((await answer.json()) as { rows: object[] }).rows;
  };
  await die(deps, AGENCY, 1);
  const actor = { kind: 'agency', organisation: OTHER_AGENCY, roles: ['signer'], person: 'p', key: 'k' } as const;
  await issue(deps, actor, [{ request: requestOn('2026-11-20', 1) }]);
  expect(await total()).toMatchObject([{ issued: 1, persons: 1 }]);
  now += 5_001;
  await recover(deps);
  expect(await total()).toMatchObject([{ issued: 2, persons: 1 }]);
});

test('an occupation that comes into the register while blocks are counted counts as it is marked there', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const actor = { kind: 'agency', organisation: AGENCY, roles: ['signer'], person: 'p', key: 'k' } as const;
  let registered = false;
  const store: typeof deps.store = {
    ...deps.store,
    occupations: async (page) =>
      registered ? (await deps.store.occupations(page)).map((one) => ({ ...one, digital: true })) : [],
  };
  const rest = async () => {
    if (registered) return;
    registered = true;
    await issue(deps, actor, [{ request: requestOn('2026-11-20', 1) }]);
    await sealEvents(deps);
  };
  await sealEvents(deps);
  expect(await countEvents({ ...deps, store }, { rest })).toBe(2);
  const month = { scope: 'all', from: '2026-11', to: '2026-11' } as const;
  expect(await deps.store.tally({ ...month, dimension: 'flags', by: 'value' })).toMatchObject([
    { key: 'digital', issued: 1 },
  ]);
});
