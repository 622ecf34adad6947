import type { PreparedCertificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { isPassing } from '../core/errors.ts';
import { finish } from './finish.ts';

/**
 * Finishes what a crash left: together if that works, else one by one, so that nobody waits for one that cannot be finished, as
 * when its key may not sign any more. Gives why each of those cannot, by id; they stay prepared. Throws what passes, such as
 * `unavailable`.
 */
export async function finishLeft(deps: Deps, left: readonly PreparedCertificate[]): Promise<Map<string, unknown>> {
  try {
    await finish(deps, left);
    return new Map();
  } catch (error) {
    if (isPassing(error)) throw error;
    const [first] = left;
    if (first && left.length === 1) return new Map([[first.id, error]]);
    const stuck = new Map<string, unknown>();
    for (const one of left) for (const [id, why] of await finishLeft(deps, [one])) stuck.set(id, why);
    return stuck;
  }
}
