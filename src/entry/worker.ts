/** The service as a Cloudflare Worker. */
import { env } from 'cloudflare:workers';
import { createApp } from '../app.ts';
import { YinzhengError } from '../core/errors.ts';
import { problemOf, traceOf } from '../http/problem.ts';
import { runOneChunk } from '../jobs/run-chunk.ts';
import { runDuties } from '../jobs/run-duties.ts';
import { bootstrap } from './bootstrap.ts';
import { openDeps } from './deps-worker.ts';
import { rehearse } from './rehearsal.ts';
import { signerReady } from './signer-ready.ts';
import { work } from './work.ts';

/** A chunk of a batch: what the statements allow that a Worker may send for one event. */
const SIGN_ROWS = 50;

const { handlers, outward, duties } = work(SIGN_ROWS);
const started = await start();

/** Before the first event: whatever needs no I/O, randomness or time. What is wrong is said to whoever comes. */
async function start() {
  try {
    const opened = openDeps(env);
    const { deps, config } = opened;
    const header = config.clientAddressHeader ?? 'CF-Connecting-IP';
    const app = createApp({
      ...deps,
      readiness: { keys: () => signerReady(deps) },
      clientAddress: (c) => c.req.header(header)?.split(',').at(-1)?.trim(),
    });
    // The router puts its tables together when it is asked first.
    app.router.match('GET', '/');
    await rehearse(deps.settings).catch((error: unknown) => report('rehearsal.failed', error));
    // Nothing is asked before an event, so this fails; but by then the binding's own code is compiled.
    env.DB.batch([env.DB.prepare('select ?').bind(1)]).catch(() => {});
    return { ...opened, app };
  } catch (error) {
    return { error };
  }
}

let bootstrapped = false;

/** Throws what was wrong at the start. */
async function running() {
  if ('error' in started) throw started.error;
  if (started.bootstrap && !bootstrapped) {
    await bootstrap(started.deps, started.bootstrap);
    bootstrapped = true;
  }
  return started;
}

async function answer(request: Request): Promise<Response> {
  try {
    const { app } = await running();
    return await app.fetch(request);
  } catch (error) {
    report('worker.not_started', error);
    const shown = problemOf(error);
    const headers = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', 'Retry-After': '5' };
    return new Response(JSON.stringify(shown), { status: shown.status, headers });
  }
}

/**
 * The timer: jobs that nobody called for, and recurring duties. The jobs come first: duties that take all of what one event
 * may do would leave them nothing, minute after minute, while a chunk that does so is given up after some tries.
 */
async function keepUp(): Promise<void> {
  const { deps } = await running();
  try {
    await advance();
  } finally {
    await runDuties(deps, duties);
  }
}

/** One chunk of one job, outward only if there is no other, so that no event takes long; then it calls for the next. */
async function advance(): Promise<void> {
  const { deps } = await running();
  for (const kinds of [handlers, outward]) {
    if ((await runOneChunk(deps, kinds, { holder: 'worker' })) === undefined) continue;
    await env.JOBS.send('next');
    return;
  }
}

/** A line of the log where there is no log yet. The settings that are wrong are named. */
function report(event: string, error: unknown): void {
  const why = error instanceof YinzhengError && error.code === 'invalid_configuration' && error.message;
  console.error(JSON.stringify({ level: 'error', event, ...traceOf(error), ...(why && { why }) }));
}

// biome-ignore lint/style/noDefaultExport: workerd takes the handlers from here and from nowhere else.
export default { fetch: answer, scheduled: keepUp, queue: advance };
