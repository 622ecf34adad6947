/**
 * CPU time of workerd for the first requests to a fresh isolate: `node scripts/measure-cold-start.ts [RUNS]`. Linux only.
 *
 * Each run starts the bundle in a new workerd and sends it one kind of request, several times. D1 answers from this
 * process, as in production, where its CPU time is not the Worker's. Measured is all that workerd does, with all of its
 * threads and in the kernel too (/proc/PID/task/TID/schedstat, nanoseconds): more than Cloudflare counts. How much of it is
 * user time is known by ticks of 10 ms alone (/proc/PID/stat), so only for all runs together.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { dateAt } from '../src/core/calendar.ts';
import { REQUEST_EXAMPLE } from '../src/http/certificate-models.ts';
import type { Presented } from '../src/issue/present.ts';
import { openSqlite } from '../src/storage/sqlite-node.ts';
import { temporaryFolder } from './temporary.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNS = Number(process.argv[2] ?? 20);
/** The last one shows what a warm isolate takes. */
const REQUESTS = 10;
const AGENCY = 'S000033000107';
const TODAY = dateAt(Date.now(), 'Asia/Shanghai');
const ORDER = { ...REQUEST_EXAMPLE, assessment: { ...REQUEST_EXAMPLE.assessment, assessedOn: TODAY }, issuedOn: TODAY };

const secret = () => randomBytes(32).toString('base64url');
const [OFFICER, SIGNER] = [`yz_${secret()}`, `yz_${secret()}`];
const SETTINGS = { NODE_ENV: 'test', ORIGIN: 'http://cert.test', LOG_LEVEL: 'error', YINZHENG_KEK: secret() };

type Call = (base: string) => Promise<Response>;
type Ticks = readonly [user: number, system: number];

interface Running {
  readonly base: string;
  /** CPU time since it began, ms. */
  cpu(): number;
  /** Ticks in user mode and in the kernel since it began. */
  ticks(): Ticks;
  stop(): Promise<void>;
}

