import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { UniqueKeyError } from '../../src/core/errors.ts';
import { issue } from '../../src/issue/issue.ts';
import { AGENCY, openWorld } from '../http/world.ts';
import { requestOn } from '../stories/requests.ts';

const signer: Actor = { kind: 'agency', organisation: AGENCY, roles: ['signer'], person: 's', key: 'k' };

test('a double that is held is recorded once, however often what was asked for beside it is tried', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const known = await deps.store.template('skill-level-cn');
  if (!known) throw new Error('there is such a template');
  const holding = { ...known, version: known.version + 1, policy: { ...known.policy, duplicates: 'hold' as const } };
  await deps.store.commit([{ write: 'template.add', template: holding }]);
  const [first, second] = [1, 2].map((n) => ({ request: requestOn('2026-11-20', n) }));
  if (!first || !second) throw new Error('two requests');
  await issue(deps, signer, [first]);

  let tries = 0;
  const overtaken: Deps['store'] = {
    ...deps.store,
    async commit(writes) {
      if (writes.some(({ write }) => write === 'certificate.prepare') && tries++ === 0)
        throw new UniqueKeyError('person');
      await deps.store.commit(writes);
    },
  };
  const outcomes = await issue({ ...deps, store: overtaken }, signer, [first, second]);
  expect(outcomes).toMatchObject([{ error: { code: 'duplicate' } }, { replayed: false }]);
  expect(tries).toBe(2);
  expect(await deps.store.events({ type: 'duplicate.held', limit: 9 })).toHaveLength(1);
  // And where nothing is issued beside it.
  expect(await issue(deps, signer, [first])).toMatchObject([{ error: { code: 'duplicate' } }]);
  expect(await deps.store.events({ type: 'duplicate.held', limit: 9 })).toHaveLength(2);
});
