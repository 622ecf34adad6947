/** What is counted, who may see it, and what of it is published. */
import { expect, test } from 'vitest';
import type { Counts } from '../../src/core/statistics.ts';
import { sealEvents } from '../../src/ledger/seal.ts';
import { countEvents } from '../../src/oversight/count-events.ts';
import { carriedOut } from './incidents.ts';
import { A, B, type Who } from './people.ts';
import { issued, request } from './requests.ts';
import { describeEngines } from './world.ts';

interface Table {
  readonly rows: readonly (Counts & { readonly key: string })[];
}

const DAY = 86_400_000;

describeEngines('statistics', ['reach the register'], (world) => {
  const rows = async (query: string, as: Who = 'auditor@authority') =>
    (await world.call<Table>(`GET /v1/statistics?${query}`, { as })).body.rows;
  const caughtUp = async () => {
    await sealEvents(world.deps);
    await countEvents(world.deps);
  };

  test('count certificates, and each person once, wherever they were certified', async () => {
    await issued(world, request(world, 1));
    const second = await issued(world, request(world, 2));
    await issued(world, { ...request(world, 1), level: { scheme: 'CN-SKILL', code: '2' } });
    await issued(world, request(world, 1), 'signer@B');
    await world.call(`POST /v1/certificates/${second.id}/status`, {
      as: 'officer@authority',
      json: { action: 'revoke', reason: 'exam_fraud' },
    });
    await caughtUp();
    expect(await rows('by=total')).toMatchObject([{ key: 'all', issued: 4, persons: 2, revoked: 1 }]);
    expect(await rows('by=agency')).toMatchObject([
      { key: A.code, issued: 3, persons: 2 },
      { key: B.code, issued: 1, persons: 1 },
    ]);
    expect(await rows('by=level')).toMatchObject([
      { key: 'CN-SKILL/2', issued: 1, persons: 1 },
      { key: 'CN-SKILL/3', issued: 3, persons: 2 },
    ]);
    expect(await rows('by=sex')).toMatchObject([
      { key: 'female', issued: 1, persons: 1 },
      { key: 'male', issued: 3, persons: 1 },
    ]);
    expect(await rows('by=age')).toMatchObject([{ key: '35-44', issued: 4, persons: 2 }]);
    expect(await rows('by=flags')).toMatchObject([{ key: 'none', issued: 4 }]);
    expect(await rows('by=month')).toMatchObject([{ key: world.today().slice(0, 7), issued: 4 }]);
    expect(await rows('by=total&region=44')).toMatchObject([{ issued: 1, persons: 1 }]);
    expect(await rows('by=total&to=2025-12&from=2025-01')).toEqual([]);
  });

  test('show an agency itself, and nothing of another', async () => {
    expect(await rows('by=agency', 'clerk@A')).toMatchObject([{ key: A.code, issued: 3, persons: 2 }]);
    const ask = (query: string, as: Who) => world.call(`GET /v1/statistics?${query}`, { as });
    const theirs = await ask(`agency=${B.code}`, 'clerk@A');
    expect(theirs.status).toBe(404);
    expect(theirs.text).toBe((await ask('agency=S000033000999', 'clerk@A')).text);
    expect((await ask('region=33', 'clerk@A')).status).toBe(404);
    // Nor anybody the counts of an agency as those of a province in which it is not.
    expect((await ask(`agency=${A.code}&region=33`, 'auditor@authority')).status).toBe(200);
    expect((await ask(`agency=${A.code}&region=44`, 'auditor@authority')).status).toBe(404);
    expect((await ask('by=colour', 'auditor@authority')).status).toBe(400);
    expect((await ask('by=total', 'employer@firm')).status).toBe(403);
  });

  test('come as CSV, too', async () => {
    const headers = { Accept: 'text/csv' };
    const { text } = await world.call('GET /v1/statistics?by=agency', { as: 'officer@authority', headers });
    expect(text.split('\r\n')[0]).toBe('agency,issued,persons,revoked,replaced,suspended,reinstated');
    expect(text).toContain(`${A.code},3,2,1,0,0,0`);
  });

  test('say nothing in public of a month that is not over', async () => {
    const { body } = await world.call<object>('GET /statistics', { headers: { Accept: 'application/json' } });
    expect(body).toEqual({ months: [] });
    const future = await world.call('GET /statistics?month=2099-01', { headers: { Accept: 'application/json' } });
    expect(future.status).toBe(404);
  });
});

