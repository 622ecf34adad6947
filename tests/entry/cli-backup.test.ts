/** A register, its backup, and the way back: by the command line, beside and without a running service. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { dateAt } from '../../src/core/calendar.ts';
import type { Verification } from '../../src/core/verdict.ts';
import type { Presented } from '../../src/issue/present.ts';
import { A } from '../stories/people.ts';
import { requestOn } from '../stories/requests.ts';
import { freePort, Workshop } from './yinzheng.ts';

const port = await freePort();
const origin = `http://localhost:${port}`;
const settings = { PORT: String(port), TIME_ZONE: 'Asia/Shanghai' };
const workshop = new Workshop(settings);
let service: ChildProcess | undefined;
let apiKey = '';
let first: Presented;
let second: Presented;

afterAll(() => {
  service?.kill('SIGKILL');
  workshop.remove();
});

async function start(): Promise<void> {
  service = workshop.start('node.mjs', {});
  await expect
    .poll(
      () =>
        fetch(`${origin}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
}

async function stop(): Promise<void> {
  service?.kill('SIGTERM');
  if (service) await once(service, 'exit');
  service = undefined;
}

async function post(path: string, json: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
    body: JSON.stringify(json),
  });
  return { status: response.status, body: await response.json() };
}

const issue = (n: number) => post('/v1/certificates', requestOn(dateAt(Date.now(), 'Asia/Shanghai'), n));

async function issued(n: number): Promise<Presented> {
  const { status, body } = await issue(n);
  expect(status).toBe(201);
  return body as Presented;
}

async function verdictOn({ seal }: Presented): Promise<string> {
  return ((await post('/verify', { credential: seal })).body as Verification).verdict;
}

test('a backup is made while the service runs', async () => {
  workshop.json('init', '--name', '主管部门', '--name-en', 'Authority', '--uscc', '11990000DEM0000013');
  workshop.json('agency', 'add', workshop.write('agency.json', A));
  apiKey = workshop.json<{ key: string }>('apikey', 'add', A.code, '--roles', 'signer', '--person', 'Wang').key;
  await start();
  first = await issued(1);
  expect(first.number).toMatch(/000001$/);

  const { exit, out } = workshop.run('backup', 'copy.sqlite');
  expect(exit).toBe(0);
  expect(out).toMatch(/everything up to \d{4}-.*\n.*YINZHENG_KEK/);

  const nowhere = workshop.run('backup', 'no-such-folder/second.sqlite');
  expect(nowhere).toMatchObject({ exit: 2, out: '' });
  expect(nowhere.err).toMatch(/no-such-folder\/ is not there \(ENOENT\)\.\n {2}Make the folder, e\.g\. `install -d/);
  const below = workshop.run('backup', 'copy.sqlite/second.sqlite');
  expect(below.err).toMatch(/copy\.sqlite\/ is below something that is no folder \(ENOTDIR\)\.\n {2}Name another/);

  second = await issued(2);
  expect(second.number).toMatch(/000002$/);
});

test('nothing is restored under a running service', async () => {
  const { exit, err } = workshop.run('restore', 'copy.sqlite');
  expect([exit, err]).toEqual([1, expect.stringContaining('open. Stop it')]);
  await stop();
});

test('the key must fit before anything is moved', () => {
  const other = new Workshop({ YINZHENG_KEK: 'A'.repeat(43), DATA_DIR: join(workshop.folder, 'data') });
  try {
    const { exit, err } = other.run('restore', join(workshop.folder, 'copy.sqlite'));
    expect([exit, err]).toEqual([2, expect.stringContaining('YINZHENG_KEK')]);
  } finally {
    other.remove();
  }
  expect(readdirSync(join(workshop.folder, 'data')).filter((name) => /before|restoring/.test(name))).toEqual([]);
});

test('a restored register says what it lacks, verifies, and issues nothing', async () => {
  const { exit, out } = workshop.run('restore', 'copy.sqlite');
  expect(exit).toBe(0);
  expect(out).toMatch(/kept as .*before-/);
  expect(out).toMatch(/2 changes are missing/);
  expect(out).toContain('yinzheng restore --accept');
  expect(out).toContain('10000 ahead');

  await start();
  expect(await issue(3)).toMatchObject({ status: 503, body: { type: 'urn:yinzheng:problem:on_hold' } });
  expect(await verdictOn(first)).toBe('valid');
  // Genuine, but whether it was revoked nobody knows here.
  expect(await verdictOn(second)).toBe('status_unchecked');
  expect(workshop.run('check')).toMatchObject({ exit: 0, out: expect.stringMatching(/undamaged\.\nIt is on hold/) });
  const early = workshop.run('key', 'rotate', 'authority');
  expect([early.exit, early.err]).toEqual([3, expect.stringContaining('yinzheng restore')]);
});

test('the explicit word frees it under the running service, and no number comes twice', async () => {
  const { exit, out } = workshop.run('restore', '--accept');
  expect([exit, out]).toEqual([0, expect.stringContaining('10000 further on')]);
  // While a command runs, this process hears nothing of connections that the service closes.
  await pause(50);
  expect((await issued(3)).number).toMatch(/010002$/);
  await stop();
});

test('a database that is gone is not made anew beside its mark, but comes back', () => {
  const data = join(workshop.folder, 'data');
  expect(workshop.run('restore', '--hold')).toMatchObject({ exit: 0, out: expect.stringContaining('on hold') });
  rmSync(join(data, 'yinzheng.sqlite'));
  const { exit, err } = workshop.run('init', '--name', '机', '--name-en', 'N', '--uscc', '11990000DEM0000013');
  expect([exit, err]).toEqual([2, expect.stringContaining('register.mark')]);
  expect(workshop.run('restore', 'copy.sqlite')).toMatchObject({ exit: 0 });
});

test('where nothing tells how much is missing, nobody is promised that no number comes twice', () => {
  const other = new Workshop({ ...settings, DATA_DIR: join(workshop.folder, 'elsewhere') });
  try {
    const { exit, out } = other.run('restore', join(workshop.folder, 'copy.sqlite'));
    expect([exit, out]).toEqual([0, expect.stringMatching(/--accept --skip N\n.*not known here/)]);
    const silent = other.run('restore', '--accept');
    expect([silent.exit, silent.err]).toEqual([1, expect.stringContaining('/skip  is needed')]);
    expect(other.run('restore', '--accept', '--skip', '60000')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('60000'),
    });
  } finally {
    other.remove();
  }
});
