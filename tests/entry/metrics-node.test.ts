import { afterAll, beforeAll, expect, test } from 'vitest';
import { UniqueKeyError, YinzhengError } from '../../src/core/errors.ts';
import type { Log, Store } from '../../src/core/ports.ts';
import { createMetrics } from '../../src/entry/metrics-node.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { certificate, job, key, NOW } from '../contract/samples.ts';

let store: Store;
const clock = () => NOW + 90_000;
beforeAll(async () => {
  store = await openSqlite(':memory:');
});
afterAll(() => store.close());

/** Lines without comments, as they are read. */
async function samples(
  from: Pick<Store, 'backlog'> = store,
  use?: (metrics: ReturnType<typeof createMetrics>) => void,
) {
  const metrics = createMetrics({ store: from, clock });
  use?.(metrics);
  const { type, text } = await metrics.read();
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test('count from zero, and are labelled by kinds alone', async () => {
  const fresh = await samples();
  expect(fresh).toContain('yinzheng_certificates_requested_total{outcome="issued"} 0');
  expect(fresh).toContain('yinzheng_verifications_total{verdict="not_authentic"} 0');

  const used = await samples(store, (metrics) => {
    metrics.issued('issued');
    metrics.issued('not_entitled');
    for (const _ of [1, 2]) metrics.verified('valid');
    metrics.answered({ method: 'GET', route: '/v/:token', status: 200, ms: 7 });
    metrics.answered({ method: 'GET', route: '/v/:token', status: 304, ms: 2 });
    metrics.answered({ method: 'PROPFIND', route: '/*', status: 404, ms: 1 });
  });
  expect(used).toEqual(
    expect.arrayContaining([
      'yinzheng_certificates_requested_total{outcome="issued"} 1',
      'yinzheng_certificates_requested_total{outcome="not_entitled"} 1',
      'yinzheng_verifications_total{verdict="valid"} 2',
      'yinzheng_http_request_duration_seconds_bucket{le="0.005",method="GET",route="/v/:token",status="2xx"} 0',
      'yinzheng_http_request_duration_seconds_bucket{le="0.01",method="GET",route="/v/:token",status="2xx"} 1',
      'yinzheng_http_request_duration_seconds_count{method="GET",route="/v/:token",status="3xx"} 1',
      'yinzheng_http_request_duration_seconds_count{method="other",route="/*",status="4xx"} 1',
    ]),
  );
});

test('count warnings and errors of the log by event, and pass every line on', async () => {
  const lines: unknown[][] = [];
  const used = await samples(store, (metrics) => {
    const log: Log = metrics.counting((...line) => lines.push(line));
    log('info', 'http.request', { ms: 1 });
    log('error', 'upkeep.failed', { what: 'jobs' });
    log('error', 'upkeep.failed', { what: 'store' });
  });
  expect(lines).toHaveLength(3);
  expect(lines[1]).toEqual(['error', 'upkeep.failed', { what: 'jobs' }]);
  expect(used.filter((line) => line.startsWith('yinzheng_log_lines_total'))).toEqual([
    'yinzheng_log_lines_total{level="error",event="upkeep.failed"} 2',
  ]);
});

test('tell what waits in the register', async () => {
  const of = (lines: string[]) =>
    lines.filter((line) => /^yinzheng_(?:register|oldest|certificates_[pu][a-z]+ |jobs)/.test(line));
  expect(of(await samples())).toEqual([
    'yinzheng_register_up 1',
    'yinzheng_certificates_prepared 0',
    'yinzheng_oldest_prepared_age_seconds 0',
    'yinzheng_certificates_unsignable 0',
    'yinzheng_oldest_job_age_seconds 0',
  ]);

  const list = { id: 'S000033000107-1-agency-revocation', revision: 1, credential: '{}', detached: 'j' };
  await store.commit([
    { write: 'certificate.prepare', certificate: certificate(1, { preparedAt: NOW }) },
    { write: 'key.add', key: key(9, { state: 'compromised', compromisedSince: NOW }) },
    {
      write: 'certificate.prepare',
      certificate: certificate(2, { preparedAt: NOW - 60_000, keys: { Ed25519: 'key-9', ES256: 'key-2' } }),
    },
    { write: 'list.publish', list: { ...list, signedAt: NOW - 60_000 } },
    { write: 'job.add', job: job(1) },
  ]);
  expect(of(await samples())).toEqual([
    'yinzheng_register_up 1',
    'yinzheng_certificates_prepared 1',
    'yinzheng_oldest_prepared_age_seconds 90',
    'yinzheng_certificates_unsignable 1',
    'yinzheng_oldest_list_age_seconds 150',
    'yinzheng_oldest_job_age_seconds 90',
    'yinzheng_jobs{kind="count",state="waiting"} 1',
  ]);
});

test('tell what they can while the register does not answer, and nothing that is old', async () => {
  const failing = (error: Error) => ({ backlog: () => Promise.reject(error) });
  const lines = await samples(failing(new YinzhengError('unavailable', 'gone')));
  expect(lines).toContain('yinzheng_register_up 0');
  expect(lines.join()).not.toMatch(/yinzheng_(?:oldest|certificates_prepared|jobs)/);
  expect(lines.join()).toContain('process_cpu_seconds_total');
  await expect(samples(failing(new UniqueKeyError('job')))).rejects.toThrow(UniqueKeyError);
});
