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
