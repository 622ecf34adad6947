/** The service in one Node process: from an open register to a clean end. */
import { hostname } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { createApp } from '../app.ts';
import { afterCommit } from '../core/after-commit.ts';
import type { Deps } from '../core/deps.ts';
import { isPassing, reasonOf, YinzhengError } from '../core/errors.ts';
import { secureAll } from '../credential/secure.ts';
import type { AppDeps } from '../http/context.ts';
import { traceOf } from '../http/problem.ts';
import { createRecent, withRecent } from '../http/recent.ts';
import { recover } from '../issue/recover.ts';
import { type Bell, createBell } from '../jobs/bell.ts';
import { runJobs } from '../jobs/run.ts';
import { watchTrouble } from '../jobs/trouble.ts';
import { waking } from '../jobs/waking.ts';
import { sealEvents } from '../ledger/seal.ts';
import { closing } from './closing-node.ts';
import type { Config } from './config.ts';
import { issueTogether } from './issue-together-node.ts';
import { keyEncryptionKey } from './keys-node.ts';
import { secureInThreads } from './secure-threads-node.ts';
import { type Listening, listen, serverOf } from './server-node.ts';
import { signerReady } from './signer-ready.ts';
import { work } from './work.ts';

/** How often the engine may do its housekeeping, and the files of the TLS certificate are looked at. */
const TEND_MS = 3_000;

export interface Service {
  /** Stops accepting, finishes what is under way, and ends. The caller closes the store. */
  stop(): Promise<void>;
}

/** Answers a request before the app sees it, or lets it pass. */
export type Shortcut = (request: Request) => Response | undefined;

/** Finishes what a crash left, listens, and takes its part in the jobs and duties of the register. */
export async function startService(given: Deps, config: Config, shortcut?: Shortcut): Promise<Service> {
  const bell = createBell();
  const { bytes: kek } = keyEncryptionKey(config, given.random);
  const secure = secureInThreads(kek, (order) => secureAll(given.signer, order));
  const recent = createRecent();
  const store = afterCommit(waking(given.store, bell.ring), recent.forget);
  const { deps, monitoring } = await monitored({ ...given, store, secure }, config);
  if ((await deps.store.authority()) === undefined) {
    throw new YinzhengError('invalid_configuration', 'This register has no authority yet. Run `yinzheng init` first.');
  }
  const hold = await deps.store.hold();
  if (hold) deps.log('error', 'register.on_hold', { ...hold });
  await finishLeftovers(deps);
  const appDeps: AppDeps = {
    ...deps,
    readiness: { keys: () => signerReady(deps) },
    monitoring,
    issueOne: issueTogether(),
    clientAddress: (c) => clientAddress(c, config.clientAddressHeader),
  };
  const answer = withRecent(appDeps, recent, createApp(appDeps).fetch);
  const { listener, close } = closing(
    getRequestListener((request, env) => shortcut?.(request) ?? answer(request, env)),
  );
  const { server, renew } = serverOf(config, listener);
  const upkeep = keepUp(deps, { bell, renew });
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
      await sealRest(deps);
      deps.log('info', 'service.stopped');
    },
  };
}

/** From here on this process counts what it does, where somebody may ask; only then the library for it is loaded. */
async function monitored(
  deps: Deps,
  { metricsToken: token }: Config,
): Promise<Pick<AppDeps, 'monitoring'> & { deps: Deps }> {
  if (token === undefined) return { deps };
  const { createMetrics } = await import('./metrics-node.ts');
  const metrics = createMetrics(deps);
  return { deps: { ...deps, metrics, log: metrics.counting(deps.log) }, monitoring: { token, read: metrics.read } };
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

/** What cannot be finished now, as when the disk is full, the duty finishes later; verification need not wait for it. */
async function finishLeftovers(deps: Deps): Promise<void> {
  try {
    await recover(deps);
  } catch (error) {
    if (!(error instanceof YinzhengError && isPassing(error))) throw error;
    deps.log('warn', 'recover.postponed', { reason: error.code });
  }
}

/** Leaves no events behind that the next start would have to seal. They wait as well as ever where that does not go. */
async function sealRest(deps: Deps): Promise<void> {
  try {
    await sealEvents(deps);
  } catch (error) {
    deps.log('warn', 'ledger.not_sealed', { reason: reasonOf(error) });
  }
}

/** What goes on beside the answers, until it is stopped. */
function keepUp(deps: Deps, { bell, renew }: { bell: Bell } & Pick<Listening, 'renew'>): { stop(): Promise<void> } {
  const end = new AbortController();
  const holder = `${hostname()}:${process.pid}`;
  // A failure that nobody waited for would end the process, and with it what others wait for. All that it could leave
  // half done is in the Store, which keeps whole commits; what is thrown outside of promises still ends it.
  const tell = (error: unknown) => deps.log('error', 'process.unhandled_rejection', traceOf(error));
  process.on('unhandledRejection', tell);
  const jobs = runJobs(deps, work(), { holder, signal: end.signal, bell });
  const trouble = watchTrouble(deps.log);
  const tend = async (what: string, act: () => Promise<void> | void) => {
    try {
      await act();
      trouble.went(what);
    } catch (error) {
      trouble.failed(what, error);
    }
  };
  const tending = repeat(TEND_MS, async () => {
    await tend('store', deps.store.tend);
    await tend('tls', renew);
  });
  return {
    async stop() {
      end.abort();
      await Promise.all([jobs, tending.stop()]);
      process.off('unhandledRejection', tell);
    },
  };
}

function clientAddress(c: Context, header: string | undefined): string | undefined {
  if (header === undefined) return getConnInfo(c).remote.address;
  // Earlier entries come from the client itself and may say anything.
  return c.req.header(header)?.split(',').at(-1)?.trim();
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
