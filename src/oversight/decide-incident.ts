import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import { EXECUTE_INCIDENT, type Incident, stepIncident } from '../core/incident.ts';
import type { Write } from '../core/ports.ts';
import { batchWrites } from './close-batches.ts';
import { incidentWrites } from './incident-writes.ts';
import { incidentJob } from './open-incident.ts';
import { existing } from './read-incident.ts';

/** Releases exactly the set with this hash, and closes the batches that it names. What follows is done by a job. */
export async function approveIncident(deps: Deps, actor: Actor, id: string, hash: string): Promise<Incident> {
  const incident = await existing(deps, actor, 'incident.approve', id);
  const { job, write } = incidentJob(deps, EXECUTE_INCIDENT, id);
  const approved = stepIncident(incident, { step: 'approve', by: actor, hash, at: deps.clock(), job });
  await commitStep(deps, [
    ...incidentWrites(deps, actor, approved, 'incident.approved', { hash }),
    ...(await batchWrites(deps, actor, approved)),
    write,
  ]);
  return approved;
}

/** Ends an incident that was not approved. */
export async function withdrawIncident(deps: Deps, actor: Actor, id: string): Promise<Incident> {
  const incident = await existing(deps, actor, 'incident.open', id);
  const withdrawn = stepIncident(incident, { step: 'withdraw', by: actor, at: deps.clock() });
  await commitStep(deps, incidentWrites(deps, actor, withdrawn, 'incident.withdrawn'));
  return withdrawn;
}

async function commitStep({ store }: Deps, writes: readonly Write[]): Promise<void> {
  try {
    await store.commit(writes);
  } catch (error) {
    if (!(error instanceof UniqueKeyError)) throw error;
    throw new YinzhengError('conflict', 'Somebody else took a step at the same time. Read it again.', { cause: error });
  }
}
