/** The service as a Cloudflare Worker. */
import { createApp } from '../app.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { problemOf, traceOf } from '../http/problem.ts';
import { refreshStatusLists } from '../issue/publish-status.ts';
import { recover } from '../issue/recover.ts';
import { type Bindings, openDeps } from './deps-worker.ts';
import { signerReady } from './signer-ready.ts';

interface Running {
  readonly deps: Deps;
  readonly app: ReturnType<typeof createApp>;
}

let running: Running | undefined;

/** What this isolate keeps from one event to the next. Of several that begin together, each opens its own. */
async function runningOn(bindings: Bindings): Promise<Running> {
  // Not a promise that all of them wait for: when the event that began it is cut off, the others would wait for ever.
  if (running) return running;
  const { deps, config } = await openDeps(bindings);
  const header = config.clientAddressHeader ?? 'CF-Connecting-IP';
  const app = createApp({
    ...deps,
    readiness: { keys: () => signerReady(deps) },
    clientAddress: (c) => c.req.header(header),
  });
  running = { deps, app };
  return running;
}

async function answer(request: Request, bindings: Bindings): Promise<Response> {
  try {
    const { app } = await runningOn(bindings);
    return await app.fetch(request);
  } catch (error) {
    logFailure('worker.not_started', error);
    const shown = problemOf(error);
    const headers = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', 'Retry-After': '5' };
    return new Response(JSON.stringify(shown), { status: shown.status, headers });
  }
}

/** Without settings there is no log yet, so this line is written by itself. Settings that are wrong are named. */
function logFailure(event: string, error: unknown): void {
  const settings = error instanceof YinzhengError && error.code === 'invalid_configuration';
  console.error(JSON.stringify({ level: 'error', event, ...traceOf(error), ...(settings && { why: error.message }) }));
}

async function keepUp(bindings: Bindings): Promise<void> {
  const { deps } = await runningOn(bindings);
  const recovered = await recover(deps);
  if (recovered > 0) deps.log('warn', 'certificates.recovered', { count: recovered });
  const signed = await refreshStatusLists(deps);
  if (signed > 0) deps.log('info', 'lists.signed', { count: signed });
}

// biome-ignore lint/style/noDefaultExport: Workers take their handlers from here and from nowhere else.
export default { fetch: answer, scheduled: (_event: unknown, bindings: Bindings) => keepUp(bindings) };
