/** How long a call waits for the database, and for its turn. */

/** Time passes in steps, so that one step passes while this process is too busy to hear anything, however long it is. */
const STEP_MS = 100;

export interface Stopwatch {
  /** Begins anew. */
  restart(): void;
  stop(): void;
}

/** Calls `late` once, after so many ms in which an answer could have been heard. */
export function startStopwatch(ms: number, late: () => void): Stopwatch {
  let left = ms;
  const timer = setInterval(() => {
    left -= STEP_MS;
    if (left > 0) return;
    clearInterval(timer);
    late();
  }, STEP_MS);
  return {
    restart() {
      left = ms;
    },
    stop: () => clearInterval(timer),
  };
}

export interface Gate {
  /** Whether anybody is inside. */
  occupied(): boolean;
  /** Waits for a place. Throws what `dismiss` was given. */
  enter(): Promise<void>;
  /** Gives the place to who has waited longest. */
  leave(): void;
  /** Sends away all who wait, or those who have waited for so many ms. */
  dismiss(reason: Error, waitedMs?: number): void;
}

interface Waiting {
  readonly enter: () => void;
  readonly refuse: (reason: Error) => void;
  /** As `performance.now()` tells it. */
  readonly since: number;
}

/** Lets so many in at once. Waiting is no sign of trouble as long as those inside get their answers. */
export function createGate(places: number): Gate {
  const queue: Waiting[] = [];
  let free = places;
  return {
    occupied: () => free < places,
    async enter() {
      if (free === 0)
        return new Promise<void>((enter, refuse) => queue.push({ enter, refuse, since: performance.now() }));
      free--;
    },
    leave() {
      const next = queue.shift();
      if (next) next.enter();
      else free++;
    },
    dismiss(reason, waitedMs = 0) {
      // Who has waited longest stands first.
      const stay = queue.findIndex(({ since }) => performance.now() - since < waitedMs);
      for (const { refuse } of queue.splice(0, stay < 0 ? queue.length : stay)) refuse(reason);
    },
  };
}
