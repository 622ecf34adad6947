/** The batches that an incident names: with its approval nothing more comes of them, until they are reinstated. */
import type { Actor } from '../core/actor.ts';
import { type Batch, step } from '../core/batch.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';

/**
 * The writes that close them, or open them again; of a step that its agency takes at the same moment and this, one fails. Throws
 * `conflict` when more came of them since the set was made: it is not all of them any more.
 */
export async function batchWrites(deps: Deps, actor: Actor, incident: Incident): Promise<Write[]> {
  const { id, order, selection, tally } = incident;
  const named = [...new Set(selection.submissions ?? [])];
  const found = await Promise.all(named.map((one) => deps.store.batch(one)));
  const batches = found.filter((batch) => batch !== undefined);
  if (order.action === 'reinstate') {
    const closed = batches.filter(({ closedBy }) => closedBy !== undefined);
    return closed.flatMap((batch) => stepWrites(deps, actor, batch, { act: 'reopen' }, id));
  }
  const tallies = await Promise.all(batches.map((batch) => deps.store.batchTally(batch.id)));
  const issued = tallies.reduce((sum, one) => sum + one.issued, 0);
  if (batches.length > 0 && issued !== tally?.count) {
    const message = `More came of these batches since the set was made: ${issued} certificates now, ${tally?.count} then.`;
    throw new YinzhengError('conflict', `${message} Withdraw this incident and open another.`);
  }
  return batches.flatMap((batch) => stepWrites(deps, actor, batch, { act: 'close', incident: id }, id));
}

type Act = Extract<Parameters<typeof step>[1], { act: 'close' | 'reopen' }>;

function stepWrites(deps: Deps, actor: Actor, batch: Batch, act: Act, incident: string): Write[] {
  const type = act.act === 'close' ? 'batch.closed' : 'batch.reopened';
  return [
    { write: 'batch.step', batch: step(batch, act, deps.clock()) },
    eventWrite(deps, actor, type, { subject: batch.id, owner: batch.agency, data: { incident } }),
  ];
}
