import type { Store } from '../core/ports.ts';

/**
 * A store that calls whoever works on jobs when it has been given one, so that nobody waits for the next round. `call`
 * must not fail: what was committed stays so, and the next round finds the job.
 */
export function waking(store: Store, call: () => void | Promise<void>): Store {
  const waker: Store = {
    ...store,
    async commit(writes) {
      await store.commit(writes);
      if (writes.some(({ write }) => write === 'job.add')) await call();
    },
    scopedTo(organisation) {
      const scoped = store.scopedTo(organisation);
      return scoped === store ? waker : waking(scoped, call);
    },
  };
  return waker;
}
