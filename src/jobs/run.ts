/** Jobs and duties in a process that lives on. Where it does not, a queue and a timer call `runOneChunk` and `runDuties`. */
import type { Deps } from '../core/deps.ts';
import type { Duty } from '../core/jobs.ts';
import { type Bell, createBell } from './bell.ts';
import { type ChunkOptions, type Handlers, runOneChunk } from './run-chunk.ts';
import { dueDuties, runDuties } from './run-duties.ts';
import { watchTrouble } from './trouble.ts';

export interface RunOptions extends ChunkOptions {
  /** Ends it, after the chunk and the duty that are under way. */
  readonly signal: AbortSignal;
  /** Pause before asking again when nothing was due, in ms. */
  readonly pollMs?: number;
  /** Ends the pause when there is a job. */
  readonly bell?: Bell;
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
  const { signal, pollMs = 1_000, bell = createBell() } = options;
  const trouble = watchTrouble(deps.log);
  const due = dueDuties(deps, duties);
  const loop = async (pause: Bell, round: () => Promise<boolean>) => {
    while (!signal.aborted) if (!(await round())) await pause.wait(pollMs, signal);
  };
  await Promise.all([
    loop(createBell(), async () => {
      await runDuties(deps, due(), trouble);
      return false;
    }),
    loop(bell, async () => {
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
