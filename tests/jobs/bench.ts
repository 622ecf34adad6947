/** A register in memory, a clock that is set by hand, and what the runner says. */
import { onTestFinished } from 'vitest';
import type { Deps } from '../../src/core/deps.ts';
import type { Job } from '../../src/core/jobs.ts';
import type { Store } from '../../src/core/ports.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { id, job, NOW } from '../contract/samples.ts';

export interface Bench {
  readonly deps: Deps;
  readonly store: Store;
  readonly said: string[];
  now: number;
  /** The job of `id(1)` as it is now. */
  job(): Promise<Job | undefined>;
}

export async function bench(...jobs: Job[]): Promise<Bench> {
  const store = await openSqlite(':memory:');
  onTestFinished(() => store.close());
  await store.commit([job(1), ...jobs].map((job) => ({ write: 'job.add', job })));
  const said: string[] = [];
  const made = {
    store,
    said,
    now: NOW,
    job: () => store.job(id(1)),
    deps: {
      store,
      clock: () => made.now,
      log: (_: string, event: string, fields: object) => said.push(`${event} ${JSON.stringify(fields)}`),
    } as unknown as Deps,
  };
  return made;
}
