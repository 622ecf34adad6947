/** The figures to reach: each with what limits it, measured in the same run on the same machine. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig } from '../../src/entry/config.ts';
import { openDeps } from '../../src/entry/deps-node.ts';
import { present } from '../../src/issue/present.ts';
import { furnish } from '../../tests/stories/people.ts';
import { buildService } from '../build-service.ts';
import { temporaryFolder } from '../temporary.ts';
import { exam, hono, service, stop } from './bundled.ts';
import { allCores } from './cores.ts';
import { incidentTimes } from './incident.ts';
import { type Load, load, request } from './load.ts';
import { issueNew, nextRequest, SETTINGS } from './people.ts';
import { proofRates } from './proofs.ts';
import { median } from './rate.ts';
import { sqlitePlace } from './registers.ts';
import { count, figure, table } from './report.ts';

const CLIENTS = 32;
const EXAM = 10_000;
const MEGABYTES = 256;
const BYTES = 3_000;

export interface Goal {
  readonly what: string;
  readonly measured: string;
  /** What it is compared with, and how much that does. */
  readonly beside: string;
  readonly reached: string;
  readonly goal: string;
}

/** `revoked`: certificates of the incident. */
export async function goals(seconds: number, revoked: number, say: (text: string) => void): Promise<Goal[]> {
  say('proofs');
  const proofs = await proofGoals(seconds);
  say('exam');
  const batch = await examGoals(seconds);
  say('incident');
  const incident = await incidentGoals(revoked);
  say('service');
  return [...proofs, ...batch, ...incident, ...(await serviceGoals(seconds))];
}

export function goalsTable(all: readonly Goal[]): string {
  const lines = all.map(({ what, measured, beside, reached, goal }) => [what, measured, beside, reached, goal]);
  return table(['what', 'measured', 'beside it', 'ratio', 'goal'], lines);
}

const rate = (value: number) => `${figure(value)}/s`;
const percent = (value: number, limit: number) => `${Math.round((100 * value) / limit)} %`;
const times = (value: number, other: number) => `${(value / other).toFixed(1)} ×`;

async function proofGoals(seconds: number): Promise<Goal[]> {
  const rates = await proofRates(seconds);
  return (['prove', 'verify'] as const).flatMap((verb): Goal[] => {
    const [what, raw] = verb === 'prove' ? ['signed', rates['Ed25519 sign']] : ['verified', rates['Ed25519 verify']];
    const vc = rates[`${verb}, @digitalbazaar/vc`];
    const head = { what: `one credential with embedded proof ${what}, one thread`, measured: rate(rates[verb]) };
    const [fast, near] = verb === 'prove' ? ['≥ 20 ×', '≥ 55 %'] : ['≥ 8 ×', '≥ 65 %'];
    return [
      { ...head, beside: `@digitalbazaar/vc ${rate(vc)}`, reached: times(rates[verb], vc), goal: fast },
      { ...head, beside: `Ed25519 alone ${rate(raw)}`, reached: percent(rates[verb], raw), goal: near },
    ];
  });
}

async function examGoals(seconds: number): Promise<Goal[]> {
  const limit = await allCores('three', seconds);
  const { perSecond, megabytes, bytes } = await exam(EXAM);
  return [
    {
      what: `exam of ${count(EXAM)} rows, three signatures each, all checked`,
      measured: rate(perSecond),
      beside: `all cores, signatures alone ${rate(limit)}`,
      reached: percent(perSecond, limit),
      goal: '≥ 35 %',
    },
    most('memory of its process, at most', megabytes, MEGABYTES, 'MB'),
    most('database bytes for each certificate', bytes, BYTES, 'bytes'),
  ];
}

/** A million in a minute. */
const REVOKED = 1_000_000 / 60;

async function incidentGoals(rows: number): Promise<Goal[]> {
  const place = await sqlitePlace();
  try {
    const { executing, counting, asking } = await incidentTimes(place, rows);
    const perSecond = rows / executing.seconds;
    return [
      {
        what: `${count(rows)} certificates revoked by an incident, lists signed, SQLite`,
        measured: rate(perSecond),
        beside: `1,000,000 in 60 s are ${rate(REVOKED)}`,
        reached: percent(perSecond, REVOKED),
        goal: '≥ 100 %',
      },
      {
        what: 'issued and revoked, sealed into the ledger and counted',
        measured: rate((2 * rows) / counting),
        beside: '',
        reached: '',
        goal: '',
      },
      most('statistics of a year by agency', asking, 100, 'ms'),
    ];
  } finally {
    await place.close();
  }
}

function most(what: string, value: number, limit: number, unit: string): Goal {
  const measured = `${figure(value)} ${unit}`;
  return { what, measured, beside: '', reached: percent(value, limit), goal: `≤ ${count(limit)} ${unit}` };
}

/** Seconds of requests before any is counted: what is run often is compiled by then. */
const WARM = { issue: 10, verify: 4 };

