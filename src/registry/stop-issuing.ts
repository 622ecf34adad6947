/** The switch that stops issuing at once, on every node: what is stopped is read with each order. */
import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, YinzhengError } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { allow, may } from '../core/policy.ts';
import { eventWrite } from '../core/record-event.ts';
import type { Stop } from '../core/stop.ts';
import { commitNew, textFaults } from './agencies.ts';

type StopDeps = Pick<Deps, 'store' | 'clock' | 'random'>;

/** Stops all issuing, or that of one agency. Throws `conflict` when it is stopped already. */
export async function stopIssuing(
  deps: StopDeps,
  actor: Actor,
  { agency, reason }: { readonly agency?: string | undefined; readonly reason: string },
): Promise<Stop> {
  allow(actor, 'issuing.stop');
  const owner = await ownerOf(deps, agency);
  allow(actor, 'issuing.stop', { owner });
  const faults = textFaults(reason, '/reason');
  if (faults.length > 0) throw invalidRequest(faults);
  const stop: Stop = { owner, reason, person: actor.person, since: deps.clock() };
  await commitNew(deps.store, 'It is stopped already.', [
    { write: 'stop.add', stop },
    eventWrite(deps, actor, 'issuing.stopped', { subject: owner, owner, data: { reason } }),
  ]);
  return stop;
}

/** Lets it go on, which takes an approver. */
export async function resumeIssuing(deps: StopDeps, actor: Actor, agency?: string): Promise<Stop> {
  allow(actor, 'issuing.resume');
  const owner = await ownerOf(deps, agency);
  allow(actor, 'issuing.resume', { owner });
  const stop = (await deps.store.stops()).find((one) => one.owner === owner);
  if (!stop) throw new YinzhengError('conflict', 'It is not stopped.');
  await commitNew(deps.store, 'Somebody else lets it go on at the same time.', [
    { write: 'stop.lift', owner },
    eventWrite(deps, actor, 'issuing.resumed', {
      subject: owner,
      owner,
      once: `resumed:${owner}:${stop.since}`,
    }),
  ]);
  return stop;
}

/** What is stopped now; for a province, what stops its agencies. */
export async function listStops({ store }: Pick<Deps, 'store'>, actor: Actor): Promise<Stop[]> {
  allow(actor, 'issuing.read');
  const stops = await store.stops();
  return stops.filter(({ owner }) => owner === AUTHORITY || may(actor, 'issuing.read', { owner }));
}

async function ownerOf({ store }: StopDeps, agency: string | undefined): Promise<string> {
  if (agency === undefined) return AUTHORITY;
  if (!(await store.agency(agency))) throw notFound();
  return agency;
}
