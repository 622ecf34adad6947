import type { Deps } from '../core/deps.ts';
import { UniqueKeyError } from '../core/errors.ts';
import type { Duty, Turn } from '../core/jobs.ts';
import { BEGINNING, blockHash, type Content, entryOf } from './chain.ts';
import { signCheckpoint } from './checkpoint.ts';

/** Events in a block. */
const BLOCK = 500;

/**
 * Puts the events that were committed since the last block into new ones. Returns how many. Two processes may do so at once:
 * of two blocks for one place the second is not kept. At the end every event is in a block that was committed before the call.
 */
export async function sealEvents(deps: Deps, turn?: Pick<Turn, 'rest'>): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await sealBlock(deps);
    sealed += count ?? 0;
    if (count !== undefined && count < BLOCK) return sealed;
    await turn?.rest();
  }
}

/** Returns how many events are in the new block, or undefined where another process was first. */
async function sealBlock(deps: Deps): Promise<number | undefined> {
  const { store, clock } = deps;
  // In this order: what a block holds that is newer than this head waits no longer.
  const head = await store.ledgerHead();
  const events = await store.unsealed({ limit: BLOCK });
  if (events.length === 0) return 0;
  const content: Content = {
    seq: (head?.seq ?? 0) + 1,
    at: clock(),
    entries: await Promise.all(events.map(entryOf)),
    events: (head?.events ?? 0) + events.length,
  };
  const hash = await blockHash(head?.hash ?? BEGINNING, content);
  const checkpoint = await signCheckpoint(deps, { ...content, hash });
  try {
    await store.commit([{ write: 'block.add', block: { ...content, hash, checkpoint } }]);
    return events.length;
  } catch (error) {
    if (error instanceof UniqueKeyError && error.table === 'ledger') return undefined;
    throw error;
  }
}

/** From an event to its block it takes as long as this, where a process lives on. */
export const sealDuty: Duty = {
  name: 'ledger.seal',
  everyMs: 2_000,
  needed: async ({ store }) => (await store.unsealed({ limit: 1 })).length > 0,
  run: sealEvents,
};
