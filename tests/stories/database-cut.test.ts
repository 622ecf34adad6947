/** The network between the service and its PostgreSQL is cut and mended again: what goes on, what says so, and how soon. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import { work } from '../../src/entry/work.ts';
import type { Presented } from '../../src/issue/present.ts';
import { runOneChunk } from '../../src/jobs/run-chunk.ts';
import { postgresDatabase } from '../storage/postgres-database.ts';
import { type Cut, proxyTo, type TcpProxy } from '../storage/proxy.ts';
import { csv, exam, submitted, upload } from './exams.ts';
import { handIn } from './files.ts';
import { nodeEngine } from './node-world.ts';
import { issued, request } from './requests.ts';
import type { World } from './world.ts';

/** The promises are 2 s and 5 s; the rest is for a busy machine. */
const ANSWER_MS = 4_000;
const RECOVERY_MS = 6_000;

const CUTS: readonly Cut[] = ['refuse', 'reset', 'silent'];

/** A world whose way to its database is the proxy, which is there once the world is open. */
function worldBehind(keep: (proxy: TcpProxy) => void): World {
  const world = nodeEngine('postgres', async () => {
    const database = await postgresDatabase();
    const proxy = await proxyTo(database.url);
    keep(proxy);
    return {
      environment: { DATABASE_URL: proxy.url, LOG_LEVEL: 'error' },
      stored: () => database.dump(),
      async remove() {
        await proxy.close();
        await database.drop();
      },
    };
  }).world();
  beforeAll(() => world.open());
  afterAll(() => world.close());
  return world;
}

describe.each(CUTS)('the database is cut off (%s)', (how) => {
  let proxy: TcpProxy;
  let good: Presented;
  const world = worldBehind((made) => {
    proxy = made;
  });

  const post = (n: number) => world.call('POST /v1/certificates', { as: 'signer@A', json: request(world, n) });

  test('before, a certificate is issued and its lists are read', async () => {
    good = await issued(world, request(world, 1));
    for (const { statusListCredential } of good.credential.credentialStatus as { statusListCredential: string }[]) {
      expect((await world.call(`GET ${new URL(statusListCredential).pathname}`)).status).toBe(200);
    }
    expect((await world.call('GET /trust-list')).status).toBe(200);
  });

  test('writing answers 503 in time, and when to come again', { timeout: ANSWER_MS }, async () => {
    await proxy.cut(how);
    const answer = await post(2);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('verifying goes on, from the lists that were seen', { timeout: ANSWER_MS }, async () => {
    const { body } = await world.call<Verification>('POST /verify', { json: { credential: good.seal } });
    expect(body).toMatchObject({ verdict: 'valid_as_of' });
  });

  test('when it is back, all is as before', async () => {
    await proxy.mend();
    await expect.poll(async () => (await post(3)).status, { timeout: RECOVERY_MS }).toBe(201);
    const answers = await Promise.all([4, 5, 6, 7].map(post));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const { body } = await world.call<Verification>('POST /verify', { json: { credential: good.seal } });
    expect(body).toMatchObject({ verdict: 'valid' });
  });
});

/** So often, each time after a few more of the answers. */
const TIMES = 6;
const MORE_ANSWERS = 3;
/** In the place of a status: a file that came in pieces is cut off with the database. */
const CUT_SHORT = 0;

describe('the database is cut off while all kinds of things are under way', () => {
  let proxy: TcpProxy;
  const world = worldBehind((made) => {
    proxy = made;
  });
  const unheard: unknown[] = [];
  const note = (reason: unknown) => unheard.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));

  test('no failure is left that nobody waits for', async () => {
    const { handlers, duties } = work();
    const good = await issued(world, request(world, 1));
    const batch = await submitted(world, csv(exam(world.today(), 3)));
    const [list] = good.credential.credentialStatus as { statusListCredential: string }[];
    const reads = [
      `/v1/certificates/${good.id}`,
      '/v1/certificates',
      `/v1/batches/${batch.id}`,
      `/v1/batches/${batch.id}/rows`,
      `/v1/batches/${batch.id}/result.csv`,
      '/v1/incidents',
      '/v1/statistics',
      new URL(good.verifyUrl).pathname,
      new URL(list?.statusListCredential ?? '').pathname,
      '/trust-list',
      '/statistics',
    ];
    for (let time = 0; time < TIMES; time++) {
      await issued(world, request(world, 10 + time));
      const statuses: number[] = [];
      const answers = [
        ...reads.map((path) => world.call(`GET ${path}`, { as: 'auditor@A' })),
        ...[0, 1, 2, 3].map((n) => {
          return world.call('POST /v1/certificates', { as: 'signer@A', json: request(world, 100 + 4 * time + n) });
        }),
        upload(world, csv(exam(world.today(), 20, 20 * (time + 1)))),
        handIn(world, `证书编号,姓名\n${good.number},测试乙\n`),
        world.call('POST /verify', { json: { credential: good.seal } }),
        world.call('POST /v1/incidents', {
          as: 'officer@authority',
          json: {
            caseNumber: `C-${time}`,
            action: 'suspend',
            reason: 'under_investigation',
            selection: { numbers: [good.number] },
          },
        }),
      ].map((answer) =>
        answer.then(
          ({ status }) => statuses.push(status),
          () => statuses.push(CUT_SHORT),
        ),
      );
      const beside = [
        ...duties.map((duty) => duty.run(world.deps)),
        runOneChunk(world.deps, handlers, { holder: 'another' }),
      ];
      const all = Promise.allSettled([...answers, ...beside]);
      while (statuses.length < time * MORE_ANSWERS) await turn();
      await proxy.cut(time % 2 === 0 ? 'reset' : 'refuse');
      await all;
      for (const status of statuses) expect([CUT_SHORT, 200, 201, 202, 503]).toContain(status);
      await proxy.mend();
      await expect.poll(async () => (await world.call('GET /readyz')).status, { interval: 20 }).toBe(200);
    }
    expect(unheard).toEqual([]);
  });
});