async function serviceGoals(seconds: number): Promise<Goal[]> {
  const folder = temporaryFolder('goals');
  const environment = { ...SETTINGS, DATA_DIR: folder, PORT: String(await freePort()) };
  const config = readConfig(environment);
  const deps = await openDeps(config, { create: true, logLevel: 'error' });
  const keys = await furnish(deps);
  const [one] = await issueNew(deps, 50);
  if (!one) throw new Error('nothing was issued');
  const { credential } = await present(deps, one);
  await deps.store.close();
  await buildService();
  const running = await service(environment);
  const post = (path: string, json: unknown) => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${keys['signer@A']}` };
    return request('POST', path, { headers, body: JSON.stringify(json) });
  };
  const ask = (requests: string[], expect: string, lasting = seconds * 2) =>
    load({ port: config.port, connections: CLIENTS, seconds: lasting, requests, expect: `HTTP/1.1 ${expect}` });
  try {
    const issuing = Array.from({ length: 50_000 }, () => post('/v1/certificates', nextRequest(deps)));
    await ask(issuing.splice(0, issuing.length / 2), '201', WARM.issue);
    const issued = await ask(issuing, '201');
    const verifying = [post('/verify', { credential })];
    await ask(verifying, '200', WARM.verify);
    const verified = await ask(verifying, '200');
    const limit = await allCores('verify Ed25519', seconds);
    return [
      post32('POST /v1/certificates', issued, '≥ 1,000/s, p99 ≤ 100 ms', percent(issued.perSecond, 1_000), ''),
      post32('POST /verify', verified, '≥ 50 %, p99 ≤ 25 ms', percent(verified.perSecond, limit), rate(limit)),
      ...(await listGoals(config.port, `/status/${one.agency}-1-agency-revocation`)),
      ...(await listGoals(config.port, '/trust-list')),
    ];
  } finally {
    await stop(running);
    await rm(folder, { recursive: true });
  }
}

function post32(what: string, { perSecond, p99 }: Load, goal: string, reached: string, limit: string): Goal {
  const beside = limit === '' ? '' : `all cores, Ed25519 verify alone ${limit}`;
  const measured = `${rate(perSecond)}, p99 ${figure(p99)} ms`;
  return { what: `${what}, ${CLIENTS} connections`, measured, beside, reached, goal };
}

const ROUNDS = 5;

/** A signed list, beside Hono with its text, and asked by a reader who has it already; in turn, and the median counts. */
async function listGoals(port: number, path: string): Promise<Goal[]> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  const body = await answer.text();
  const known = { headers: { 'If-None-Match': answer.headers.get('etag') ?? '' } };
  const honoPort = await freePort();
  const running = await hono(honoPort, body);
  const kinds = [
    () => perSecondOf(port, request('GET', path), '200'),
    () => perSecondOf(port, request('GET', path, known), '304'),
    () => perSecondOf(honoPort, request('GET', '/'), '200'),
  ];
  const rates = kinds.map((): number[] => []);
  try {
    // What is run often is compiled in the first round.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [at, ask] of kinds.entries()) {
        const perSecond = await ask();
        if (round > 0) rates[at]?.push(perSecond);
      }
    }
  } finally {
    await stop(running);
  }
  const [full = Number.NaN, unchanged = Number.NaN, plain = Number.NaN] = rates.map(median);
  const beside = `Hono, ${count(Buffer.byteLength(body))} bytes ${rate(plain)}`;
  const name = path.split('/')[1];
  return [
    { what: `GET /${name}`, measured: rate(full), beside, reached: percent(full, plain), goal: '≥ 70 %' },
    {
      what: `GET /${name}, not modified`,
      measured: rate(unchanged),
      beside: `with its text ${rate(full)}`,
      reached: percent(unchanged, full),
      goal: '> 100 %',
    },
  ];
}

async function perSecondOf(port: number, text: string, status: string): Promise<number> {
  const input = { port, connections: CLIENTS, seconds: 1, requests: [text], expect: `HTTP/1.1 ${status}` };
  return (await load(input)).perSecond;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** From `node src/entry/node.mjs` to the first good answer of `/readyz`, with a register that is there. Of five, the median. */
export async function startGoal(): Promise<Goal> {
  const folder = temporaryFolder('start');
  const environment = { ...SETTINGS, DATA_DIR: folder, PORT: String(await freePort()) };
  const deps = await openDeps(readConfig(environment), { create: true, logLevel: 'error' });
  await furnish(deps);
  await deps.store.close();
  await buildService();
  const taken: number[] = [];
  for (let round = 0; round < 5; round++) taken.push(await startOnce(environment));
  await rm(folder, { recursive: true });
  return most('start of Node to ready, migrated database', median(taken) ?? Number.NaN, 1_000, 'ms');
}

async function startOnce(environment: Readonly<Record<string, string>>): Promise<number> {
  const began = performance.now();
  const running = await service(environment);
  const elapsed = performance.now() - began;
  await stop(running);
  return elapsed;
}
