/** The service is killed (SIGKILL) while it issues: nothing that was recorded is lost, and nothing is there twice. */
import { expect, test, vi } from 'vitest';
import type { PreparedCertificate, Securing } from '../../src/core/certificate.ts';
import type { Presented } from '../../src/issue/present.ts';
import { freePort } from '../entry/yinzheng.ts';
import { verdictsOn } from './forms.ts';
import { run, said } from './processes.ts';
import { issued, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

// Each crash takes a process; a busy machine is slow to start one.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

type Moment = 'before-a' | 'after-a' | 'between' | 'after-b';

interface Crash {
  /** The signatures that were about to be kept, if it came so far. */
  readonly signed: { readonly certificate: PreparedCertificate; readonly securing: Securing } | undefined;
}

/** Issues at a second instance of the service, on the same register, which dies at that moment. */
async function issueAndDie(
  world: World,
  moment: Moment,
  headers: Record<string, string>,
  json: object,
  path = '/v1/certificates',
): Promise<Crash> {
  const PORT = String(await freePort());
  const instance = await run('stories/crashing-service', { ...world.environment, PORT }, moment);
  await said(instance, 'ready');
  const at = `http://localhost:${PORT}`;
  await expect(world.call(`POST ${path}`, { as: 'signer@A', at, headers, json })).rejects.toThrow();
  expect(await instance.ended).toBe('SIGKILL');
  const [, signed] = instance.lines;
  return { signed: signed === undefined ? undefined : JSON.parse(signed) };
}

async function certificatesOf(world: World): Promise<string[]> {
  const route = 'GET /v1/certificates?limit=200';
  const { body } = await world.call<{ items: { id: string }[] }>(route, { as: 'clerk@A' });
  return body.items.map(({ id }) => id);
}

async function read(world: World, id: string): Promise<Presented> {
  return (await world.call<Presented>(`GET /v1/certificates/${id}`, { as: 'clerk@A' })).body;
}

async function eventsOf(world: World, id: string): Promise<string[]> {
  const route = `GET /v1/audit?subject=${id}` as const;
  const { body } = await world.call<{ items: { type: string }[] }>(route, { as: 'auditor@authority' });
  // That the story reads it is on record too.
  return body.items.map(({ type }) => type).filter((type) => type !== 'person.read');
}

describeEngines('A crash between recording and signing', ['start processes', 'reach the register'], (world) => {
  let crash: Crash;
  let intent: PreparedCertificate;

  test('leaves the intent, and no certificate', async () => {
    crash = await issueAndDie(world, 'between', {}, request(world, 1));
    expect(await certificatesOf(world)).toEqual([]);
    const prepared = await world.deps.store.prepared({ limit: 10 });
    expect(prepared).toHaveLength(1);
    intent = prepared[0] as PreparedCertificate;
    expect(crash.signed?.certificate.id).toBe(intent.id);
    expect(await eventsOf(world, intent.id)).toEqual(['certificate.prepared']);
  });

  test('is finished by the next start: same number, same bytes, same Ed25519 signature', async () => {
    await world.stop();
    await world.start();
    expect(await certificatesOf(world)).toEqual([intent.id]);
    const certificate = await read(world, intent.id);
    expect(certificate.number).toBe(intent.number);
    const { proof, ...unsigned } = certificate.credential;
    expect(JSON.stringify(unsigned)).toBe(intent.document);
    expect(Buffer.from(certificate.jwt.split('.')[1] ?? '', 'base64url').toString()).toBe(intent.document);
    expect(proof).toEqual(crash.signed?.securing.proof);
    for (const { verdict } of Object.values(await verdictsOn(world, certificate))) expect(verdict).toBe('valid');
    expect(await eventsOf(world, intent.id)).toEqual(['certificate.prepared', 'certificate.signed']);
    expect(await world.deps.store.prepared({ limit: 10 })).toEqual([]);
  });

  test('is finished once: another start finds nothing to do', async () => {
    const before = await read(world, intent.id);
    await world.stop();
    await world.start();
    expect(await read(world, intent.id)).toEqual(before);
    expect(await eventsOf(world, intent.id)).toHaveLength(2);
    expect((await issued(world, request(world, 2))).number).not.toBe(before.number);
  });
});

describeEngines('A crash while a certificate is replaced', ['start processes'], (world) => {
  test('leaves neither two in force nor none: the old one is over at once, the new one comes with the next start', async () => {
    const old = await issued(world, request(world, 1));
    const replacement = { ...request(world, 1), reason: 'data_error' };
    const { signed } = await issueAndDie(world, 'between', {}, replacement, `/v1/certificates/${old.id}/replace`);
    const verdicts = async () => Object.values(await verdictsOn(world, old));
    for (const { verdict, replacedBy } of await verdicts()) {
      expect(verdict).toBe('replaced');
      expect((await world.call(`GET ${new URL(String(replacedBy)).pathname}`)).status).toBe(404);
    }
    await world.stop();
    await world.start();
    const fresh = await read(world, String(signed?.certificate.id));
    for (const { replacedBy } of await verdicts()) expect(replacedBy).toBe(fresh.verifyUrl);
    for (const { verdict } of Object.values(await verdictsOn(world, fresh))) expect(verdict).toBe('valid');
  });
});

describeEngines(
  'After a crash the client repeats its request with its Idempotency-Key',
  ['start processes'],
  (world) => {
    const post = (key: string, n: number) =>
      world.call<Presented>('POST /v1/certificates', {
        as: 'signer@A',
        headers: { 'Idempotency-Key': key },
        json: request(world, n),
      });

    test('killed before anything was recorded: nothing remains, and the repetition issues', async () => {
      await issueAndDie(world, 'before-a', { 'Idempotency-Key': 'one' }, request(world, 1));
      expect(await certificatesOf(world)).toEqual([]);
      const { status, headers, body } = await post('one', 1);
      expect([status, headers.has('Idempotent-Replayed')]).toEqual([201, false]);
      expect(await certificatesOf(world)).toEqual([body.id]);
    });

    test.each([
      ['recorded, not signed', 'after-a', 'two', 2],
      ['signed, not kept', 'between', 'three', 3],
    ] as const)(
      'killed when it was %s: another instance that goes on running finishes it',
      async (_, moment, key, n) => {
        const before = await certificatesOf(world);
        const { signed } = await issueAndDie(world, moment, { 'Idempotency-Key': key }, request(world, n));
        expect(await certificatesOf(world)).toEqual(before);
        const { status, headers, body } = await post(key, n);
        expect([status, headers.get('Idempotent-Replayed')]).toEqual([201, 'true']);
        if (signed) expect(body.credential.proof).toEqual(signed.securing.proof);
        expect(await certificatesOf(world)).toEqual([body.id, ...before]);
      },
    );

    test('killed when all was kept and only the answer missing: the repetition gets it, to the last byte', async () => {
      const before = await certificatesOf(world);
      const { signed } = await issueAndDie(world, 'after-b', { 'Idempotency-Key': 'four' }, request(world, 4));
      const kept = await read(world, String(signed?.certificate.id));
      const { body } = await post('four', 4);
      expect(kept).toMatchObject({ ...body });
      expect(body.credential.proof).toEqual(signed?.securing.proof);
      expect(body.jwt.split('.')[2]).toBe(signed?.securing.jwt.signature);
      expect(await certificatesOf(world)).toEqual([body.id, ...before]);
    });

    test('no number and no slot was given out twice', async () => {
      const all = await Promise.all((await certificatesOf(world)).map((id) => read(world, id)));
      const slots = all.map(({ credential }) => JSON.stringify(credential.credentialStatus));
      expect(new Set(all.map(({ number }) => number)).size).toBe(all.length);
      expect(new Set(slots).size).toBe(all.length);
    });
  },
);