describeEngines('statistics of an incident', ['reach the register'], (world) => {
  const counts = async (query: string) => {
    await sealEvents(world.deps);
    await countEvents(world.deps);
    return (await world.call<Table>(`GET /v1/statistics?${query}`, { as: 'officer@authority' })).body.rows;
  };

  test('count what it changed, once, and nothing that was so before', async () => {
    const all = [];
    for (let n = 0; n < 5; n++) all.push(await issued(world, request(world, n), n < 3 ? 'signer@A' : 'signer@B'));
    const suspended = { as: 'officer@authority', json: { action: 'suspend', reason: 'under_investigation' } } as const;
    await world.call(`POST /v1/certificates/${all[0]?.id}/status`, suspended);
    const numbers = all.map(({ printedNumber }) => printedNumber);
    const first = { caseNumber: 's-1', action: 'suspend', reason: 'under_investigation', selection: { numbers } };
    await carriedOut(world, first);
    expect(await counts('by=total')).toMatchObject([{ issued: 5, suspended: 5, reinstated: 0 }]);
    await carriedOut(world, { caseNumber: 's-2', action: 'reinstate', selection: { numbers } });
    const mine = { agencies: [A.code] };
    await carriedOut(world, { caseNumber: 's-3', action: 'revoke', reason: 'exam_fraud', selection: mine });
    await carriedOut(world, { caseNumber: 's-4', action: 'revoke', reason: 'exam_fraud', selection: mine });
    expect(await counts('by=total')).toMatchObject([{ issued: 5, suspended: 5, reinstated: 5, revoked: 3 }]);
    expect(await counts('by=agency')).toMatchObject([
      { key: A.code, suspended: 3, reinstated: 3, revoked: 3 },
      { key: B.code, suspended: 2, reinstated: 2, revoked: 0 },
    ]);
    expect(await counts('by=age')).toMatchObject([{ key: '35-44', revoked: 3, persons: 5 }]);
  });

  test('count no certificate as revoked that its agency had revoked or replaced', async () => {
    const all = await Promise.all([5, 6, 7].map((n) => issued(world, request(world, n))));
    const json = { action: 'revoke', reason: 'exam_fraud' };
    await world.call(`POST /v1/certificates/${all[0]?.id}/status`, { as: 'signer@A', json });
    const corrected = { ...request(world, 6), reason: 'data_error' };
    await world.call(`POST /v1/certificates/${all[1]?.id}/replace`, { as: 'signer@A', json: corrected });
    const numbers = all.map(({ printedNumber }) => printedNumber);
    expect(await counts('by=total')).toMatchObject([{ revoked: 4, replaced: 1 }]);
    await carriedOut(world, { caseNumber: 's-5', action: 'revoke', reason: 'exam_fraud', selection: { numbers } });
    expect(await counts('by=total')).toMatchObject([{ revoked: 5, replaced: 1 }]);
  });

  test('count none twice that its agency revoked while an appeal was open', async () => {
    const { id, printedNumber } = await issued(world, request(world, 8));
    const selection = { numbers: [printedNumber] };
    const doubted = { caseNumber: 's-6', action: 'suspend', reason: 'under_investigation', selection };
    const { id: incident } = await carriedOut(world, doubted);
    const appeal = { as: 'signer@A', json: { certificate: id, text: 'I sat it.' } } as const;
    const { body } = await world.call<{ id: string }>(`POST /v1/incidents/${incident}/appeals`, appeal);
    await carriedOut(world, { caseNumber: 's-7', action: 'revoke', reason: 'exam_fraud', selection });
    expect(await counts('by=total')).toMatchObject([{ revoked: 5 }]);
    const change = { as: 'signer@A', json: { action: 'revoke', reason: 'exam_fraud' } } as const;
    await world.call(`POST /v1/certificates/${id}/status`, change);
    const decision = { as: 'approver@authority', json: { outcome: 'dismissed', text: 'Seen on video.' } } as const;
    expect((await world.call(`POST /v1/appeals/${body.id}/decision`, decision)).status).toBe(200);
    expect(await counts('by=total')).toMatchObject([{ revoked: 6 }]);
  });
});

describeEngines('statistics of an occupation that got another code', ['reach the register'], (world) => {
  test('add up, also what was counted before the new code was known', async () => {
    await issued(world, request(world, 1));
    await sealEvents(world.deps);
    await countEvents(world.deps);
    const occupation = { classification: 'CN-OCD', edition: '2025', code: '4-04-05-99' };
    const name = { zh: '人工智能训练师', en: 'AI trainer' };
    const renamed = { ...occupation, name, aliases: [{ edition: '2022', code: '4-04-05-05' }] };
    await world.call('POST /v1/occupations', { as: 'officer@authority', json: renamed });
    const { code, ...where } = occupation;
    const scope = [{ ...where, occupations: [code], levelScheme: 'CN-SKILL', levels: ['3'] }];
    const json = { kind: 'record', from: '2020-01-01', scope, reason: 'story' };
    await world.call(`POST /v1/agencies/${A.code}/standing`, { as: 'officer@authority', json });
    await issued(world, { ...request(world, 1), occupation });
    await issued(world, { ...request(world, 2), occupation });
    await sealEvents(world.deps);
    await countEvents(world.deps);
    const { body } = await world.call<Table>('GET /v1/statistics?by=occupation', { as: 'officer@authority' });
    // Three certificates of one occupation, and two persons: one of them had it under its former code.
    expect(body.rows).toMatchObject([{ key: 'CN-OCD/2025/4-04-05-99', issued: 3, persons: 2 }]);
  });
});

describeEngines('published statistics', ['reach the register', 'move the clock'], (world) => {
  test('appear when a month is over, in both languages, without small numbers', async () => {
    for (let n = 0; n < 14; n++) await issued(world, request(world, n), n < 3 ? 'signer@B' : 'signer@A');
    world.pass(40 * DAY);
    const json = { Accept: 'application/json' };
    await sealEvents(world.deps);
    await countEvents(world.deps);
    interface Published {
      readonly months: readonly object[];
      readonly tables: Readonly<Record<string, readonly { key: string; issued: number | null }[]>>;
    }
    const { body } = await world.call<Published>('GET /statistics', { headers: json });
    expect(body.months).toMatchObject([{ key: '2026-11', issued: 14, persons: 14 }]);
    // Three in one region: the other region would give them away.
    expect(body.tables.region).toMatchObject([
      { key: '33', issued: null },
      { key: '44', issued: null },
    ]);
    expect(body.tables.level).toMatchObject([{ key: 'CN-SKILL/3', issued: 14 }]);
    const page = await world.call('GET /statistics?lang=en', { headers: { Accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('Zhejiang');
    expect(page.text).toContain('not shown');
    const chinese = await world.call('GET /statistics?lang=zh', { headers: { Accept: 'text/html' } });
    expect(chinese.text).toContain('浙江省');
    const csv = await world.call('GET /statistics', { headers: { Accept: 'text/csv' } });
    expect(csv.text).toContain('2026-11,region,33,,,0,0');
  });
});
