/** The network between the service and its PostgreSQL is cut and mended again: what goes on, what says so, and how soon. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { Presented } from '../../src/issue/present.ts';
import { postgresDatabase } from '../storage/postgres-database.ts';
import { type Cut, proxyTo, type TcpProxy } from '../storage/proxy.ts';
import { nodeEngine } from './node-world.ts';
import { issued, request } from './requests.ts';

/** The promises are 2 s and 5 s; the rest is for a busy machine. */
const ANSWER_MS = 4_000;
const RECOVERY_MS = 6_000;

const CUTS: readonly Cut[] = ['refuse', 'reset', 'silent'];

describe.each(CUTS)('the database is cut off (%s)', (how) => {
  let proxy: TcpProxy;
  let good: Presented;
  const world = nodeEngine('postgres', async () => {
    const database = await postgresDatabase();
    proxy = await proxyTo(database.url);
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