/** Answers what D1's binding asks over HTTP from a SQLite file. */
async function serveD1(file: string): Promise<string> {
  await (await openSqlite(file)).close();
  const db = new Database(file);
  const answer = ({ sql, params = [] }: { sql: string; params?: unknown[] }) => {
    const statement = db.prepare(sql);
    const columns = statement.reader ? statement.columns().map(({ name }) => name) : [];
    const rows = statement.reader ? statement.raw().all(...params) : [];
    if (!statement.reader) statement.run(...params);
    return { success: true, results: { columns, rows }, meta: { duration: 0 } };
  };
  const server = createServer(async (request, response) => {
    const asked = JSON.parse((await request.toArray()).join(''));
    try {
      const answers = Array.isArray(asked) ? db.transaction(() => asked.map(answer)).immediate() : answer(asked);
      response.end(JSON.stringify(answers));
    } catch (error) {
      response.end(JSON.stringify({ success: false, error: String(error) }));
    }
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function configuration(script: string, d1: string, settings: Readonly<Record<string, string>>): string {
  const texts = Object.entries(settings).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`);
  const fetcher = '(name = "fetcher", service = "d1")';
  const database = `(name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [${fetcher}]))`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "main", esModule = embed "${script}")],
      compatibilityDate = "2026-10-20",
      bindings = [${[...texts, database].join(', ')}],
    )),
    (name = "d1", external = (address = "${d1}", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);`;
}

async function start(folder: string, config: string): Promise<Running> {
  const file = join(folder, 'config.capnp');
  writeFileSync(file, config);
  const { default: program } = createRequire(import.meta.url)('workerd') as { default: string };
  const stdio = ['ignore', 'ignore', process.env.DEBUG ? 'inherit' : 'ignore', 'pipe'] as const;
  const child = spawn(program, ['serve', '--experimental', '--control-fd=3', file], { stdio: [...stdio] });
  const [said] = await once(child.stdio[3] as Readable, 'data');
  const threads = `/proc/${child.pid}/task`;
  const ticks = (): Ticks => {
    const [, after = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
    const [user, system] = after.split(' ').slice(11, 13).map(Number);
    return [user ?? 0, system ?? 0];
  };
  const cpuOf = (thread: string) => Number(readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return {
    base: `http://127.0.0.1:${JSON.parse(String(said)).port}`,
    cpu: () => readdirSync(threads).reduce((sum, thread) => sum + cpuOf(thread), 0) / 1e6,
    ticks,
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function post(path: string, body: unknown, key?: string): Call {
  const headers = { 'Content-Type': 'application/json', ...(key && { Authorization: `Bearer ${key}` }) };
  return (base) => fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** An authority, an agency, its signer and one certificate, all made by the Worker itself. */
async function furnish(begin: (bootstrap: object) => Promise<Running>): Promise<Presented> {
  const person = (kind: string, organisation: string, role: string, key: string) => ({
    kind,
    organisation,
    roles: [role],
    person: role,
    key,
  });
  const authority = { name: { zh: '主管部门（测试）', en: 'Authority (Test)' }, uscc: '11990000DEM0000013' };
  const officer = person('authority', 'authority', 'officer', OFFICER);
  const signer = person('agency', AGENCY, 'signer', SIGNER);

  const first = await begin({ authority, apiKeys: [officer] });
  const { classification, edition, code } = ORDER.occupation;
  const scope = [{ classification, edition, occupations: [code], levelScheme: 'CN-SKILL', levels: ['3'] }];
  const record = { from: '2020-01-01', reason: 'measurement', scope };
  const agency = { code: AGENCY, uscc: '52990000DEM000002Y', name: { zh: '测试评价机构', en: 'Test Agency' }, record };
  await made(post('/v1/agencies', agency, OFFICER)(first.base));
  await first.stop();

  const second = await begin({ authority, apiKeys: [signer] });
  const certificate = (await made(post('/v1/certificates', ORDER, SIGNER)(second.base))) as Presented;
  await second.stop();
  return certificate;
}

async function made(answer: Promise<Response>): Promise<unknown> {
  const response = await answer;
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Run {
  /** CPU time of the start and of each request, ms. */
  readonly took: readonly number[];
  /** Of the first request. */
  readonly ticks: Ticks;
}

async function measure(begin: () => Promise<Running>, call: Call): Promise<Run> {
  const workerd = await begin();
  await pause(200);
  const took = [workerd.cpu()];
  const began = workerd.ticks();
  let ticks: Ticks = [0, 0];
  for (let n = 0; n < REQUESTS; n++) {
    const before = workerd.cpu();
    const response = await call(workerd.base);
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text}`);
    await pause(20);
    took.push(workerd.cpu() - before);
    if (n === 0) ticks = difference(workerd.ticks(), began);
  }
  await workerd.stop();
  return { took, ticks };
}

function difference(after: Ticks, before: Ticks): Ticks {
  return [after[0] - before[0], after[1] - before[1]];
}

/** How much of the first requests was user time. */
function userShare(runs: readonly Run[]): number {
  const sum = (at: 0 | 1) => runs.reduce((total, { ticks }) => total + ticks[at], 0);
  return sum(0) / (sum(0) + sum(1));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function shown(values: readonly number[]): string {
  const all = [Math.min(...values), median(values), Math.max(...values)];
  return all.map((value) => value.toFixed(1).padStart(7)).join('');
}

const folder = temporaryFolder('cold');
try {
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
  execFileSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', folder], {
    cwd: ROOT,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' },
    stdio: 'ignore',
  });
  writeFileSync(join(folder, 'empty.js'), 'export default { fetch: () => new Response("empty") }');
  const d1 = await serveD1(join(folder, 'register.sqlite'));
  const worker = (more = {}) => start(folder, configuration('worker.js', d1, { ...SETTINGS, ...more }));
  const empty = () => start(folder, configuration('empty.js', d1, {}));
  const { credential, jwt, seal } = await furnish((bootstrap) => worker({ BOOTSTRAP: JSON.stringify(bootstrap) }));

  const measured: readonly (readonly [string, () => Promise<Running>, Call])[] = [
    ['an empty Worker', empty, (base) => fetch(base)],
    ['GET /healthz', worker, (base) => fetch(`${base}/healthz`)],
    ['verify a QR code', worker, post('/verify', { credential: seal })],
    ['verify a JWT', worker, post('/verify', { credential: jwt })],
    ['verify a credential', worker, post('/verify', { credential })],
    ['issue', worker, post('/v1/certificates', ORDER, SIGNER)],
  ];
  console.log(`CPU time of workerd in ms: least, median and most of ${RUNS} fresh isolates`);
  console.log(
    `${''.padEnd(20)}${['start', 'first request', `request ${REQUESTS}`, 'first, user time'].map((head) => head.padStart(23)).join('')}`,
  );
  // In turn, so that whatever else the machine does meets all of them.
  const runs = measured.map((): Run[] => []);
  for (let n = 0; n < RUNS; n++) {
    for (const [at, [, begin, call]] of measured.entries()) runs[at]?.push(await measure(begin, call));
  }
  for (const [at, [title]] of measured.entries()) {
    const own = runs[at] ?? [];
    const columns = [0, 1, REQUESTS].map((request) => shown(own.map(({ took }) => took[request] ?? Number.NaN)));
    columns.push((userShare(own) * median(own.map(({ took }) => took[1] ?? Number.NaN))).toFixed(1));
    console.log(`${title.padEnd(20)}${columns.map((column) => column.padStart(23)).join('')}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
