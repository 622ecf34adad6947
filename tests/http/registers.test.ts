import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, ORIGIN, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('registers', () => {
  test('an agency is registered, read and suspended', async () => {
    const code = 'S000033000205';
    const scope = [
      {
        classification: 'CN-OCD',
        edition: '2022',
        occupations: ['4-04-05-05'],
        levelScheme: 'CN-SKILL',
        levels: ['4'],
      },
    ];
    const body = {
      code,
      uscc: '91350100M000100Y43',
      name: { zh: '新机构', en: 'New' },
      record: { scope, reason: 'r' },
    };
    const made = await world.send('POST', '/v1/agencies', { as: 'officer', body });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`${ORIGIN}/v1/agencies/${code}`);
    expect(await made.json()).toMatchObject({ code, class: 'S', region: '33', standing: { state: 'recorded', scope } });
    expect((await world.send('POST', '/v1/agencies', { as: 'officer', body })).status).toBe(409);
    const step = { kind: 'suspend', reason: 'inspection' };
    const held = await world.send('POST', `/v1/agencies/${code}/standing`, { as: 'officer', body: step });
    expect(await held.json()).toMatchObject({ standing: { state: 'suspended' }, steps: [{}, { kind: 'suspend' }] });
    const list = (await (await world.send('GET', '/v1/agencies?limit=1', { as: 'officer' })).json()) as {
      items: { code: string }[];
      next: string;
    };
    expect(list).toMatchObject({ items: [{ code: AGENCY }], next: AGENCY });
    const own = (await (await world.send('GET', '/v1/agencies', { as: 'clerk' })).json()) as typeof list;
    expect(own.items.map((one) => one.code)).toEqual([AGENCY]);
  });

  test('catalogue entries are added and listed', async () => {
    const ref = { classification: 'CN-OCD', edition: '2022', code: '9-99-99-99' };
    const occupation = { ...ref, name: { zh: '测试职业', en: 'Tester' } };
    const made = await world.send('POST', '/v1/occupations', { as: 'officer', body: occupation });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ ...occupation, digital: false, aliases: [] });
    const standard = {
      id: 'n-1',
      kind: 'evaluation_norm',
      version: '2026-01-01',
      documentNumber: 'N 1',
      title: occupation.name,
      occupation: ref,
    };
    expect((await world.send('POST', '/v1/standards', { as: 'officer', body: standard })).status).toBe(201);
    expect(await (await world.send('GET', '/v1/standards', { as: 'employer' })).json()).toEqual({ items: [standard] });
    const { items } = (await (await world.send('GET', '/v1/templates', { as: 'clerk' })).json()) as {
      items: { id: string }[];
    };
    const { version: _, ...template } = items[0] as Record<string, unknown> & { id: string };
    const next = await world.send('POST', '/v1/templates', { as: 'officer', body: template });
    expect(await next.json()).toEqual({ ...template, version: 2 });
    const levels = await (await world.send('GET', '/v1/levels', { as: 'clerk' })).json();
    expect(levels).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ code: 'CN-SKILL' })]) });
  });

  test('keys show their public half, rotate, and can be declared compromised', async () => {
    const rotated = await world.send('POST', '/v1/keys', { as: 'signer', body: { algorithm: 'ES256' } });
    expect(rotated.status).toBe(201);
    const { id } = (await rotated.json()) as { id: string };
    const keys = await (await world.send('GET', '/v1/keys', { as: 'signer' })).text();
    expect(keys).not.toContain('wrapped');
    expect(
      JSON.parse(keys)
        .items.map((key: { state: string }) => key.state)
        .sort(),
    ).toEqual(['active', 'active', 'retired']);
    const since = '2026-11-19T00:00:00Z';
    const state = await world.send('POST', `/v1/keys/${id}/state`, {
      as: 'officer',
      body: { state: 'compromised', since },
    });
    expect(await state.json()).toMatchObject({ id, state: 'compromised', compromisedSince: since });
  });

  test('the audit names who did what, in pages', async () => {
    const first = (await (await world.send('GET', '/v1/audit?limit=3', { as: 'auditor' })).json()) as {
      items: { id: string }[];
      next: string;
    };
    expect(first.items).toHaveLength(3);
    const next = (await (
      await world.send('GET', `/v1/audit?limit=3&after=${first.next}`, { as: 'auditor' })
    ).json()) as typeof first;
    expect(next.items[0]?.id).not.toBe(first.items[2]?.id);
    const path = '/v1/audit?type=key.compromised';
    expect(await (await world.send('GET', path, { as: 'auditor' })).json()).toMatchObject({
      items: [{ person: 'officer' }],
    });
  });
});
