/** The service in one Node process: from an open register to a clean end. */
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { createApp } from '../app.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { traceOf } from '../http/problem.ts';
import { refreshStatusLists } from '../issue/publish-status.ts';
import { recover } from '../issue/recover.ts';
import type { Config } from './config.ts';

const UPKEEP_MS = 60_000;
/** How long a stop waits for answers that are under way. */
const DRAIN_MS = 10_000;

export interface Service {
  /** Stops accepting, finishes what is under way, and ends. The caller closes the store. */
  stop(): Promise<void>;
}

/** Answers a request before the app sees it, or lets it pass. */
export type Shortcut = (request: Request) => Response | undefined;

/** Finishes what a crash left, listens, and keeps the signed lists fresh. */
export async function startService(deps: Deps, config: Config, shortcut?: Shortcut): Promise<Service> {
  if ((await deps.store.authority()) === undefined) {
    throw new YinzhengError('invalid_configuration', 'This register has no authority yet. Run `yinzheng init` first.');
  }
  const recovered = await recover(deps);
  if (recovered > 0) deps.log('warn', 'certificates.recovered', { count: recovered });
  const upkeep = repeat(UPKEEP_MS, () => refresh(deps));
  const app = createApp({
    ...deps,
    readiness: { keys: () => signerReady(deps) },
    clientAddress: (c) => clientAddress(c, config.clientAddressHeader),
  });
  const listener = getRequestListener((request, env) => shortcut?.(request) ?? app.fetch(request, env));
  const server = createServer({ requestTimeout: 30_000 }, listener);
  try {
    await listen(server, config);
  } catch (error) {
    await upkeep.stop();
    throw error;
  }
  deps.log('info', 'service.listening', { host: config.host, port: config.port, origin: config.settings.origin });
  return {
    async stop() {
      await Promise.all([close(server), upkeep.stop()]);
      deps.log('info', 'service.stopped');
    },
  };
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilSignalled(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const ask = () => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', ask);
    process.on('SIGTERM', ask);
  });
}

async function refresh(deps: Deps): Promise<void> {
  try {
    const signed = await refreshStatusLists(deps);
    if (signed > 0) deps.log('info', 'lists.signed', { count: signed });
  } catch (error) {
    deps.log('error', 'lists.not_signed', traceOf(error));
  }
}

async function signerReady({ store, signer }: Deps): Promise<void> {
  const key = (await store.keys(AUTHORITY)).find(({ state }) => state === 'active');
  if (key === undefined) throw new YinzhengError('key_unavailable', 'the authority has no active key');
  await signer.open(key);
}

function clientAddress(c: Context, header: string | undefined): string | undefined {
  if (header === undefined) return getConnInfo(c).remote.address;
  // Earlier entries come from the client itself and may say anything.
  return c.req.header(header)?.split(',').at(-1)?.trim();
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'something else listens there' : error.message;
      reject(
        new YinzhengError('unavailable', `Cannot listen on ${host}:${port}: ${reason}. Set PORT or HOST to another.`),
      );
    });
    server.listen(port, host, resolve);
  });
}

/** `close` waits for answers under way; what is left after `DRAIN_MS` is cut. */
function close(server: Server): Promise<void> {
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

/** Does the work now and again `pause` ms after each end, never twice at a time. */
function repeat(pause: number, work: () => Promise<void>): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const round = async () => {
    await work();
    if (!stopped) timer = setTimeout(begin, pause);
  };
  let running = round();
  function begin(): void {
    running = round();
  }
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
