/** Files to verify, with the job in the hands of the test. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../../src/core/actor.ts';
import { DAY } from '../../../src/core/calendar.ts';
import type { Certificate } from '../../../src/core/certificate.ts';
import type { Deps } from '../../../src/core/deps.ts';
import { YinzhengError } from '../../../src/core/errors.ts';
import { work } from '../../../src/entry/work.ts';
import { present } from '../../../src/issue/present.ts';
import { runOneChunk } from '../../../src/jobs/run-chunk.ts';
import { utf8 } from '../../../src/lib/bytes.ts';
import { cancelVerification } from '../../../src/verify/many/cancel.ts';
import { readReported, readResults, readVerification } from '../../../src/verify/many/read.ts';
import { requestVerification } from '../../../src/verify/many/request.ts';
import { sweepVerifications } from '../../../src/verify/many/sweep.ts';
import { verify } from '../../../src/verify/verify.ts';
import { openWorld, requestFor, type World } from '../../http/world.ts';

const EMPLOYER = '91990000DEM0000044';
const actor: Actor = { kind: 'employer', organisation: EMPLOYER, roles: ['employer'], person: 'li', key: 'k' };
const { handlers } = work();

let world: World;
let now: number;
let deps: Deps;
let certificate: Certificate;
let seal: string;

beforeAll(async () => {
  world = await openWorld();
  const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('张伟') });
  const { id } = (await answer.json()) as { id: string };
  certificate = (await world.deps.store.certificate(id)) as Certificate;
  seal = (await present(world.deps, certificate)).seal;
});
afterAll(() => world.close());
beforeEach(() => {
  now = world.deps.clock();
  deps = { ...world.deps, clock: () => now };
});

async function* bytesOf(...lines: unknown[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield utf8(`${JSON.stringify(line)}\n`);
}

async function handIn(given: Deps, ...lines: unknown[]) {
  const asked = { purpose: 'audit', format: 'ndjson', bytes: bytesOf(...lines) } as const;
  return (await requestVerification(given, actor, asked)).file;
}
const chunk = (given = deps) => runOneChunk(given, handlers, { holder: 'test' });
const rowsOf = async (id: string) => {
  let text = '';
  for await (const lines of readResults(deps, await readReported(deps, actor, id), 'ndjson')) text += lines;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

test('NDJSON takes texts, credentials and numbers with names, and judges each line alone', async () => {
  const { credential, jwt, number } = { ...(await present(deps, certificate)) };
  const { id } = await handIn(
    deps,
    seal,
    credential,
    { credential },
    { credential: jwt },
    { number, name: '张伟' },
    { number, name: 7 },
    [seal],
    { number },
    {},
  );
  while (await chunk());
  const verdicts = (await rowsOf(id)).map(({ verdict }) => verdict.code);
  expect(verdicts).toEqual([...Array(5).fill('valid'), ...Array(4).fill('unreadable')]);
});

test('a verdict is the same as at the counter', async () => {
  const { credential } = await present(deps, certificate);
  const strange: unknown[] = [
    seal,
    `${seal.slice(0, -4)}0000`,
    seal.slice(0, -40),
    credential,
    { ...credential, issuer: 'did:web:other.example' },
    { ...credential, credentialStatus: [] },
    'eyJhbGciOiJub25lIn0.e30.',
    'https://example.org/v/aaaaaaaaaaaaaaaaaaaaaaaaaa#x',
    { '@context': 1 },
  ];
  const { id } = await handIn(deps, ...strange);
  while (await chunk());
  const rows = await rowsOf(id);
  for (const [at, input] of strange.entries()) {
    const { verdict, checks } = await verify(deps, input);
    const notPassed = checks.filter(({ result }) => result === 'fail' || result === 'unknown');
    expect([at, rows[at].verdict.code], JSON.stringify(rows[at])).toEqual([at, verdict]);
    expect((rows[at].checks ?? []).map(({ id }: { id: string }) => id)).toEqual(notPassed.map(({ id }) => id));
  }
});

test('rows are kept encrypted, and go with their verdict', async () => {
  const { id } = await handIn(deps, { number: certificate.number, name: '测试金丝雀' });
  const before = await deps.store.verificationPart(id, 0);
  expect(before?.rows).toMatch(/^[\w-]+$/);
  await chunk();
  const after = await deps.store.verificationPart(id, 0);
  expect(after).not.toHaveProperty('rows');
  expect(after?.results).toMatch(/^[\w-]+$/);
  await chunk();
});

test('a register that cannot be asked is waited for: no row becomes "cannot check" for it', async () => {
  const { id } = await handIn(deps, seal);
  const away = async () => {
    throw new YinzhengError('unavailable', 'away');
  };
  await chunk({ ...deps, store: { ...deps.store, certificateIdBySlot: away } });
  expect(await readVerification(deps, actor, id)).toMatchObject({ job: { state: 'running', chunk: 0, attempts: 0 } });
  now += 5_000;
  while (await chunk());
  expect((await rowsOf(id))[0].verdict.code).toBe('valid');
});

test('a row that breaks a check is one that could not be checked, and the fault is logged', async () => {
  const { id } = await handIn(deps, seal, 'x');
  const broken = async () => {
    throw new TypeError('broken');
  };
  await chunk({ ...deps, store: { ...deps.store, certificateIdBySlot: broken } });
  await chunk();
  expect((await rowsOf(id)).map(({ verdict }) => verdict.code)).toEqual(['cannot_check', 'not_ours']);
  expect(world.lines.at(-1)).toContain('verify.broke');
});

test('one that is cancelled loses its rows and results at once, and the chunk under way is lost', async () => {
  const { id } = await handIn(deps, ...Array(250).fill(seal));
  await chunk();
  const late: Deps = {
    ...deps,
    store: {
      ...deps.store,
      commit: async (writes) => {
        if (writes.some(({ write }) => write === 'verification.results')) await cancelVerification(deps, actor, id);
        return deps.store.commit(writes);
      },
    },
  };
  await chunk(late);
  expect(await readVerification(deps, actor, id)).toMatchObject({ job: { state: 'cancelled', done: 100 } });
  for (const part of [0, 1, 2]) expect(await deps.store.verificationPart(id, part)).toBeUndefined();
  await expect(readReported(deps, actor, id)).rejects.toThrow('Hand the file in again');
  await expect(cancelVerification(deps, actor, id)).rejects.toMatchObject({ code: 'conflict' });
});

test('reports go when their days are over; files that did not arrive whole, after an hour', async () => {
  const { id } = await handIn(deps, seal);
  while (await chunk());
  const cut = async function* () {
    yield utf8(`${JSON.stringify(seal)}\n`.repeat(300));
    throw new YinzhengError('unavailable', 'the connection is gone');
  };
  const lost: Deps = {
    ...deps,
    store: {
      ...deps.store,
      commit: async (writes) => {
        if (writes.some(({ write }) => write === 'verification.erase')) throw new YinzhengError('unavailable', 'away');
        return deps.store.commit(writes);
      },
    },
  };
  const partial = requestVerification(lost, actor, { purpose: 'audit', format: 'ndjson', bytes: cut() });
  await expect(partial).rejects.toThrow('the connection is gone');
  now += DAY / 24;
  expect(await sweepVerifications.run(deps)).toBe(1);
  const { expiresAt } = await readVerification(deps, actor, id);
  expect(expiresAt).toBe(now - DAY / 24 + 30 * DAY);
  now = expiresAt - 1;
  const before = await sweepVerifications.run(deps);
  now = expiresAt;
  expect(await sweepVerifications.run(deps)).toBeGreaterThanOrEqual(1);
  expect(before).toBeGreaterThanOrEqual(0);
  await expect(readVerification(deps, actor, id)).rejects.toMatchObject({ code: 'not_found' });
  const events = await deps.store.events({ limit: 9, subject: id });
  expect(events.map(({ type }) => type)).toEqual([
    'verification.requested',
    'verification.finished',
    'verification.removed',
  ]);
});
