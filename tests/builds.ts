/** Builds what tests run in other processes: once for all test files, when the first one asks. */
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundle } from '../scripts/build-service.ts';
import { bundleFolder } from '../scripts/temporary.ts';
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
  const begun = new Map<string, Promise<unknown>>();
  const once = (what: string, build: () => Promise<unknown>) => {
    const building = begun.get(what) ?? build();
    begun.set(what, building);
    return building;
  };
  const { url, close } = await startBroker(async (_, name) => {
    const path = join(folder, name === 'worker' ? name : `${name}.mjs`);
    await (name === 'worker' ? once(name, () => buildWorker(path)) : once('programs', () => buildPrograms(folder)));
    return path;
  });
  project.provide('builds', url);
  return close;
}

function buildPrograms(folder: string): Promise<unknown> {
  const sources = PROGRAMS.map((name) => `tests/${name}.ts`);
  return bundle(sources, folder);
}
