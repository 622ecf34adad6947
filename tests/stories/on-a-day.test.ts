/** "Was it valid on that day?": asked after a suspension, its end, and a revocation of each effect. */
import { beforeAll, expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Presented } from '../../src/issue/present.ts';
import { formsOf } from './forms.ts';
import { A } from './people.ts';
import { daysAgo, issued, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

const DAY = 86_400_000;

async function act(world: World, { id }: Presented, json: object, as: 'officer@authority' | 'signer@A' = 'signer@A') {
  const { status, text } = await world.call(`POST /v1/certificates/${id}/status`, { as, json });
  if (status !== 200) throw new Error(text);
}

/** The verdict on the credential, and that every other way says the same. */
async function asked(world: World, certificate: Presented, on: string, n = 0): Promise<Verification> {
  const { credential, token, printedNumber } = certificate;
  const { body } = await world.call<Verification>('POST /verify', { json: { credential, on } });
  const ways = [
    ...Object.values(formsOf(certificate)).map((call) => world.call<Verification>(`POST /verify?on=${on}`, call)),
    world.call<Verification>(`GET /v/${token}?on=${on}`, { headers: { Accept: 'application/json' } }),
    world.call<Verification>('POST /lookup', {
      json: { number: printedNumber, name: request(world, n).holder.name, on },
    }),
  ];
  for (const { body: other } of await Promise.all(ways)) {
    expect([other.verdict, other.on, other.notices]).toEqual([body.verdict, body.on, body.notices]);
  }
  return body;
}

describeEngines('A certificate that was suspended, reinstated and ended', ['move the clock'], (world) => {
  let one: Presented;
  let begin = '';
  beforeAll(async () => {
    begin = world.today();
    one = await issued(world);
    world.pass(10 * DAY);
    await act(world, one, { action: 'suspend', reason: 'under_investigation' });
  });
  const day = (n: number) => new Date(Date.parse(`${begin}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);

  test('was valid before its suspension, which is said', async () => {
    expect(await asked(world, one, day(5))).toMatchObject({
      verdict: 'valid',
      on: day(5),
      notices: ['suspended_later'],
    });
    expect(await asked(world, one, daysAgo(world, 11))).toMatchObject({ verdict: 'not_yet_valid' });
  });

  test('was suspended in between, also when that is over', async () => {
    world.pass(10 * DAY);
    expect((await asked(world, one, day(15))).verdict).toBe('suspended');
    await act(world, one, { action: 'reinstate' });
    world.pass(5 * DAY);
    expect(await asked(world, one, day(15))).toMatchObject({
      verdict: 'suspended',
      by: 'agency',
      reason: 'under_investigation',
      until: expect.stringContaining(day(20)),
    });
    expect((await asked(world, one, day(9))).verdict).toBe('valid');
    expect((await asked(world, one, day(21))).verdict).toBe('valid');
  });

  test('ends from a date on, and was valid before', async () => {
    const effectiveFrom = day(22);
    await act(world, one, { action: 'revoke', reason: 'misuse', effectiveFrom }, 'signer@A');
    expect(await asked(world, one, day(21))).toMatchObject({ verdict: 'valid', notices: ['revoked_later'] });
    expect(await asked(world, one, day(22))).toMatchObject({ verdict: 'revoked', effectiveFrom });
    const page = await world.call(`GET /v/${one.token}?on=${day(21)}`, { headers: { 'Accept-Language': 'en' } });
    expect(page.text).toContain(`This is the answer for ${day(21)}`);
    expect(page.text).toContain('It was revoked later');
  });

  test('is void on every day once it is void', async () => {
    await act(world, one, { action: 'revoke', reason: 'exam_fraud' }, 'officer@authority').catch(() => {});
    const other = await issued(world, request(world, 2));
    world.pass(3 * DAY);
    await act(world, other, { action: 'revoke', reason: 'exam_fraud' }, 'officer@authority');
    const { body } = await world.call<Verification>('POST /verify', {
      json: { credential: other.seal, on: daysAgo(world, 2) },
    });
    expect(body).toMatchObject({ verdict: 'revoked', effect: 'void', by: 'authority' });
  });
});

describeEngines('The day that is asked about', [], (world) => {
  test('is a day of the calendar, and not yet to come', async () => {
    const { seal } = await issued(world);
    for (const on of ['2026-02-30', 'yesterday', '2999-01-01']) {
      const { status, body } = await world.call<Problem>('POST /verify', { json: { credential: seal, on } });
      expect([status, body.violations?.[0]?.pointer]).toEqual([400, '/on']);
    }
    const { body } = await world.call<Verification>('POST /verify', { json: { credential: seal, on: world.today() } });
    expect(body).toMatchObject({ verdict: 'valid' });
    expect(body).not.toHaveProperty('on');
  });

  test('counts the record on the day of issue, not on that day', async () => {
    const one = await issued(world, request(world, 1, daysAgo(world, 3)));
    const route = `POST /v1/agencies/${A.code}/standing` as const;
    const json = { kind: 'suspend', reason: 'story', from: daysAgo(world, 1) };
    await world.call(route, { as: 'officer@authority', json });
    expect(await asked(world, one, daysAgo(world, 1), 1)).toMatchObject({
      verdict: 'valid',
      notices: ['issuer_not_recorded_now'],
    });
  });
});
