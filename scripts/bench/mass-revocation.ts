/**
 * How long an incident takes over many certificates of one agency: collecting, from its approval to the signed lists, and
 * counting it:
 *
 *     node scripts/bench/mass-revocation.ts [--rows 1000000] [--engines sqlite,postgres]
 */
import { parseArgs } from 'node:util';
import { incidentTimes } from './incident.ts';
import { postgresPlace, sqlitePlace } from './registers.ts';

const PLACES = { sqlite: sqlitePlace, postgres: postgresPlace };
const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, engines: { type: 'string', default: 'sqlite' } },
});

for (const engine of options.engines.split(',') as (keyof typeof PLACES)[]) {
  const place = await PLACES[engine]();
  try {
    console.log(JSON.stringify({ engine: place.engine, ...(await incidentTimes(place, Number(options.rows))) }));
  } finally {
    await place.close();
  }
}
