import { expect, onTestFinished, test } from 'vitest';
import { eventWrite } from '../../src/core/record-event.ts';
import { sealEvents } from '../../src/ledger/seal.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { countEvents } from '../../src/oversight/count-events.ts';
import { openWorld } from '../http/world.ts';

test('others have their turn between two blocks', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  await sealEvents(deps);
  await countEvents(deps);
  const happened = Array.from({ length: 1_001 }, () =>
    eventWrite(deps, { person: 'p', organisation: 'o' }, 'person.read', { subject: 's', owner: 'o', data: {} }),
  );
  await deps.store.commit(happened);
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
