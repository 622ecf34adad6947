/** Metrics of the real service, as Prometheus asks for them. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort, Workshop } from './yinzheng.ts';

const METRICS_TOKEN = 'a-token-of-the-operator';
const port = await freePort();
const workshop = new Workshop({ PORT: String(port) });
const base = `http://127.0.0.1:${port}`;
let service: ReturnType<Workshop['start']>;

beforeAll(async () => {
  const named = ['--name', '主管部门（测试）', '--name-en', 'Authority (Test)', '--uscc', '11990000DEM0000013'];
  workshop.json('init', ...named);
  service = workshop.start('node.mjs', { METRICS_TOKEN });
  service.stdout.resume();
  service.stderr.resume();
  await vi.waitFor(async () => expect((await fetch(`${base}/readyz`)).ok).toBe(true), { timeout: 20_000 });
});
afterAll(() => {
  service.kill('SIGKILL');
  workshop.remove();
});

async function scraped(): Promise<string> {
  const answer = await fetch(`${base}/metrics`, { headers: { Authorization: `Bearer ${METRICS_TOKEN}` } });
  expect(answer.status).toBe(200);
  return answer.text();
}

test('count the work of the process, from the first request on', async () => {
  await fetch(`${base}/verify`, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'x' });
  await fetch(`${base}/trust-list`);
  const text = await scraped();
  expect(text).toContain('yinzheng_verifications_total{verdict="not_ours"} 1');
  expect(text).toMatch(/yinzheng_http_request_duration_seconds_count\{method="POST",route="\/verify",status="2xx"\} 1/);
  expect(text).toMatch(/^yinzheng_oldest_list_age_seconds \d/m);
  expect(text).toMatch(/^yinzheng_register_up 1$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
});

test('do not keep the process alive', async () => {
  const exit = once(service, 'exit');
  service.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});
