import { afterCommit } from '../core/after-commit.ts';
import type { Store } from '../core/ports.ts';

/**
 * A store that calls whoever works on jobs when it has been given one, so that nobody waits for the next round. `call`
 * must not fail: the next round finds the job.
 */
export function waking(store: Store, call: () => void | Promise<void>): Store {
  return afterCommit(store, (writes) => (writes.some(({ write }) => write === 'job.add') ? call() : undefined));
}
