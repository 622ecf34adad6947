/** Builds what tests run in other processes: once for all test files, when the first one asks. */
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundle } from '../scripts/build-service.ts';
import { bundleFolder } from '../scripts/temporary.ts';
import { askOnce } from '../src/core/ask-once.ts';
import { startBroker } from './broker.ts';
import { buildWorker } from './runtime/build-worker.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a GET of a `Built` answers with its path. */
    readonly builds: string;
  }
}

/** Programs for Node: from hundreds of sources, each would take a second or two to start. */
const PROGRAMS = [
  'jobs/worker',
  'storage/open-once',
  'storage/open-postgres-once',
  'storage/reader',
  'storage/writer',
  'stories/crashing-service',
  'stories/signing-process',
  'stories/writer',
] as const;
export type Program = (typeof PROGRAMS)[number];

/** A file for Node, or the folder of the Worker: see `buildWorker`. */
export type Built = Program | 'worker';

/** Runs before all tests of a run; what it returns, afterwards. */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = bundleFolder('builds');
  const worker = join(folder, 'worker');
  const built = askOnce(
    String,
    (what: 'worker' | 'programs'): Promise<unknown> =>
      what === 'worker' ? buildWorker(worker) : buildPrograms(folder),
  );
  const { url, close } = await startBroker(async (_, name) => {
    await built(name === 'worker' ? name : 'programs');
    return name === 'worker' ? worker : join(folder, `${name}.mjs`);
  });
  project.provide('builds', url);
  return close;
}

function buildPrograms(folder: string): Promise<unknown> {
  const sources = PROGRAMS.map((name) => `tests/${name}.ts`);
  return bundle(sources, folder);
}
