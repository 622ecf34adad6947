import type { Deps } from '../../src/core/deps.ts';
import { readConfig } from '../../src/entry/config.ts';
import { openDeps } from '../../src/entry/deps-node.ts';
import type { World } from './world.ts';

/** Does something to the register of a service that rests. */
export async function beside<T>({ environment }: World, act: (deps: Deps) => Promise<T>): Promise<T> {
  const opened = await openDeps(readConfig(environment), { create: false, logLevel: 'error' });
  const deps = { ...opened, clock: () => Date.now() + Number(environment.STORY_CLOCK) };
  try {
    return await act(deps);
  } finally {
    await deps.store.close();
  }
}
