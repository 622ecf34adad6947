/** The service as a supervisor runs it: a process that is asked to start and to stop. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { DemoInfo } from '../../src/entry/demo.ts';
import { freePort, Workshop } from './yinzheng.ts';

const workshop = new Workshop();
const port = await freePort();
/** At a signal, something fails that nobody waits for. */
const FAILING = "process.on('SIGUSR2',()=>void(Promise.reject(Error(btoa('private')))))";
const environment = { PORT: String(port), NODE_OPTIONS: `--import=data:text/javascript,${FAILING}` };
const origin = `http://localhost:${port}`;
let running: ChildProcess | undefined;

afterEach(() => running?.kill('SIGKILL'));
afterAll(() => workshop.remove());

/** Starts, collects what is said, and waits until it serves. */
async function serving(script: string, ...words: string[]) {
  const child = workshop.start(script, environment, ...words);
  running = child;
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += text));
  child.stderr.on('data', (text) => (said.err += text));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${said.err}`);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (ready?.ok) return { child, said };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  const [code] = await once(child, 'exit');
  return code;
}

function demoInfo(): DemoInfo {
  return JSON.parse(readFileSync(join(workshop.folder, 'data', 'demo.json'), 'utf8'));
}

test('without a register the service does not start, and says why', async () => {
  const child = workshop.start('node.mjs', environment);
  let err = '';
  child.stderr.on('data', (text) => (err += text));
  const [code] = await once(child, 'close');
  expect(code).toBe(2);
  expect(err).toContain('yinzheng init');
});

test('the demo starts, prints what works, and Ctrl-C ends it cleanly', async () => {
  const { child, said } = await serving('cli.mjs', 'start', '--demo');
  const info = demoInfo();
  expect(info.origin).toBe(origin);
  for (const text of [info.certificates.valid.verifyUrl, info.keys.officer, `${origin}/docs`])
    expect(said.out).toContain(text);

  const altered = await fetch(`http://127.0.0.1:${port}/demo/altered`, { redirect: 'manual' });
  const seal = altered.headers.get('location') ?? '';
  expect(await verdictOf(info.certificates.valid.seal)).toBe('valid');
  expect(await verdictOf(seal)).toBe('not_authentic');
  expect(await verdictOf(JSON.stringify(info.certificates.altered))).toBe('not_authentic');

  const statuses = [];
  for (const [, url = '', authorization = '', type = '', body = ''] of said.out.matchAll(CURL)) {
    expect(authorization.startsWith('Authorization: ') && type.startsWith('Content-Type: ')).toBe(true);
    const headers = { Authorization: authorization.slice(15), 'Content-Type': type.slice(14) };
    statuses.push((await fetch(url, { method: 'POST', headers, body })).status);
  }
  expect(statuses).toEqual([201, 200]);
  expect(await verdictOf(info.certificates.valid.seal)).toBe('revoked');
  workshop.write('trust-list.json', await (await fetch(`http://127.0.0.1:${port}/trust-list`)).text());
  workshop.write('did.json', await (await fetch(`http://127.0.0.1:${port}/.well-known/did.json`)).text());

  expect(await stopped(child, 'SIGINT')).toBe(0);
  expect(existsSync(join(workshop.folder, 'data', 'yinzheng.sqlite-wal'))).toBe(false);
});

const CURL = /curl -s (\S+) \\\n +-H '([^']+)' \\\n +-H '([^']+)' \\\n +-d '([^']+)'/g;

