import { expect, onTestFinished, test } from 'vitest';
import type { Deps } from '../../src/core/deps.ts';
import { eventWrite } from '../../src/core/record-event.ts';
import { sealEvents } from '../../src/ledger/seal.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { countEvents } from '../../src/oversight/count-events.ts';
import { openWorld } from '../http/world.ts';

async function happen(deps: Deps, times: number): Promise<void> {
  const events = Array.from({ length: times }, () =>
    eventWrite(deps, { person: 'p', organisation: 'o' }, 'person.read', { subject: 's', owner: 'o', data: {} }),
  );
  await deps.store.commit(events);
}

/** The same register to a process that is held up before its first commit, until all of this is done. */
function heldUp(deps: Deps, meanwhile: () => Promise<unknown>): Deps {
  let held = false;
  const commit: Deps['store']['commit'] = async (writes) => {
    if (!held) {
      held = true;
      await meanwhile();
    }
    await deps.store.commit(writes);
  };
  return { ...deps, store: { ...deps.store, commit } };
}

test('others have their turn between two blocks', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  await sealEvents(deps);
  await countEvents(deps);
  await happen(deps, 1_001);
  let rests = 0;
  const rest = async () => {
    rests++;
  };
  expect(await sealEvents(deps, { rest })).toBe(1_001);
  expect(rests).toBe(2);
  expect(await countEvents(deps, { rest })).toBe(3);
  expect(rests).toBe(5);
  expect(await verifyLedger(deps)).toMatchObject({ faults: [], waiting: 0 });
});

test('whoever was overtaken goes on with what came since', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  await happen(deps, 1);
  const sealing = heldUp(deps, async () => {
    await sealEvents(deps);
    await happen(deps, 2);
  });
  expect(await sealEvents(sealing)).toBe(2);
  expect(await deps.store.unsealed({ limit: 9 })).toEqual([]);
  const counting = heldUp(deps, async () => {
    await countEvents(deps);
    await happen(deps, 1);
    await sealEvents(deps);
  });
  expect(await countEvents(counting)).toBe(1);
  expect(await deps.store.blocks({ limit: 9, after: await deps.store.tallied() })).toEqual([]);
});
