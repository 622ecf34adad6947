import type { Store, Write } from './ports.ts';

/**
 * A store that tells of each commit before whoever asked for it hears that it is kept. `act` must not fail: what was
 * committed stays so.
 */
export function afterCommit(store: Store, act: (writes: readonly Write[]) => void | Promise<void>): Store {
  const telling: Store = {
    ...store,
    async commit(writes) {
      await store.commit(writes);
      await act(writes);
    },
    scopedTo(organisation) {
      const scoped = store.scopedTo(organisation);
      return scoped === store ? telling : afterCommit(scoped, act);
    },
  };
  return telling;
}
