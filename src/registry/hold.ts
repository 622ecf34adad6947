import type { Actor } from '../core/actor.ts';
import { rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, YinzhengError } from '../core/errors.ts';
import { type Hold, LARGEST_SKIP, leastSkip, skipFor } from '../core/hold.ts';
import { AUTHORITY } from '../core/key.ts';
import { eventWrite } from '../core/record-event.ts';

type By = Pick<Actor, 'person' | 'organisation'>;

/** Stops all entries in this register, as after its database was put back by other means than `yinzheng restore`. */
export async function putOnHold({ store, clock }: Pick<Deps, 'store' | 'clock'>): Promise<Hold> {
  const hold: Hold = { reason: 'restored', since: clock() };
  await store.commit([{ write: 'hold.put', hold }]);
  return hold;
}

/**
 * Takes this register as it is and lifts the hold: every counter of numbers and status slots moves `skip` ahead (without a
 * word, as far as is surely enough), beyond what may have been issued since the state that was put back. Throws `conflict`
 * when there is no hold, `invalid_request` for a distance that is too short or too long.
 */
export async function acceptState(
  deps: Pick<Deps, 'store' | 'clock' | 'random'>,
  by: By,
  given?: number,
): Promise<{ hold: Hold; skip: number }> {
  const hold = await deps.store.hold();
  if (!hold) throw new YinzhengError('conflict', 'This register is not on hold. There is nothing to accept.');
  const skip = given ?? skipFor(hold);
  checkSkip(skip, hold);
  const data = {
    reason: hold.reason,
    skip,
    ...(hold.presentUntil !== undefined && { presentUntil: rfc3339(hold.presentUntil) }),
    ...(hold.knownUntil !== undefined && { knownUntil: rfc3339(hold.knownUntil) }),
    ...(hold.missing !== undefined && { missing: hold.missing }),
  };
  await deps.store.commit([
    { write: 'counters.skip', count: skip },
    eventWrite(deps, by, 'register.accepted', { subject: AUTHORITY, owner: AUTHORITY, data }),
    { write: 'hold.lift' },
  ]);
  return { hold, skip };
}

function checkSkip(skip: number, hold: Hold): void {
  const least = leastSkip(hold);
  if (Number.isInteger(skip) && skip >= least && skip <= LARGEST_SKIP) return;
  const why = hold.missing ? ` (${hold.missing} changes are known to be missing)` : '';
  const message = `must be a whole number from ${least}${why} to ${LARGEST_SKIP}`;
  throw invalidRequest([{ pointer: '/skip', rule: 'range', message }]);
}
