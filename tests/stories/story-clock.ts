import type { Clock } from '../../src/core/ports.ts';

/** The clock of the world that started this process: so many ms beside the real one. */
export function storyClock(): Clock {
  const beside = Number(process.env.STORY_CLOCK ?? 0);
  return () => Date.now() + beside;
}
