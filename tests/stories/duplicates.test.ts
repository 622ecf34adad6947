/** Somebody is about to get the same certificate a second time. */
import { beforeAll, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Presented } from '../../src/issue/present.ts';
import { createApiKey } from '../../src/registry/api-keys.ts';
import { act, approve, csv, done, exam, keyOf, rowsOf, submitted } from './exams.ts';
import { A, B, type Who } from './people.ts';
import { person, request } from './requests.ts';
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

  test('is one in another language and under the code of another edition, and none where two share a former code', async () => {
    const fifth = request(world, 5);
    expect((await ask('signer@B', fifth)).status).toBe(201);
    expect((await ask('signer@A', { ...fifth, jobDirection: 'Data annotator' })).status).toBe(409);

    const as = 'officer@authority' satisfies Who;
    const name = { zh: '测试职业', en: 'Test occupation' };
    const former = { classification: 'CN-OCD', edition: '2015', code: '4-99-99-01' };
    const twin = { classification: 'CN-OCD', edition: '2022', code: '4-99-99-02' };
    const plain = { name, digital: false, green: false, directions: [], verified: false };
    const aliases = [{ edition: '2022', code: '4-04-05-05' }];
    for (const json of [
      { ...plain, ...former, aliases },
      { ...plain, ...twin, aliases: [{ edition: '2015', code: former.code }] },
    ]) {
      expect((await world.call('POST /v1/occupations', { as, json })).status).toBe(201);
    }
    const [item] = A.record.scope;
    const scope = [former, twin].map(({ edition, code }) => ({ ...item, edition, occupations: [code] }));
    const json = { kind: 'record', reason: 'story', scope: [...A.record.scope, ...scope] };
    expect((await world.call(`POST /v1/agencies/${A.code}/standing`, { as, json })).status).toBe(201);
    expect((await ask('signer@A', { ...fifth, occupation: former })).status).toBe(409);
    expect((await ask('signer@A', { ...fifth, occupation: twin })).status).toBe(201);
  });

  test('is shown in a file before anything is signed, and released by a second person', async () => {
    const { body: elsewhere } = await ask('signer@B', request(world, 6));
    const [known, fresh] = exam(world.today(), 2, 700);
    if (!known || !fresh) throw new Error('two rows');
    const { name, idNumber } = person(6);
    const file = csv([{ ...known, 姓名: name, 证件号码: idNumber }, fresh]);
    const judged = await submitted(world, file, { dryRun: true });
    expect(judged).toMatchObject({ state: 'judged', good: 2, warned: 1 });
    const warnings = (await rowsOf(world, judged.id)).map((row) => row.warnings);
    expect(warnings.map((row) => row.map(({ code }) => code))).toEqual([['certified_elsewhere'], []]);
    for (const said of [elsewhere.id, elsewhere.number, B.code, B.name.zh]) {
      expect(JSON.stringify(warnings)).not.toContain(said);
    }

    const batch = await submitted(world, file, { as: 'signer@A' });
    expect(batch).toMatchObject({ state: 'submitted', warned: 1, waitsFor: 'agency' });
    expect((await approve(world, batch, 'signer@A')).status).toBe(409);
    await approve(world, batch, await keyOf(world, 'second', 'signer'));
    expect(await done(world, batch.id)).toMatchObject({ progress: { issued: 2, failed: 0 } });
    const route = 'GET /v1/audit?type=duplicate.confirmed&person=second';
    const { body } = await world.call<{ items: Event[] }>(route, { as: 'auditor@A' });
    expect(body.items).toMatchObject([{ owner: A.code, data: { askedBy: 'signer@A' } }]);

    const again = await submitted(world, csv([{ ...known, 姓名: name, 证件号码: idNumber }]), { dryRun: true });
    const [own] = await rowsOf(world, again.id);
    expect(own?.warnings).toMatchObject([{ code: 'already_certified' }]);
  });

  test('that a row was warned of is forgotten when it is mended to another person', async () => {
    const [known] = exam(world.today(), 1, 720);
    if (!known) throw new Error('a row');
    const as = (n: number) => ({ ...known, 姓名: person(n).name, 证件号码: person(n).idNumber });
    expect((await ask('signer@B', request(world, 8))).status).toBe(201);
    const batch = await submitted(world, csv([as(8)]), { as: 'signer@A' });
    expect(batch).toMatchObject({ warned: 1, waitsFor: 'agency' });
    const { 姓名, 证件号码 } = as(9);
    const mended = await act(world, batch.id, 'mend', 'signer@A', { n: 1, cells: { 姓名, 证件号码 } });
    expect(mended.body).toMatchObject({ warned: 0 });
    expect((await rowsOf(world, batch.id)).map(({ warnings }) => warnings)).toEqual([[]]);
    expect((await ask('signer@B', request(world, 9))).status).toBe(201);
    await approve(world, mended.body, 'signer@A');
    expect(await done(world, batch.id)).toMatchObject({ progress: { issued: 0, failed: 1 } });
  });

  test('that nobody was shown is held when its row is signed', async () => {
    const [known] = exam(world.today(), 1, 710);
    if (!known) throw new Error('a row');
    const { name, idNumber } = person(7);
    const batch = await submitted(world, csv([{ ...known, 姓名: name, 证件号码: idNumber }]));
    expect(batch).toMatchObject({ warned: 0 });
    expect((await ask('signer@B', request(world, 7))).status).toBe(201);
    await approve(world, batch);
    expect(await done(world, batch.id)).toMatchObject({ progress: { issued: 0, failed: 1 } });
    const [row] = await rowsOf(world, batch.id);
    expect(row?.faults).toMatchObject([{ code: 'duplicate' }]);
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
