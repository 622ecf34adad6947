/** Agencies come and go: what that does to new certificates, and what it leaves of the old ones. */
import { beforeAll, expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Presented } from '../../src/issue/present.ts';
import { verdictsOn } from './forms.ts';
import { A, AGENCIES, B, type Who } from './people.ts';
import { daysAgo, issued, request, yesterday } from './requests.ts';
import { type Answer, describeEngines, type World } from './world.ts';

interface AgencyAnswer {
  readonly standing: { readonly state: string };
  readonly steps: readonly { readonly kind: string }[];
}

function step(world: World, agency: 'A' | 'B', json: object, as: Who = 'officer@authority') {
  const route = `POST /v1/agencies/${AGENCIES[agency].code}/standing` as const;
  return world.call<AgencyAnswer & Problem>(route, { as, json: { reason: 'story', ...json } });
}

function post(world: World, issuedOn: string, as: Who = 'signer@A'): Promise<Answer<Problem>> {
  return world.call<Problem>('POST /v1/certificates', { as, json: request(world, 1, issuedOn) });
}

async function oneVerdict(world: World, certificate: Presented): Promise<Verification> {
  const all = Object.values(await verdictsOn(world, certificate));
  expect(new Set(all.map(({ verdict }) => verdict)).size).toBe(1);
  return all[0] as Verification;
}

const NOT_ENTITLED = 'urn:yinzheng:problem:not_entitled';

describeEngines('An agency that is suspended', [], (world) => {
  let old: Presented;
  beforeAll(async () => {
    old = await issued(world, request(world, 1, yesterday(world)));
  });

  test('is suspended by an officer from today on', async () => {
    const { status, body } = await step(world, 'A', { kind: 'suspend' });
    expect([status, body.standing.state]).toEqual([201, 'suspended']);
  });

  test.each([
    ['today', 0],
    ['before its suspension', 1],
  ])('issues nothing any more, dated %s', async (_, days) => {
    const { status, body } = await post(world, daysAgo(world, days));
    expect([status, body.type]).toEqual([403, NOT_ENTITLED]);
    expect(body.violations?.[0]).toMatchObject({ rule: 'standing' });
  });

  test('nor corrects anything; the authority can do that for it', async () => {
    const correct = (as: Who) =>
      world.call<Presented>(`POST /v1/certificates/${old.id}/replace`, {
        as,
        json: { ...request(world, 1, yesterday(world)), reason: 'data_error' },
      });
    expect((await correct('signer@A')).status).toBe(403);
    const { status, body } = await correct('officer@authority');
    expect(status).toBe(201);
    expect(await oneVerdict(world, old)).toMatchObject({ verdict: 'replaced', by: 'authority' });
    old = body;
  });

  test('leaves its earlier certificates valid, with a notice', async () => {
    expect(await oneVerdict(world, old)).toMatchObject({ verdict: 'valid', notices: ['issuer_not_recorded_now'] });
    const page = await world.call(`GET /v/${old.token}`, { headers: { 'Accept-Language': 'zh' } });
    expect(page.text).toContain('目前不在备案名单中');
  });

  test('may still withdraw what it issued', async () => {
    const json = { action: 'suspend', reason: 'under_investigation' };
    const answer = await world.call(`POST /v1/certificates/${old.id}/status`, { as: 'signer@A', json });
    expect(answer.status).toBe(200);
    await world.call(`POST /v1/certificates/${old.id}/status`, { as: 'signer@A', json: { action: 'reinstate' } });
  });

  test('goes on when an officer lifts it, and the notice goes', async () => {
    const { status, body } = await step(world, 'A', { kind: 'reinstate' });
    expect([status, body.standing.state]).toEqual([201, 'recorded']);
    expect(await oneVerdict(world, old)).not.toHaveProperty('notices');
    expect((await post(world, world.today())).status).toBe(201);
  });

  test('cannot be lifted twice, nor suspended from a day that is none', async () => {
    expect((await step(world, 'A', { kind: 'reinstate' })).body.type).toBe('urn:yinzheng:problem:conflict');
    const { status, body } = await step(world, 'A', { kind: 'suspend', from: '2026-13-01' });
    expect([status, body.violations?.[0]?.pointer]).toEqual([400, '/from']);
  });
});

