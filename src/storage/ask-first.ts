import type { Engine } from './engine.ts';

/**
 * An engine of which nothing is told, and to which nothing is written, before `check` resolved once. `check` asks the engine
 * below by itself, along with the first questions.
 */
export function askFirst(engine: Engine, check: () => Promise<void>): Engine {
  let passed = false;
  let asking: Promise<void> | undefined;
  const pass = (): Promise<void> => {
    // Shared by what is asked at once, and no longer: on Workers a promise of another request hangs when that one is cut off.
    asking ??= check().then(() => {
      passed = true;
    });
    queueMicrotask(() => {
      asking = undefined;
    });
    return asking;
  };
  return {
    ...engine,
    async all(statement) {
      if (passed) return engine.all(statement);
      const [rows] = await Promise.all([engine.all(statement), pass()]);
      return rows;
    },
    async atomic(statements, durability) {
      if (!passed) await pass();
      return engine.atomic(statements, durability);
    },
  };
}
