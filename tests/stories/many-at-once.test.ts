/** Many requests at one time, from one client and from many processes. */
import { expect, test, vi } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { indexOf } from './lists.ts';
import { run, said } from './processes.ts';
import { request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

// Eight processes on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FIFTY = Array.from({ length: 50 }, (_, n) => n);

async function certificates(world: World): Promise<number> {
  const route = 'GET /v1/certificates?limit=200';
  return (await world.call<{ items: unknown[] }>(route, { as: 'clerk@A' })).body.items.length;
}

describeEngines('Fifty equal posts at once', [], (world) => {
  const post = (headers: Record<string, string>, n: number) =>
    world.call<Presented>('POST /v1/certificates', { as: 'signer@A', headers, json: request(world, n) });

  test('with one Idempotency-Key make one certificate, and all get it', async () => {
    const answers = await Promise.all(FIFTY.map(() => post({ 'Idempotency-Key': 'row-17' }, 1)));
    expect(answers.map(({ status }) => status)).toEqual(FIFTY.map(() => 201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => !headers.has('Idempotent-Replayed'))).toHaveLength(1);
    expect(await certificates(world)).toBe(1);
    const { body } = await world.call<{ items: object[] }>('GET /v1/audit?type=certificate.prepared', {
      as: 'auditor@A',
    });
    expect(body.items).toMatchObject([{ subject: answers[0]?.body.id }]);
  });

  test('and another body under that key makes none', async () => {
    const { status, body } = await post({ 'Idempotency-Key': 'row-17' }, 2);
    expect([status, body]).toMatchObject([409, { type: 'urn:yinzheng:problem:idempotency_conflict' }]);
    expect(await certificates(world)).toBe(1);
  });

  test('without a key make fifty, each with its own number and slot', async () => {
    const answers = await Promise.all(FIFTY.map(() => post({}, 3)));
    expect(answers.map(({ status }) => status)).toEqual(FIFTY.map(() => 201));
    for (const of of [({ id }: Presented) => id, ({ number }: Presented) => number, slotOf, tokenOf]) {
      expect(new Set(answers.map(({ body }) => of(body))).size).toBe(50);
    }
    expect(await certificates(world)).toBe(51);
  });

  test('that contradict each other: one revocation wins, the others hear that it is done', async () => {
    const { id } = (await post({}, 4)).body;
    const json = { action: 'revoke', reason: 'duplicate' };
    const answers = await Promise.all(
      FIFTY.map(() => world.call(`POST /v1/certificates/${id}/status`, { as: 'signer@A', json })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(49).fill(409)]);
  });

  test('to let issuing go on: one does, and the others hear that it is not stopped', async () => {
    const stop = { as: 'officer@authority', json: { reason: 'Story.' } } as const;
    expect((await world.call('POST /v1/issuing/stops', stop)).status).toBe(201);
    const resume = { as: 'approver@authority', json: {} } as const;
    const answers = await Promise.all([1, 2, 3, 4].map(() => world.call('POST /v1/issuing/resume', resume)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  test('of both sides: what the authority revokes its agency does not replace, and the other way round', async () => {
    for (let n = 5; n < 13; n++) {
      const { id } = (await post({}, n)).body;
      const answers = await Promise.all([
        world.call<Presented>(`POST /v1/certificates/${id}/replace`, {
          as: 'signer@A',
          json: { ...request(world, n), reason: 'data_error' },
        }),
        world.call<Presented>(`POST /v1/certificates/${id}/status`, {
          as: 'officer@authority',
          json: { action: 'revoke', reason: 'exam_fraud' },
        }),
      ]);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
      const { body } = await world.call<{ marks: object[] }>(`GET /v1/certificates/${id}`, { as: 'clerk@A' });
      expect(body.marks).toHaveLength(1);
    }
  });
});

const slotOf = ({ credential }: Presented) => indexOf(credential);
const tokenOf = ({ token }: Presented) => token;

describeEngines('Eight writers on one register', ['start processes'], (world) => {
  test('never share a number or a slot', async () => {
    const writers = await Promise.all(
      FIFTY.slice(0, 8).map((n) => run('stories/writer', world.environment, `writer ${n}`, '8')),
    );
    await Promise.all(writers.map((writer) => said(writer, 'ready')));
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual(writers.map(() => 0));
    const made = writers.flatMap(({ lines }) => lines.slice(1)).map((line) => line.split(' '));
    expect(made).toHaveLength(64);
    expect(new Set(made.map(([number]) => number)).size).toBe(64);
    expect(new Set(made.map(([, slot]) => slot)).size).toBe(64);
    expect(await certificates(world)).toBe(64);
  });

  test('and slots that follow each other in time do not lie beside each other', async () => {
    const { body } = await world.call<{ items: { id: string }[] }>('GET /v1/certificates?limit=200', { as: 'clerk@A' });
    const credentials = await Promise.all(
      body.items.map(({ id }) => world.call<Presented>(`GET /v1/certificates/${id}`, { as: 'clerk@A' })),
    );
    const slots = credentials.map(({ body: { credential } }) => indexOf(credential));
    const near = slots.filter((slot, n) => Math.abs(slot - (slots[n - 1] ?? Number.POSITIVE_INFINITY)) < 64);
    expect(near.length).toBeLessThan(5);
  });
});
