/** Issuing that ends between its two commits. */
import { expect } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { YinzhengError } from '../../src/core/errors.ts';
import type { Idempotency } from '../../src/issue/idempotency.ts';
import { issue } from '../../src/issue/issue.ts';
import { requestOn } from '../stories/requests.ts';

/** Issues to the n-th person and is cut off before the signature is kept. */
export async function die(deps: Deps, agency: string, n: number, idempotency?: Idempotency): Promise<void> {
  const cutOff = new YinzhengError('unavailable', 'cut off');
  const commit: Deps['store']['commit'] = async (writes) => {
    if (writes.some(({ write }) => write === 'certificate.sign')) throw cutOff;
    await deps.store.commit(writes);
  };
  const actor: Actor = { kind: 'agency', organisation: agency, roles: ['signer'], person: 'p', key: 'k' };
  const request = requestOn('2026-11-20', n);
  await expect(issue({ ...deps, store: { ...deps.store, commit } }, actor, [{ request, idempotency }])).rejects.toBe(
    cutOff,
  );
}
