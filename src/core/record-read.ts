import type { Actor } from './actor.ts';
import type { Deps } from './deps.ts';
import { YinzhengError } from './errors.ts';
import type { Event } from './event.ts';
import { eventWrite } from './record-event.ts';

/** What somebody with a key was shown of the holders of one agency. */
export type PersonalRead = Pick<Event, 'subject' | 'owner' | 'data'>;

/**
 * Records that holders' data is about to be shown. Reading goes on while the register takes no entries; then the log has
 * it.
 */
export async function recordReads(
  deps: Pick<Deps, 'store' | 'clock' | 'random' | 'log'>,
  actor: Actor,
  reads: readonly PersonalRead[],
): Promise<void> {
  if (reads.length === 0) return;
  try {
    await deps.store.commit(reads.map((read) => eventWrite(deps, actor, 'person.read', read)));
  } catch (error) {
    if (!(error instanceof YinzhengError && (error.code === 'on_hold' || error.code === 'storage_full'))) throw error;
    const { person, organisation } = actor;
    for (const { subject, data } of reads) deps.log('warn', 'person.read', { person, organisation, subject, ...data });
  }
}
