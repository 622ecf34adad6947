import { nameOf, whereOf, YinzhengError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';

/**
 * Tells of what is tried again and again when it begins to fail, when it fails otherwise, and when it is over. Where several try
 * the same, each has its number: what fails for all is told once, and over when it is over for all.
 */
export interface Trouble {
  failed(what: string, error: unknown, by?: number): void;
  went(what: string, by?: number): void;
}

export function watchTrouble(log: Log): Trouble {
  const failing = new Map<string, Map<number, string>>();
  return {
    failed(what, error, by = 0) {
      const reason = error instanceof YinzhengError ? error.code : nameOf(error);
      const reasons = failing.get(what) ?? new Map<number, string>();
      const told = [...reasons.values()].includes(reason);
      failing.set(what, reasons.set(by, reason));
      if (!told) log('error', 'upkeep.failed', { what, error: reason, ...whereOf(error) });
    },
    went(what, by = 0) {
      const reasons = failing.get(what);
      if (reasons?.delete(by) && reasons.size === 0) log('info', 'upkeep.recovered', { what });
    },
  };
}
