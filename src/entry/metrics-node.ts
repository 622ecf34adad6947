/** Metrics for Prometheus: what this process counts, how it is, and what waits in the register. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import manifest from '../../package.json' with { type: 'json' };
import type { Instant } from '../core/calendar.ts';
import { isUnavailable } from '../core/errors.ts';
import type { Backlog, Metrics } from '../core/metrics.ts';
import type { Clock, Log, Store } from '../core/ports.ts';
import { VERDICT_CODES } from '../core/verdict.ts';

/** Seconds. Signing one certificate takes some 10 ms; a batch takes seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Other words in the place of a method are the client's invention. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

export interface NodeMetrics extends Metrics {
  /** A log that counts its warnings and errors by event; the names of events are fixed in the code. */
  counting(log: Log): Log;
  /** Prometheus text format, with what waits in the register now. */
  read(): Promise<{ type: string; text: string }>;
}

export function createMetrics({ store, clock }: { store: Pick<Store, 'backlog'>; clock: Clock }): NodeMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'yinzheng_info', help: 'Always 1.', labelNames: ['version'], registers }).set(
    { version: manifest.version },
    1,
  );
  const issued = new Counter({
    name: 'yinzheng_certificates_requested_total',
    help: 'Requests for one certificate, by what became of them: issued, replayed, or the code of the refusal.',
    labelNames: ['outcome'],
    registers,
  });
  const verified = new Counter({
    name: 'yinzheng_verifications_total',
    help: 'Verifications by verdict.',
    labelNames: ['verdict'],
    registers,
  });
  const answered = new Histogram({
    name: 'yinzheng_http_request_duration_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  });
  const logged = new Counter({
    name: 'yinzheng_log_lines_total',
    help: 'Warnings and errors in the log, by event.',
    labelNames: ['level', 'event'],
    registers,
  });
  // A rate needs a first value to begin at.
  for (const outcome of ['issued', 'replayed']) issued.inc({ outcome }, 0);
  for (const verdict of VERDICT_CODES) verified.inc({ verdict }, 0);

  return {
    issued: (outcome) => issued.inc({ outcome }),
    verified: (verdict) => verified.inc({ verdict }),
    answered: ({ method, route, status, ms }) =>
      answered.observe(
        { method: METHODS.has(method) ? method : 'other', route, status: `${Math.floor(status / 100)}xx` },
        ms / 1000,
      ),
    counting: (log) => (level, event, fields) => {
      if (level !== 'info') logged.inc({ level, event });
      log(level, event, fields);
    },
    async read() {
      const all = Registry.merge([registry, await waiting(store, clock())]);
      return { type: all.contentType, text: await all.metrics() };
    },
  };
}

/** What waits, as gauges made for one answer: while the register does not tell, they are missing instead of old. */
async function waiting(store: Pick<Store, 'backlog'>, now: Instant): Promise<Registry> {
  const registry = new Registry();
  const gauge = (name: string, help: string, value: number) =>
    new Gauge({ name: `yinzheng_${name}`, help, registers: [registry] }).set(value);
  const backlog = await backlogOf(store);
  gauge('register_up', 'Whether the register answered when this was asked for.', backlog ? 1 : 0);
  if (!backlog) return registry;
  const { prepared, oldestPreparedAt = now, unsignable, oldestListSignedAt, jobs } = backlog;
  gauge('certificates_prepared', 'Certificates that are prepared and wait to be signed.', prepared);
  gauge('oldest_prepared_age_seconds', 'Age of the oldest of them, 0 without any.', (now - oldestPreparedAt) / 1000);
  gauge('certificates_unsignable', 'Certificates whose key was lost before they were signed.', unsignable);
  if (oldestListSignedAt !== undefined) {
    gauge('oldest_list_age_seconds', 'Age of the signed list that is oldest.', (now - oldestListSignedAt) / 1000);
  }
  const oldestJobAt = Math.min(now, ...jobs.map(({ oldestAt }) => oldestAt));
  gauge(
    'oldest_job_age_seconds',
    'Age of the oldest job that has not ended, 0 without any.',
    (now - oldestJobAt) / 1000,
  );
  const open = new Gauge({
    name: 'yinzheng_jobs',
    help: 'Jobs that have not ended.',
    labelNames: ['kind', 'state'],
    registers: [registry],
  });
  for (const { kind, state, count } of jobs) open.set({ kind, state }, count);
  return registry;
}

/** Undefined when the register does not answer: what this process counted can still be told. */
async function backlogOf(store: Pick<Store, 'backlog'>): Promise<Backlog | undefined> {
  try {
    return await store.backlog();
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}
