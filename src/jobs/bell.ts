/** A pause that can be cut short. One sleeps at a time. */
export interface Bell {
  ring(): void;
  /** Resolves after `ms`, at the next ring, at once if it has rung since the last wait, or at the end of the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
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
}
