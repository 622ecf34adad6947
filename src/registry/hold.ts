import type { Actor } from '../core/actor.ts';
import { rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, YinzhengError } from '../core/errors.ts';
import { type Hold, LARGEST_SKIP, leastSkip, skipFor } from '../core/hold.ts';
import { AUTHORITY } from '../core/key.ts';
import { eventWrite } from '../core/record-event.ts';

type By = Pick<Actor, 'person' | 'organisation'>;

/**
 * Stops all entries in this register, as after its database was put back by other means than `yinzheng restore`. What a hold
 * that is there already knows to be missing stays known.
 */
export async function putOnHold({ store, clock }: Pick<Deps, 'store' | 'clock'>): Promise<Hold> {
  const hold: Hold = { since: clock(), ...(await store.hold()), reason: 'restored' };
  await store.commit([{ write: 'hold.put', hold }]);
  return hold;
}

/**
 * Takes this register as it is and lifts the hold: every counter of numbers and status slots moves `skip` ahead, beyond what
 * may have been issued since the state that was put back; without a word as `skipFor` says. Throws `conflict` when there is no
 * hold, `invalid_request` for a distance that is too short or too long, or for none where it is not known what is missing.
 */
export async function acceptState(
  deps: Pick<Deps, 'store' | 'clock' | 'random'>,
  by: By,
  given?: number,
): Promise<{ hold: Hold; skip: number }> {
  const hold = await deps.store.hold();
  if (!hold) throw new YinzhengError('conflict', 'This register is not on hold. There is nothing to accept.');
  const skip = given ?? skipFor(hold);
  if (skip === undefined) throw badSkip(hold, 'is needed, because how many changes are missing is not known: ');
  if (!(Number.isInteger(skip) && skip >= leastSkip(hold) && skip <= LARGEST_SKIP)) throw badSkip(hold, 'must be ');
  const data = {
    reason: hold.reason,
    skip,
    ...(hold.presentUntil !== undefined && { presentUntil: rfc3339(hold.presentUntil) }),
    ...(hold.knownUntil !== undefined && { knownUntil: rfc3339(hold.knownUntil) }),
    ...(hold.missing !== undefined && { missing: hold.missing }),
    ...(hold.skipped !== undefined && { skipped: hold.skipped }),
  };
  await deps.store.commit([
    { write: 'counters.skip', count: skip },
    eventWrite(deps, by, 'register.accepted', { subject: AUTHORITY, owner: AUTHORITY, data }),
    { write: 'hold.lift' },
  ]);
  return { hold, skip };
}

function badSkip(hold: Hold, fault: string): YinzhengError {
  const skipped = hold.skipped === undefined ? '' : `, and ${hold.skipped} that were skipped`;
  const why = hold.missing ? ` (${hold.missing} changes are known to be missing${skipped})` : '';
  const message = `${fault}a whole number from ${leastSkip(hold)}${why} to ${LARGEST_SKIP}, more than any agency can have issued since`;
  return invalidRequest([{ pointer: '/skip', rule: 'range', message }]);
}
