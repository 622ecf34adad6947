/**
 * One of several processes on one register, in SQLite: `worker.ts PATH NAME [LAST]`. Works on jobs of the kind `count`: 5
 * units a chunk, each one an event, until `input.units`. Its chunk number LAST never comes to an end.
 */
import { writeSync } from 'node:fs';
import type { Deps } from '../../src/core/deps.ts';
import { uuidv7 } from '../../src/core/ids.ts';
import type { Handler } from '../../src/core/jobs.ts';
import { runJobs } from '../../src/jobs/run.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { event } from '../contract/samples.ts';

const [, , path = '', name = '', last = ''] = process.argv;
let begun = 0;
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const store = await openSqlite(path, { busyTimeout: 20_000 });
const log: Deps['log'] = (_, what, fields) => writeSync(1, `${what} ${JSON.stringify(fields)}\n`);
const deps = { store, clock: Date.now, random, log } as unknown as Deps;

const count: Handler = async (_, { input, done }) => {
  const units = Math.min(5, Number(input.units) - done);
  if (++begun === Number(last)) {
    writeSync(1, 'stuck\n');
    // Only a timer keeps the process alive.
    await new Promise((resolve) => setTimeout(resolve, 2 ** 30));
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    writes: Array.from({ length: units }, (_, n) => ({
      write: 'event.add',
      event: event(0, { id: uuidv7(Date.now, random), subject: `unit-${done + n}`, person: name }),
    })),
    done: units,
    ...(done + units < Number(input.units) && { cursor: {} }),
  };
};

const end = new AbortController();
process.on('SIGTERM', () => end.abort());
writeSync(1, 'ready\n');
await runJobs(
  deps,
  { handlers: { count }, outward: {}, duties: [] },
  { holder: name, signal: end.signal, pollMs: 100 },
);
await store.close();
writeSync(1, 'closed\n');
