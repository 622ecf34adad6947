import { nameOf, whereOf, YinzhengError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';

/** Tells of what is tried again and again when it begins to fail, when it fails otherwise, and when it is over. */
export interface Trouble {
  failed(what: string, error: unknown): void;
  went(what: string): void;
}

export function watchTrouble(log: Log): Trouble {
  const failing = new Map<string, string>();
  return {
    failed(what, error) {
      const reason = error instanceof YinzhengError ? error.code : nameOf(error);
      if (failing.get(what) === reason) return;
      failing.set(what, reason);
      log('error', 'upkeep.failed', { what, error: reason, ...whereOf(error) });
    },
    went(what) {
      if (failing.delete(what)) log('info', 'upkeep.recovered', { what });
    },
  };
}
