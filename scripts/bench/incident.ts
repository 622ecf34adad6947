/** An incident over all certificates of one agency, by the verbs, jobs and duties of the service; every commit synced. */
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { slotCounter } from '../../src/core/status.ts';
import { work } from '../../src/entry/work.ts';
import { runOneChunk } from '../../src/jobs/run-chunk.ts';
import { sealEvents } from '../../src/ledger/seal.ts';
import { countEvents } from '../../src/oversight/count-events.ts';
import { approveIncident } from '../../src/oversight/decide-incident.ts';
import { openIncident } from '../../src/oversight/open-incident.ts';
import { statistics } from '../../src/oversight/statistics.ts';
import { B } from '../../tests/stories/people.ts';
import { fill } from './fill.ts';
import { openRegister, type Place } from './registers.ts';

/** Seconds. */
export interface IncidentTimes {
  readonly state: string | undefined;
  readonly count: number | undefined;
  readonly filling: number;
  readonly collecting: Worked;
  /** From the approval to the signed lists. */
  readonly executing: Worked;
  /** Sealing and counting what was issued and what the incident did. */
  readonly counting: number;
  /** A table of all agencies over the year, in ms. */
  readonly asking: number;
}

interface Worked {
  readonly seconds: number;
  readonly longest: number;
  readonly chunks: number;
}

const by = (role: 'officer' | 'approver'): Actor => ({
  kind: 'authority',
  organisation: 'authority',
  roles: [role],
  person: role,
  key: 'bench',
});

export async function incidentTimes(place: Place, rows: number): Promise<IncidentTimes> {
  const register = await openRegister(place);
  const filled = await fill(register, rows, B.code);
  const { deps } = register;
  // Lists are signed for groups that have slots.
  await deps.store.allocate([{ counter: slotCounter(B.code), count: rows }]);
  const { id } = await openIncident(deps, by('officer'), {
    caseNumber: 'bench',
    action: 'revoke',
    reason: 'exam_fraud',
    selection: { agencies: [B.code] },
  });
  const collecting = await worked(deps);
  const { hash = '', tally } = (await deps.store.incident(id)) ?? {};
  await approveIncident(deps, by('approver'), id, hash);
  const executing = await worked(deps);
  const begun = performance.now();
  await sealEvents(deps);
  await countEvents(deps);
  const counted = performance.now();
  await statistics(deps, by('officer'), { by: 'agency' });
  const asked = performance.now();
  return {
    state: (await deps.store.incident(id))?.state,
    count: tally?.count,
    filling: rows / filled,
    collecting,
    executing,
    counting: (counted - begun) / 1000,
    asking: asked - counted,
  };
}

/** All chunks of all jobs that are due; seconds, and those of the longest chunk. */
async function worked(deps: Deps): Promise<Worked> {
  const { handlers } = work();
  const began = performance.now();
  let longest = 0;
  for (let chunks = 0; ; chunks++) {
    const at = performance.now();
    const job = await runOneChunk(deps, handlers, { holder: 'bench' });
    if (!job) return { seconds: (at - began) / 1000, longest: longest / 1000, chunks };
    longest = Math.max(longest, performance.now() - at);
  }
}
