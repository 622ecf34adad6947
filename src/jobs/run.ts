/** Jobs and duties in a process that lives on. Where it does not, a queue and a timer call `runOneChunk` and `runDuties`. */
import type { Deps } from '../core/deps.ts';
import type { Duty } from '../core/jobs.ts';
import { type ChunkOptions, type Handlers, runOneChunk } from './run-chunk.ts';
import { dueDuties, runDuties } from './run-duties.ts';
import { watchTrouble } from './trouble.ts';

export interface RunOptions extends ChunkOptions {
  /** Ends it, after the chunk and the duty that are under way. */
  readonly signal: AbortSignal;
  /** Pause before asking again when nothing was due, in ms. */
  readonly pollMs?: number;
}

export interface Work {
  readonly handlers: Handlers;
  readonly duties: readonly Duty[];
}

/**
 * Works on whatever is due until the signal, chunk by chunk and beside it the duties. Any number of processes may do so
 * on one register. Never throws: what does not work is logged and tried again.
 */
export async function runJobs(deps: Deps, { handlers, duties }: Work, options: RunOptions): Promise<void> {
  const trouble = watchTrouble(deps.log);
  const due = dueDuties(deps, duties);
  const loop = async (round: () => Promise<boolean>) => {
    while (!options.signal.aborted) if (!(await round())) await pause(options);
  };
  await Promise.all([
    loop(async () => {
      await runDuties(deps, due(), trouble);
      return false;
    }),
    loop(async () => {
      try {
        const worked = (await runOneChunk(deps, handlers, options)) !== undefined;
        trouble.went('jobs');
        return worked;
      } catch (error) {
        trouble.failed('jobs', error);
        return false;
      }
    }),
  ]);
}

function pause({ signal, pollMs = 1_000 }: RunOptions): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, pollMs);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
