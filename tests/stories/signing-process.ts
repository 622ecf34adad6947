/**
 * A process that does nothing but the jobs of the register in its environment, and kills itself with SIGKILL at its
 * n-th commit, before or after it as n is even or odd; never for n = 0.
 */
import { writeSync } from 'node:fs';
import type { Store } from '../../src/core/ports.ts';
import { openDeps } from '../../src/entry/deps-node.ts';
import { configOfProcess } from '../../src/entry/environment-node.ts';
import { work } from '../../src/entry/work.ts';
import { runJobs } from '../../src/jobs/run.ts';
import { storyClock } from './story-clock.ts';

const [, , nth = '0', chunkRows = '100'] = process.argv;

function deadly(store: Store): Store {
  let left = Number(nth) || Number.POSITIVE_INFINITY;
  const die = () => process.kill(process.pid, 'SIGKILL');
  return {
    ...store,
    async commit(writes) {
      // Jobs and duties commit beside each other, and a commit may fail: then a later one is the last.
      const last = --left <= 0;
      if (last && Number(nth) % 2 === 0) die();
      await store.commit(writes);
      if (last) die();
    },
  };
}

const config = configOfProcess();
const deps = await openDeps(config, { create: false, logLevel: 'error' });
const clock = storyClock();
writeSync(1, 'ready\n');
const end = new AbortController();
process.on('SIGTERM', () => end.abort());
await runJobs({ ...deps, clock, store: deadly(deps.store) }, work(Number(chunkRows)), {
  holder: `process ${process.pid}`,
  signal: end.signal,
  leaseMs: 500,
  pollMs: 50,
});
await deps.store.close();