describeEngines('An agency whose scope is narrowed', [], (world) => {
  test('issues what is left to it, and what it issued before stays good', async () => {
    const old = await issued(world, request(world, 1, yesterday(world)));
    const [scope] = A.record.scope;
    const narrow = [{ ...scope, levels: ['5', '4'] }];
    expect((await step(world, 'A', { kind: 'record', scope: narrow })).status).toBe(201);

    const refused = await post(world, world.today());
    expect([refused.status, refused.body.type]).toEqual([403, NOT_ENTITLED]);
    expect(refused.body.violations?.[0]).toMatchObject({ pointer: '/occupation', rule: 'scope' });
    const antedated = await post(world, yesterday(world));
    expect([antedated.status, antedated.body.violations?.[0]?.rule]).toEqual([403, 'scope']);
    await issued(world, { ...request(world, 2), level: { scheme: 'CN-SKILL', code: '4' } });
    const verdict = await oneVerdict(world, old);
    expect(verdict.verdict).toBe('valid');
    expect(verdict).not.toHaveProperty('notices');
  });
});

describeEngines('A certificate dated outside of the record', [], (world) => {
  test.each([
    ['issued before it began', '2019-12-31', '2019-12-31', ['/issuedOn', '/assessment/assessedOn']],
    ['assessed before it began', '2020-01-02', '2019-12-31', ['/assessment/assessedOn']],
  ])('%s is refused', async (_, issuedOn, assessedOn, pointers) => {
    const good = request(world, 1, issuedOn);
    const json = { ...good, assessment: { ...good.assessment, assessedOn } };
    const { status, body } = await world.call<Problem>('POST /v1/certificates', { as: 'signer@A', json });
    expect([status, body.type]).toEqual([403, NOT_ENTITLED]);
    expect(body.violations?.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test('on its first day is issued, with the number of that year', async () => {
    expect((await issued(world, request(world, 1, '2020-01-01'))).number).toBe(`${A.code}203000001`);
  });
});

describeEngines('A record that has run out', ['move the clock'], (world) => {
  test('ends by itself at midnight of the authority’s time zone', async () => {
    const scope = A.record.scope;
    await step(world, 'A', { kind: 'record', from: world.today(), until: world.today(), scope });
    const last = await issued(world);
    expect(await oneVerdict(world, last)).not.toHaveProperty('notices');
    // 10:00 in Shanghai; 14 hours later the day is over there, and not yet in UTC.
    world.pass(13 * 3_600_000);
    expect((await post(world, world.today())).status).toBe(201);
    world.pass(3_600_000 + 60_000);
    expect((await post(world, world.today())).body.type).toBe(NOT_ENTITLED);
    expect(await oneVerdict(world, last)).toMatchObject({ verdict: 'valid', notices: ['issuer_not_recorded_now'] });
  });
});

describeEngines('An agency whose record is cancelled', [], (world) => {
  let old: Presented;
  beforeAll(async () => {
    old = await issued(world, request(world, 1, yesterday(world)), 'signer@B');
  });

  test('is cancelled by an approver, not by the officer who suspends', async () => {
    expect((await step(world, 'B', { kind: 'cancel' })).status).toBe(403);
    expect((await step(world, 'B', { kind: 'suspend' }, 'approver@authority')).status).toBe(403);
    const { status, body } = await step(world, 'B', { kind: 'cancel' }, 'approver@authority');
    expect([status, body.standing.state]).toEqual([201, 'cancelled']);
  });

  test('issues nothing any more, of whatever date, and is not brought back by lifting', async () => {
    for (const days of [0, 1, 300]) {
      expect((await post(world, daysAgo(world, days), 'signer@B')).body.type).toBe(NOT_ENTITLED);
    }
    expect((await step(world, 'B', { kind: 'reinstate' })).status).toBe(409);
  });

  test('leaves its earlier certificates valid, with a notice', async () => {
    expect(await oneVerdict(world, old)).toMatchObject({ verdict: 'valid', notices: ['issuer_not_recorded_now'] });
  });

  test('is shown so in the trust list, with its history', async () => {
    const { body } = await world.call<{ credentialSubject: { entries: { owner: string; standing: object[] }[] } }>(
      'GET /trust-list',
    );
    const entry = body.credentialSubject.entries.find(({ owner }) => owner === B.code);
    expect(entry?.standing).toMatchObject([
      { kind: 'record', from: '2020-01-01' },
      { kind: 'cancel', from: world.today() },
    ]);
  });

  test('may be recorded anew, and then issues again', async () => {
    const scope = B.record.scope;
    const { body } = await step(world, 'B', { kind: 'record', scope });
    expect(body.steps.map(({ kind }) => kind)).toEqual(['record', 'cancel', 'record']);
    expect((await post(world, world.today(), 'signer@B')).status).toBe(201);
  });
});
