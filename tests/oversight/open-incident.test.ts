import { expect, onTestFinished, test } from 'vitest';
import type { BatchState } from '../../src/core/batch.ts';
import { openIncident } from '../../src/oversight/open-incident.ts';
import { batch, id } from '../contract/samples.ts';
import { openWorld } from '../http/world.ts';

const officer = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '-' } as const;

test.each<[BatchState, boolean]>([
  ['signing', false],
  ['paused', false],
  ['done', true],
  ['cancelled', true],
])('an incident about a batch that is %s is taken: %s', async (state, taken) => {
  const { deps, close } = await openWorld();
  onTestFinished(() => close());
  await deps.store.commit([{ write: 'batch.add', batch: batch(1, { state }) }]);
  const opened = openIncident(deps, officer, {
    caseNumber: 'one',
    action: 'suspend',
    reason: 'under_investigation',
    selection: { submissions: [id(1)] },
  });
  const fault = {
    pointer: '/selection/submissions/0',
    rule: 'finished',
    message: expect.stringContaining(`is ${state}`),
  };
  const said = await opened.then(
    () => [],
    (error) => error.violations,
  );
  expect(said).toEqual(taken ? [] : [fault]);
});
