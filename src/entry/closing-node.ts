/** The end of a server, so that nobody whose request has arrived goes without an answer. */
import type { RequestListener, Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** For how long clients may come once more on a connection that they keep, and are told with the answer that it ends. */
const FAREWELL_MS = 1_000;
/** It is over earlier when nobody came for so long. */
const QUIET_MS = 200;
const STEP_MS = 20;
/** How long answers under way are waited for after that. */
const DRAIN_MS = 10_000;

export interface Closing {
  /** Hands requests on. Once the end has begun, their connections end with the answer. */
  readonly listener: RequestListener;
  /** Takes leave, accepts nothing more, and resolves when the last answer is given. */
  close(server: Server): Promise<void>;
}

export function closing(listener: RequestListener): Closing {
  let ending = false;
  let last = 0;
  return {
    listener(request, response) {
      if (ending) {
        response.shouldKeepAlive = false;
        last = performance.now();
      }
      return listener(request, response);
    },
    async close(server) {
      ending = true;
      const begun = performance.now();
      last = begun;
      // To close a connection while a request comes on it is to lose the request, and only the client may know whether it can
      // send it again.
      while (await hasConnections(server)) {
        const now = performance.now();
        if (now - last > QUIET_MS || now - begun > FAREWELL_MS) break;
        await pause(STEP_MS);
      }
      await end(server);
    },
  };
}

function hasConnections(server: Server): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count > 0)));
  });
}

/** `close` waits for answers under way; what is left after `DRAIN_MS` is cut. */
function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Clients keep their connections open after the last answer.
    const sweep = setInterval(() => server.closeIdleConnections(), 100);
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}
