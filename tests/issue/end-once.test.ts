import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { changeStatus } from '../../src/issue/change-status.ts';
import { issue } from '../../src/issue/issue.ts';
import { replace } from '../../src/issue/replace.ts';
import { AGENCY, openWorld } from '../http/world.ts';
import { requestOn } from '../stories/requests.ts';

const officer: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '' };
const signer: Actor = { kind: 'agency', organisation: AGENCY, roles: ['signer'], person: 's', key: '' };
const fraud = { action: 'revoke', reason: 'exam_fraud' } as const;

/** The authority is faster by the moment between reading and writing. */
function overtaken(deps: Deps, id: string): Deps {
  let done = false;
  return {
    ...deps,
    store: {
      ...deps.store,
      async commit(writes) {
        if (!done) {
          done = true;
          await changeStatus(deps, officer, id, fraud);
        }
        await deps.store.commit(writes);
      },
    },
  };
}

test.each([
  [
    'replaces',
    (deps: Deps, id: string) =>
      replace(deps, signer, id, { request: requestOn('2026-11-20', 1), reason: 'data_error' }),
    'conflict',
  ],
  ['revokes', (deps: Deps, id: string) => changeStatus(deps, signer, id, fraud), 'status_conflict'],
])('an agency %s nothing that the authority revokes at the same moment', async (_, act, code) => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const [outcome] = await issue(deps, signer, [{ request: requestOn('2026-11-20', 1) }]);
  if (!outcome || !('certificate' in outcome)) throw new Error('nothing was issued');
  const { certificate } = outcome;
  await expect(act(overtaken(deps, certificate.id), certificate.id)).rejects.toMatchObject({ code });
  expect(await deps.store.marks(certificate)).toMatchObject([{ kind: 'authority-revocation', reason: 'exam_fraud' }]);
  expect(await deps.store.prepared({ limit: 10 })).toEqual([]);
  expect(await deps.store.replacementOf(certificate.id)).toBeUndefined();
});
