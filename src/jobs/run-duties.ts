import type { Instant } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import type { Duty, Turn } from '../core/jobs.ts';
import { type Trouble, watchTrouble } from './trouble.ts';

/** Does each duty that is due and that nobody else has taken, in turn. One that fails is logged, and the others have their turn. */
export async function runDuties(
  deps: Deps,
  duties: readonly Duty[],
  trouble: Trouble = watchTrouble(deps.log),
  turn?: Turn,
): Promise<void> {
  for (const duty of duties) {
    try {
      // What another process has taken may be failing there.
      if (await went(deps, duty, turn)) trouble.went(duty.name);
    } catch (error) {
      trouble.failed(duty.name, error);
    }
  }
}

/** False where it was for somebody else to do. */
async function went(deps: Deps, { name, everyMs, needed, run }: Duty, turn?: Turn): Promise<boolean> {
  if (needed && !(await needed(deps))) return true;
  if (!(await deps.store.claimDuty({ name, now: deps.clock(), everyMs }))) return false;
  await run(deps, turn);
  return true;
}

/**
 * Whether the time of a duty has passed since this was asked last, or the clock was set back; asking the register before that
 * would be idle.
 */
export function whenDue({ clock }: Pick<Deps, 'clock'>, { everyMs }: Duty): () => boolean {
  let next: Instant | undefined;
  return () => {
    const now = clock();
    if (next !== undefined && now < next && next <= now + everyMs) return false;
    next = now + everyMs;
    return true;
  };
}
