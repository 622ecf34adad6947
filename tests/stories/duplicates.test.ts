/** Somebody is about to get the same certificate a second time. */
import { beforeAll, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Presented } from '../../src/issue/present.ts';
import { createApiKey } from '../../src/registry/api-keys.ts';
import { A, B, type Who } from './people.ts';
import { request } from './requests.ts';
import { type Call, describeEngines } from './world.ts';

interface Problem {
  readonly type: string;
}

describeEngines('a second certificate', ['reach the register'], (world) => {
  let colleague: { key: string };
  let first: Presented;
  const ask = (as: NonNullable<Call['as']>, json: object = request(world, 1), query = '') =>
    world.call<Presented & Problem>(`POST /v1/certificates${query}`, { as, json });
  const CONFIRMING = '?confirmDuplicate=true';

  beforeAll(async () => {
    const as = 'officer@authority' satisfies Who;
    const { body } = await world.call<{ items: { id: string; version: number; policy: object }[] }>(
      'GET /v1/templates',
      { as },
    );
    const found = body.items.find(({ id }) => id === 'skill-level-cn');
    if (!found) throw new Error('there is such a template');
    const { version: _, ...template } = found;
    const json = { ...template, policy: { ...template.policy, duplicates: 'hold' } };
    expect((await world.call('POST /v1/templates', { as, json })).status).toBe(201);
    const other = { kind: 'agency', organisation: B.code, roles: ['signer'], person: 'colleague', days: 9 } as const;
    colleague = await createApiKey(world.deps, other);
    first = (await ask('signer@A')).body;
  });

  test('is held, by whichever agency, and does not tell which one issued the first', async () => {
    const own = await ask('signer@A');
    expect([own.status, own.body.type]).toEqual([409, 'urn:yinzheng:problem:duplicate']);
    expect(own.text).toContain(first.id);
    const others = await ask('signer@B');
    expect([others.status, others.body.type]).toEqual([409, 'urn:yinzheng:problem:duplicate']);
    for (const said of [first.id, first.number, A.code]) expect(others.text).not.toContain(said);
  });

  test('is not confirmed by the person who asked for it', async () => {
    expect((await ask('signer@B', undefined, CONFIRMING)).status).toBe(409);
  });

  test('is issued when a second person confirms it, once', async () => {
    const confirmed = await ask(colleague, undefined, CONFIRMING);
    expect(confirmed.status).toBe(201);
    expect((await ask(colleague, undefined, CONFIRMING)).status).toBe(409);
    const { body } = await world.call<{ items: Event[] }>('GET /v1/audit?type=duplicate.confirmed', {
      as: 'auditor@B',
    });
    expect(body.items).toMatchObject([
      { person: 'colleague', data: { certificate: confirmed.body.id, askedBy: 'signer@B' } },
    ]);
    const elsewhere = await world.call<{ items: Event[] }>('GET /v1/audit?type=duplicate.confirmed', {
      as: 'auditor@A',
    });
    expect(elsewhere.body.items).toEqual([]);
  });

  test('is none at another level, in another direction, for another person, or in the place of the first', async () => {
    const level = { scheme: 'CN-SKILL', code: '4' };
    expect((await ask('signer@A', { ...request(world, 1), level })).status).toBe(201);
    expect((await ask('signer@A', { ...request(world, 1), jobDirection: '人工智能算法测试员' })).status).toBe(201);
    expect((await ask('signer@A', request(world, 2))).status).toBe(201);
  });

  test('is none once the first ended', async () => {
    const third = request(world, 3);
    const { body } = await ask('signer@A', third);
    expect((await ask('signer@B', third)).status).toBe(409);
    const json = { action: 'revoke', reason: 'exam_fraud' };
    await world.call(`POST /v1/certificates/${body.id}/status`, { as: 'officer@authority', json });
    expect((await ask('signer@B', third)).status).toBe(201);
  });

  test('that corrects the first takes its place', async () => {
    const fourth = request(world, 4);
    const { body } = await ask('signer@A', fourth);
    const replaced = await world.call(`POST /v1/certificates/${body.id}/replace`, {
      as: 'signer@A',
      json: { ...fourth, reason: 'data_error' },
    });
    expect(replaced.status).toBe(201);
  });
});
