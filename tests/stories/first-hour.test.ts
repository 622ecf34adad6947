/** A stranger's first hour: start the demo, open its links, paste its commands, use the command line beside it. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { DemoInfo } from '../../src/entry/demo.ts';
import type { Presented } from '../../src/issue/present.ts';
import { freePort, Workshop } from '../entry/yinzheng.ts';
import { requestOn } from './requests.ts';

// Every command is a process; a busy machine is slow to start one.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const port = await freePort();
const workshop = new Workshop({ PORT: String(port) });
let running: ReturnType<Workshop['start']>;
let printed = '';
let demo: DemoInfo;
let issued: Presented;

async function start(): Promise<void> {
  running = workshop.start('cli.mjs', {}, 'start', '--demo');
  const [said] = await once(running.stdout, 'data');
  printed = String(said);
  running.stdout.on('data', (more) => {
    printed += more;
  });
  while (!printed.includes('Ctrl-C')) await once(running.stdout, 'data');
  demo = JSON.parse(readFileSync(join(workshop.folder, 'data', 'demo.json'), 'utf8'));
}

beforeAll(start);
afterAll(() => {
  running.kill('SIGKILL');
  workshop.remove();
});

const at = (url: string) => url.replace('localhost', '127.0.0.1');

async function verdictOn(body: string | object): Promise<Verification> {
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  const response = await fetch(`http://127.0.0.1:${port}/verify`, {
    method: 'POST',
    // Commands are waited for without looking at the network; a connection that is kept would be closed meanwhile.
    headers: { 'Content-Type': type, Connection: 'close' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return (await response.json()) as Verification;
}

/** What a shell makes of a command that was printed. */
function pasted(title: string): Record<string, unknown> {
  const lines = printed.slice(printed.indexOf(title)).split('\n').slice(1);
  const command = lines.slice(0, lines.findIndex((line) => line.endsWith("'}'") || line.endsWith("}'")) + 1).join('\n');
  expect(command).toMatch(/^ {4}curl -s /);
  return JSON.parse(execFileSync('bash', ['-c', command], { encoding: 'utf8' }));
}

test('the links open: valid, expired, revoked, and an altered code that the page checks by itself', async () => {
  const { valid, expired, revoked, altered } = demo.certificates;
  for (const [one, word] of [
    [valid, '有效'],
    [expired, '已过期'],
    [revoked, '已撤销'],
  ] as const) {
    expect(printed).toContain(one.verifyUrl);
    const page = await fetch(at(one.verifyUrl), { headers: { Accept: 'text/html', 'Accept-Language': 'zh' } });
    expect([page.status, /<h1[^>]*>([^<]*)</.exec(await page.text())?.[1]]).toEqual([200, word]);
    const { verdict } = await verdictOn(one.seal);
    expect(verdict).toBe({ 有效: 'valid', 已过期: 'expired', 已撤销: 'revoked' }[word]);
  }
  const [, link = ''] = /(http\S+\/demo\/altered)/.exec(printed) ?? [];
  const redirect = await fetch(at(link), { redirect: 'manual' });
  const target = redirect.headers.get('Location') ?? '';
  expect(target).toMatch(/\/v#1\d+$/);
  expect((await fetch(at(target))).status).toBe(200);
  expect((await verdictOn(target)).verdict).toBe('not_authentic');
  expect((await verdictOn(altered)).verdict).toBe('not_authentic');
});

test('demo.json tells scripts what the contract says', () => {
  expect(Object.keys(demo.keys)).toEqual(
    expect.arrayContaining(['clerk', 'signer', 'officer', 'approver', 'auditor', 'employer', 'otherAgencySigner']),
  );
  expect(demo.origin).toBe(`http://localhost:${port}`);
  expect(demo.agencies).toHaveLength(2);
  for (const one of ['valid', 'expired', 'revoked'] as const) {
    expect(Object.keys(demo.certificates[one]).sort()).toEqual(['id', 'number', 'seal', 'token', 'verifyUrl']);
  }
});

test('the keys open what their roles may see', async () => {
  const answers = async (path: string) => {
    const found: Record<string, number> = {};
    for (const [name, key] of Object.entries(demo.keys)) {
      expect(printed).toContain(key);
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { Authorization: `Bearer ${key}` } });
      found[name] = response.status;
    }
    return found;
  };
  const own = { clerk: 200, signer: 200, officer: 200, approver: 200, auditor: 200, employer: 403 };
  expect(await answers(`/v1/certificates/${demo.certificates.valid.id}`)).toMatchObject({
    ...own,
    otherAgencySigner: 404,
  });
  expect(await answers('/v1/occupations')).toMatchObject({ employer: 200, otherAgencySigner: 200 });
});

test('the printed command issues a certificate, and the text of its code verifies', async () => {
  issued = pasted('Issue a certificate') as unknown as Presented;
  expect(issued.number).toContain(demo.agencies[0]);
  const { verdict, certificate } = await verdictOn(issued.seal);
  expect([verdict, certificate?.number]).toEqual(['valid', issued.number]);
});

test('the printed command revokes the valid one, and it turns', async () => {
  expect(pasted('Revoke the valid one')).toMatchObject({ id: demo.certificates.valid.id, status: 'revoked' });
  const { verdict, by, reason, effect } = await verdictOn(demo.certificates.valid.seal);
  expect({ verdict, by, reason, effect }).toEqual({
    verdict: 'revoked',
    by: 'authority',
    reason: 'exam_fraud',
    effect: 'void',
  });
  const page = await fetch(at(demo.certificates.valid.verifyUrl), { headers: { Accept: 'text/html' } });
  expect(await page.text()).toContain('已撤销');
});

test('the command line works beside the running service, on the same register', async () => {
  const agency = String(demo.agencies[0]);
  workshop.json('key', 'rotate', agency);
  const today = String(Object(issued.credential).issuedOn);
  const request = workshop.write('request.json', requestOn(today, 7));
  const fromFile = workshop.json<Presented>('issue', request, '--agency', agency);
  expect((await verdictOn(fromFile.credential)).verdict).toBe('valid');
  expect((await verdictOn(issued.credential)).verdict).toBe('valid');

  expect(workshop.run('revoke', fromFile.printedNumber, '--reason', 'misuse').exit).toBe(0);
  expect(await verdictOn(fromFile.jwt)).toMatchObject({ verdict: 'revoked', reason: 'misuse', effectiveFrom: today });
});

test('with the trust list in a file, the command line verifies without service and register', async () => {
  const list = await fetch(`http://127.0.0.1:${port}/trust-list`, { headers: { Connection: 'close' } });
  workshop.write('trust-list.json', await list.text());
  const verify = (input: string) => {
    const { exit, out, err } = workshop.run('verify', input, '--trust-list', 'trust-list.json', '--json');
    expect(err).toBe('');
    return [exit, JSON.parse(out).verdict];
  };
  expect(verify(issued.seal)).toEqual([3, 'status_unchecked']);
  expect(verify(demo.certificates.revoked.seal)).toEqual([3, 'status_unchecked']);
  expect(verify(workshop.write('altered.json', demo.certificates.altered))).toEqual([1, 'not_authentic']);
});

test('Ctrl-C ends it with 0, and a second start has it all again', async () => {
  const before = demo;
  const ended = once(running, 'exit');
  running.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  await start();
  expect(demo).toEqual(before);
  expect((await verdictOn(issued.seal)).verdict).toBe('valid');
  expect((await verdictOn(demo.certificates.valid.seal)).verdict).toBe('revoked');
});
