/** The disk of the register is full, and then it is not: a real file system of a few megabytes, and one running service. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import { issue } from '../../src/issue/issue.ts';
import type { Presented } from '../../src/issue/present.ts';
import { canMount, type SmallDisk, smallDisk } from '../storage/small-disk.ts';
import { approve, batchOf, csv, done, exam, submitted } from './exams.ts';
import { sqliteIn } from './node-world.ts';
import { A } from './people.ts';
import { issued, request } from './requests.ts';
import type { World } from './world.ts';

const possible = canMount();
const HALF_A_DAY = 43_200_000;
/** Of an exam, and of the disk for it in bytes: enough for some of its certificates. */
const [ROWS, ROOM] = [800, 2 ** 20];

const where = `[sqlite${possible ? '' : ', cannot mount a small disk here'}]`;

/** A world on a disk of 24 MB. */
function smallWorld(): { world: World; disk(): SmallDisk } {
  let disk: SmallDisk | undefined;
  const world = sqliteIn('small disk', async () => {
    const made = smallDisk(24);
    disk = made;
    return { path: made.path, remove: async () => made.remove() };
  }).world();
  return {
    world,
    disk() {
      if (!disk) throw new Error('the world is not open');
      return disk;
    },
  };
}

describe.skipIf(!possible)(`the disk is full ${where}`, () => {
  const { world, disk } = smallWorld();
  beforeAll(() => world.open());
  afterAll(() => world.close());

  const post = (n: number) =>
    world.call<Presented>('POST /v1/certificates', {
      as: 'signer@A',
      headers: { 'Idempotency-Key': `row-${n}` },
      json: request(world, n),
    });
  const numbers = async () => {
    const route = 'GET /v1/certificates?limit=200';
    const { body } = await world.call<{ items: { number: string }[] }>(route, { as: 'clerk@A' });
    return body.items.map(({ number }) => number);
  };
  let good: Presented;
  let asked = 0;

  test('writing answers 507, with a problem that says so', async () => {
    good = await issued(world, request(world, 999));
    disk().fill();
    // What the log has room for in its file still goes in.
    let answer = await post(asked);
    while (answer.status === 201 && asked < 300) answer = await post(++asked);
    expect(answer.status).toBe(507);
    expect(answer.body).toMatchObject({ type: 'urn:yinzheng:problem:storage_full', status: 507 });
  });

  test('a batch that does not fit leaves nothing of itself', async () => {
    const prepared = () => world.deps.store.prepared({ limit: 200 });
    const before = { numbers: await numbers(), prepared: await prepared() };
    const actor = { kind: 'agency', organisation: A.code, roles: ['signer'], person: 'p', key: 'k' } as const;
    const batch = Array.from({ length: 100 }, (_, n) => ({ request: request(world, 400 + n) }));
    await expect(issue(world.deps, actor, batch)).rejects.toMatchObject({ code: 'storage_full' });
    expect({ numbers: await numbers(), prepared: await prepared() }).toEqual(before);
  });

  test('reading and verifying go on, also with lists that must be signed anew', async () => {
    expect((await world.call(`GET /v1/certificates/${good.id}`, { as: 'clerk@A' })).status).toBe(200);
    world.pass(HALF_A_DAY + 1);
    const lists = good.credential.credentialStatus as { statusListCredential: string }[];
    for (const { statusListCredential } of lists) {
      const { status, body } = await world.call<{ validFrom: string }>(`GET ${new URL(statusListCredential).pathname}`);
      expect([status, body.validFrom.slice(0, 10)]).toEqual([200, world.now().toISOString().slice(0, 10)]);
    }
    const verified = await world.call<Verification>('POST /verify', { json: { credential: good.seal } });
    expect(verified.body.verdict).toBe('valid');
    expect((await world.call('GET /readyz')).status).toBe(200);
  });

  test('when there is space again the same service goes on, and finishes what was begun', async () => {
    disk().free();
    for (let n = 0; n <= asked; n++) expect((await post(n)).status).toBe(201);
    expect(await numbers()).toHaveLength(asked + 2);
    expect(new Set(await numbers()).size).toBe(asked + 2);
    await expect.poll(() => world.deps.store.prepared({ limit: 9 })).toEqual([]);
    await world.deps.store.tend();
  });
});

describe.skipIf(!possible)(`the disk is full while an exam is signed ${where}`, () => {
  const { world, disk } = smallWorld();
  beforeAll(() => world.open());
  afterAll(() => world.close());

  test('the batch stops between two commits, and goes on when there is space again', { timeout: 120_000 }, async () => {
    const batch = await submitted(world, csv(exam(world.today(), ROWS)));
    disk().fill(ROOM);
    expect((await approve(world, batch)).status).toBe(200);
    await expect.poll(() => world.log.some((line) => line.includes('storage_full')), { timeout: 30_000 }).toBe(true);

    // What is there is whole: a row is a certificate that verifies, or nothing of it is there.
    const stuck = await batchOf(world, batch.id);
    expect(stuck.state).toBe('signing');
    expect(stuck.progress.issued).toBeLessThan(ROWS);
    const before = await world.deps.store.batchRows(batch.id, 1, ROWS);

    disk().free();
    world.pass(60_000);
    await done(world, batch.id);
    const rows = await world.deps.store.batchRows(batch.id, 1, ROWS);
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: ROWS }, (_, at) => at + 1));
    expect(rows).toEqual(expect.arrayContaining(before));
    const certificates = await world.deps.store.certificatesAmong(rows.map(({ certificate }) => certificate));
    expect(new Set(certificates.map(({ number }) => number)).size).toBe(ROWS);
    expect(await world.deps.store.prepared({ limit: 9 })).toEqual([]);
    const { body } = await world.call<Presented>(`GET /v1/certificates/${rows.at(-1)?.certificate}`, { as: 'clerk@A' });
    const verified = await world.call<Verification>('POST /verify', { json: { credential: body.seal } });
    expect(verified.body.verdict).toBe('valid');
  });
});