async function verdictOf(input: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/verify`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain' },
    body: input,
  });
  return ((await answer.json()) as { verdict: string }).verdict;
}

test('with a trust list, verify needs neither service nor register, and never says valid', () => {
  const { certificates } = demoInfo();
  const elsewhere = new Workshop();
  try {
    const list = join(workshop.folder, 'trust-list.json');
    const offline = (input: string, ...words: string[]) =>
      elsewhere.run('verify', input, '--trust-list', list, ...words);
    const genuine = offline(certificates.valid.seal, '--json');
    expect(genuine.exit).toBe(3);
    expect(JSON.parse(genuine.out)).toMatchObject({ verdict: 'status_unchecked' });
    expect(offline(elsewhere.write('altered.json', certificates.altered)).exit).toBe(1);
    const did = JSON.parse(readFileSync(join(workshop.folder, 'did.json'), 'utf8'));
    const { publicKeyMultibase } = did.verificationMethod[0];
    for (const key of [publicKeyMultibase, `did:key:${publicKeyMultibase}`]) {
      expect(offline(certificates.valid.seal, '--authority-key', key).exit).toBe(3);
    }
    const stranger = offline(
      certificates.valid.seal,
      '--authority-key',
      'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    );
    expect(stranger).toMatchObject({ exit: 2, out: '' });
    expect(stranger.err).toContain('not signed with the key that was given. Give the did:key or multibase');
    expect(existsSync(join(elsewhere.folder, 'data'))).toBe(false);
  } finally {
    elsewhere.remove();
  }
});

test('a second start keeps the data and answers in JSON', async () => {
  const before = demoInfo();
  const { child, said } = await serving('cli.mjs', 'start', '--demo', '--json');
  expect(JSON.parse(said.out)).toEqual(before);
  expect(await stopped(child, 'SIGTERM')).toBe(0);
});

test('the service keeps idle connections for longer than proxies, finishes what is under way when it stops, and logs JSON lines', async () => {
  const { child, said } = await serving('node.mjs');
  const idle = await fetch(`http://127.0.0.1:${port}/healthz`);
  const body = JSON.stringify({ credential: 'x' });
  const slow = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/verify',
    headers: { 'Content-Type': 'application/json' },
  });
  const answered = once(slow, 'response');
  slow.write(body.slice(0, 5));
  await new Promise((resolve) => setTimeout(resolve, 100));

  child.kill('SIGTERM');
  const exited = once(child, 'exit');
  const asked = () => fetch(`http://127.0.0.1:${port}/healthz`).catch(() => 'refused');
  await expect.poll(asked).toBe('refused');
  slow.end(body.slice(5));
  const [response] = await answered;
  expect(response.statusCode).toBe(200);
  response.resume();
  expect((await exited)[0]).toBe(0);
  // Caddy, among proxies, keeps idle connections longest, for 120 s.
  const [, seconds] = /^timeout=(\d+)$/.exec(idle.headers.get('keep-alive') ?? '') ?? [];
  expect(Number(seconds)).toBeGreaterThan(120);

  const events = said.err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event);
  expect(events[0]).toBe('service.listening');
  expect(events.at(-1)).toBe('service.stopped');
  expect(events).toContain('http.request');
});

test('nobody who comes again on a connection loses a request to the stop', async () => {
  const { child } = await serving('node.mjs');
  const exited = once(child, 'exit');
  /** Asks again and again until an answer says that the connection ends. */
  const client = async (): Promise<string> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (;;) {
        const asked = request({ port, host: '127.0.0.1', method: 'POST', path: '/verify', agent });
        asked.end('x');
        const [response] = (await once(asked, 'response')) as [IncomingMessage];
        response.resume();
        await once(response, 'end');
        if (response.headers.connection === 'close') return 'told';
      }
    } catch (error) {
      return String(error);
    } finally {
      agent.destroy();
    }
  };
  const clients = Array.from({ length: 16 }, client);
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGTERM');
  expect(await Promise.all(clients)).toEqual(Array(16).fill('told'));
  expect((await exited)[0]).toBe(0);
});

test('what fails while nobody waits for it is told, and the service goes on', async () => {
  const { child, said } = await serving('node.mjs');
  child.kill('SIGUSR2');
  await expect.poll(() => said.err).toMatch(/"at":"[^"]+Z","level":"error","event":"process.unhandled_rejection"/);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  expect(said.err).not.toContain(btoa('private'));
  expect(await stopped(child, 'SIGTERM')).toBe(0);
});

test('a taken port is named', async () => {
  const { child } = await serving('node.mjs');
  const second = workshop.start('node.mjs', environment);
  let err = '';
  second.stderr.on('data', (text) => (err += text));
  const [code] = await once(second, 'close');
  expect(code).toBe(3);
  expect(err).toContain(`Cannot listen on 127.0.0.1:${port}`);
  expect(err).toContain('set PORT');
  expect(err).not.toContain('DATABASE_URL');
  expect(await stopped(child, 'SIGTERM')).toBe(0);
});

test('there is no demo in production', () => {
  const KEK = 'A'.repeat(43);
  const production = new Workshop({ NODE_ENV: 'production', ORIGIN: 'https://cert.example', YINZHENG_KEK: KEK });
  try {
    expect(production.run('start', '--demo')).toMatchObject({ exit: 2, out: '' });
    expect(existsSync(join(production.folder, 'data'))).toBe(false);
  } finally {
    production.remove();
  }
});
