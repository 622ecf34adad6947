/** Jobs and duties in a process that lives on. Where it does not, a queue and a timer call `runOneChunk` and `runDuties`. */
import type { Deps } from '../core/deps.ts';
import type { Duty, Turn } from '../core/jobs.ts';
import { type Bell, createBell, type Sleeper } from './bell.ts';
import { type ChunkOptions, type Handlers, runOneChunk } from './run-chunk.ts';
import { runDuties, whenDue } from './run-duties.ts';
import { watchTrouble } from './trouble.ts';

export interface RunOptions extends ChunkOptions {
  /** Ends it, after the chunks and the duties that are under way. */
  readonly signal: AbortSignal;
  /** Pause before asking again when nothing was due, in ms. */
  readonly pollMs?: number;
  /** Ends the pause when there is a job. */
  readonly bell?: Bell;
}

export interface Work {
  readonly handlers: Handlers;
  /** Those that ask hosts of others, which may be silent: no other job waits for theirs. */
  readonly outward: Handlers;
  readonly duties: readonly Duty[];
}

/** Outward jobs that are worked on at once: a host that is silent takes one of them for seconds. */
const OUTWARD_LANES = 4;

/**
 * Works on whatever is due until the signal: chunk by chunk, outward ones beside the others, and beside them each duty. Any
 * number of processes may do so on one register. Never throws: what does not work is logged and tried again.
 */
export async function runJobs(deps: Deps, { handlers, outward, duties }: Work, options: RunOptions): Promise<void> {
  const { signal, pollMs = 1_000, bell = createBell() } = options;
  const loop = async (pause: Sleeper, round: () => Promise<boolean>) => {
    while (!signal.aborted) if (!(await round())) await pause.wait(pollMs, signal);
  };
  const trouble = watchTrouble(deps.log);
  const lane = (kinds: Handlers, number: number) =>
    loop(bell.sleeper(), async () => {
      try {
        const worked = (await runOneChunk(deps, kinds, options)) !== undefined;
        trouble.went('jobs', number);
        return worked;
      } catch (error) {
        trouble.failed('jobs', error, number);
        return false;
      }
    });
  const lanes = [handlers, ...Array.from({ length: OUTWARD_LANES }, () => outward)];
  // One that takes long, or waits for a host that does not answer, holds up no other.
  const alone = (duty: Duty) => {
    const isDue = whenDue(deps, duty);
    return loop(createBell().sleeper(), async () => {
      if (isDue()) await runDuties(deps, [duty], trouble, { rest: resting(signal), signal });
      return false;
    });
  };
  await Promise.all([...lanes.map(lane), ...duties.map(alone)]);
}

/** A duty rests three times as long as it worked, but never longer than this at once, in ms. */
const LONGEST_REST_MS = 100;
const REST = 3;

/** For the steps of one run: each may hold up all that the process does for as long as it takes. */
function resting(signal: AbortSignal): Turn['rest'] {
  const sleeper = createBell().sleeper();
  let since = performance.now();
  return async () => {
    await sleeper.wait(Math.min(REST * (performance.now() - since), LONGEST_REST_MS), signal);
    since = performance.now();
  };
}
