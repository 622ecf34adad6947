/** Ends the pauses of those who sleep. */
export interface Bell {
  ring(): void;
  sleeper(): Sleeper;
}

/** One who pauses, and hears each ring since it is there. */
export interface Sleeper {
  /** Resolves after `ms`, at the next ring, at once if it has rung since the last wait, or at the end of the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  const sleepers = new Set<() => void>();
  return {
    ring() {
      for (const hear of sleepers) hear();
    },
    sleeper() {
      let rung = false;
      let wake: (() => void) | undefined;
      sleepers.add(() => {
        rung = true;
        wake?.();
      });
      return {
        wait: (ms, signal) =>
          new Promise((resolve) => {
            const end = () => {
              clearTimeout(timer);
              signal.removeEventListener('abort', end);
              wake = undefined;
              rung = false;
              resolve();
            };
            const timer = setTimeout(end, ms);
            signal.addEventListener('abort', end);
            wake = end;
            if (rung || signal.aborted) end();
          }),
      };
    },
  };
}
