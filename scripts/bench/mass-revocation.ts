/**
 * How long an incident takes over many certificates of one agency: from its approval to the signed lists, and the
 * collecting before that.
 *
 *     node scripts/bench/mass-revocation.ts [--rows 1000000] [--engines sqlite,postgres]
 *
 * The register is filled with rows as `fill.ts` makes them, of one agency; the incident is opened, approved and carried
 * out by the verbs and jobs of the service, one process, every commit synced.
 */
import { parseArgs } from 'node:util';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { slotCounter } from '../../src/core/status.ts';
import { work } from '../../src/entry/work.ts';
import { runOneChunk } from '../../src/jobs/run-chunk.ts';
import { approveIncident } from '../../src/oversight/decide-incident.ts';
import { openIncident } from '../../src/oversight/open-incident.ts';
import { B } from '../../tests/stories/people.ts';
import { fill } from './fill.ts';
import { openRegister, postgresPlace, sqlitePlace } from './registers.ts';

const PLACES = { sqlite: sqlitePlace, postgres: postgresPlace };
const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, engines: { type: 'string', default: 'sqlite' } },
});

const by = (role: 'officer' | 'approver'): Actor => ({
  kind: 'authority',
  organisation: 'authority',
  roles: [role],
  person: role,
  key: 'bench',
});

/** All chunks of all jobs that are due; returns seconds, and those of the longest chunk. */
async function worked(deps: Deps): Promise<{ seconds: number; longest: number; chunks: number }> {
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

for (const engine of options.engines.split(',') as (keyof typeof PLACES)[]) {
  const place = await PLACES[engine]();
  try {
    const register = await openRegister(place);
    const rows = Number(options.rows);
    const filled = await fill(register, rows, B.code);
    console.error(`${place.engine}: ${rows} rows filled in, ${Math.round(filled)} a second`);
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
    const incident = await deps.store.incident(id);
    console.log(
      JSON.stringify({ engine: place.engine, state: incident?.state, count: tally?.count, collecting, executing }),
    );
  } finally {
    await place.close();
  }
}
