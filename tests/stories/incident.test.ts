/** An agency sold certificates: report, suspension, incident, approval, and what everybody sees then. */
import { beforeAll, expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Presented } from '../../src/issue/present.ts';
import { createApiKey } from '../../src/registry/api-keys.ts';
import { verdictsOn } from './forms.ts';
import { approve, carriedOut, opened, type Shown, settled } from './incidents.ts';
import { A, type Who } from './people.ts';
import { issued, request, yesterday } from './requests.ts';
import { describeEngines, type World } from './world.ts';

async function seen(world: World, certificate: Presented): Promise<Verification> {
  const all = Object.values(await verdictsOn(world, certificate));
  expect(new Set(all.map(({ verdict }) => verdict)).size).toBe(1);
  return all[0] as Verification;
}

describeEngines('An agency that sold certificates', [], (world) => {
  const sold: Presented[] = [];
  let honest: Presented;
  let other: Presented;
  let report = '';
  let held: Shown;
  const batch = 'hall-3';
  const ofBatch = (n: number) => {
    const one = request(world, n, yesterday(world));
    return { ...one, assessment: { ...one.assessment, batch } };
  };

  beforeAll(async () => {
    for (let n = 0; n < 4; n++) sold.push(await issued(world, ofBatch(n)));
    honest = await issued(world, request(world, 8, yesterday(world)));
    other = await issued(world, request(world, 9), 'signer@B');
  });

  test('is reported by an employer, who does not learn whether the number is one', async () => {
    const text = 'Offered for sale in a group chat.';
    const tell = (number: string) =>
      world.call<{ id: string }>('POST /v1/reports', { as: 'employer@firm', json: { number, text } });
    const real = await tell(sold[0]?.printedNumber ?? '');
    const unreal = await tell('S000033000107263999999');
    expect([real.status, unreal.status]).toEqual([201, 201]);
    expect(Object.keys(real.body)).toEqual(Object.keys(unreal.body));
    report = real.body.id;
    const { body } = await world.call<{ items: object[] }>('GET /v1/reports', { as: 'officer@authority' });
    expect(body.items).toContainEqual(expect.objectContaining({ id: report, number: sold[0]?.number }));
  });

  test('is suspended, and an incident is opened for the batch; until it is approved nothing happens to a certificate', async () => {
    await world.call(`POST /v1/agencies/${A.code}/standing`, {
      as: 'officer@authority',
      json: { kind: 'suspend', reason: 'SN-1' },
    });
    held = await opened(world, {
      caseNumber: 'SN-1',
      action: 'suspend',
      reason: 'under_investigation',
      selection: { agencies: [A.code], batches: [batch] },
      reports: [report],
    });
    expect(held).toMatchObject({
      state: 'ready',
      hash: expect.stringMatching(/^[\w-]{43}$/),
      preview: {
        count: 4,
        already: { revoked: 0, replaced: 0, suspended: 0 },
        byMonth: { [yesterday(world).slice(0, 7)]: 4 },
        byAgency: [{ agency: A.code, count: 4 }],
        employersSee: { verdict: 'suspended', by: 'authority', reason: 'under_investigation' },
      },
      file: [{ kind: 'report' }],
    });
    expect(held.preview.sample.map(({ number }) => number).sort()).toEqual(sold.map((one) => one.printedNumber).sort());
    expect((await seen(world, sold[0] as Presented)).verdict).toBe('valid');
    expect((await world.call(`GET /v1/incidents/${held.id}`, { as: 'signer@A' })).status).toBe(404);
  });

  test('another case with that number is refused, and so is an empty or mixed selection', async () => {
    const again = (json: object) => world.call<Problem>('POST /v1/incidents', { as: 'officer@authority', json });
    const good = { caseNumber: 'SN-X', action: 'suspend', reason: 'under_investigation' };
    expect((await again({ ...good, caseNumber: 'SN-1', selection: { batches: [batch] } })).status).toBe(409);
    for (const [selection, pointer] of [
      [{}, '/selection'],
      [{ agencies: [A.code], numbers: [sold[0]?.printedNumber] }, '/selection'],
      [{ agencies: ['S000033999999'] }, '/selection/agencies/0'],
      [{ numbers: ['S000033000107263000043-E'] }, '/selection/numbers/0'],
      [{ key: 'nobody' }, '/selection/key'],
    ] as const) {
      const { status, body } = await again({ ...good, selection });
      expect([status, body.violations?.[0]?.pointer]).toEqual([400, pointer]);
    }
    const { body } = await again({ ...good, reason: 'exam_fraud', selection: { batches: [batch] } });
    expect(body.violations?.[0]?.pointer).toBe('/reason');
  });

  test('only another person approves, and only the hash of the set', async () => {
    expect((await approve(world, held, 'officer@authority')).status).toBe(403);
    expect((await approve(world, { ...held, hash: 'A'.repeat(43) })).status).toBe(409);
    const { status, body } = await approve(world, held);
    expect([status, body.state]).toEqual([202, 'executing']);
    expect((await approve(world, held)).status).toBe(409);
    expect(await settled(world, held.id)).toMatchObject({
      state: 'done',
      progress: { phase: 'done', done: 4, total: 4 },
    });
  });

  test('has a list of its certificates that goes on where it was left, and nowhere else', async () => {
    interface Listed {
      readonly items: readonly { readonly certificate: string }[];
      readonly next?: string;
    }
    const page = (query: string) =>
      world.call<Listed & Problem>(`GET /v1/incidents/${held.id}/certificates?${query}`, { as: 'officer@authority' });
    const listed: string[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const { body }: { body: Listed } = await page(`limit=3${after && `&after=${after}`}`);
      listed.push(...body.items.map(({ certificate }) => certificate));
      after = body.next;
    }
    expect(listed.sort()).toEqual(sold.map(({ id }) => id).sort());
    for (const after of [
      'x',
      'A/1.5/0',
      'A/1e300/0',
      'A/Infinity/1',
      'A/0/-1',
      'A/9999999999/0',
      '%00/1/0',
      'A/1/0/0',
    ]) {
      const { status, body } = await page(`after=${after}`);
      expect([after, status, body.violations?.[0]?.pointer]).toEqual([after, 400, '/query/after']);
    }
    expect((await page('after=ZZ/999999999/999999')).body.items).toEqual([]);
  });

  test('every page and form says so, of these and of no others', async () => {
    for (const one of sold) {
      expect(await seen(world, one)).toMatchObject({
        verdict: 'suspended',
        by: 'authority',
        reason: 'under_investigation',
        notices: ['issuer_not_recorded_now'],
      });
    }
    expect((await seen(world, honest)).verdict).toBe('valid');
    expect((await seen(world, other)).verdict).toBe('valid');
    const page = await world.call(`GET /v/${sold[1]?.token}`, { headers: { 'Accept-Language': 'en' } });
    expect(page.text).toContain('Suspended');
    expect(page.text).toContain('the authority');
  });

  test('the agency is told, sees its certificates and answers; the other agency sees nothing', async () => {
    const { body } = await world.call<Shown>(`GET /v1/incidents/${held.id}`, { as: 'signer@A' });
    expect(body).toMatchObject({ caseNumber: 'SN-1', action: 'suspend', count: 4 });
    expect(body).not.toHaveProperty('openedBy');
    const { body: list } = await world.call<{ items: { certificate: string }[] }>(
      `GET /v1/incidents/${held.id}/certificates`,
      { as: 'signer@A' },
    );
    expect(list.items.map(({ certificate }) => certificate).sort()).toEqual(sold.map(({ id }) => id).sort());
    const text = 'The hall was supervised.';
    const answer = await world.call(`POST /v1/incidents/${held.id}/answers`, { as: 'signer@A', json: { text } });
    expect(answer.status).toBe(201);
    expect((await settled(world, held.id)).file).toContainEqual(expect.objectContaining({ kind: 'answer', text }));
    for (const path of ['', '/certificates']) {
      expect((await world.call(`GET /v1/incidents/${held.id}${path}`, { as: 'signer@B' })).status).toBe(404);
    }
    expect((await world.call(`POST /v1/incidents/${held.id}/answers`, { as: 'signer@B', json: { text } })).status).toBe(
      404,
    );
  });

  test('one holder appeals, and while the others are revoked stays suspended until that is decided', async () => {
    const [appellant, second, third] = sold as [Presented, Presented, Presented];
    const appeal = (certificate: string, as: Who = 'signer@A') =>
      world.call<{ id: string }>(`POST /v1/incidents/${held.id}/appeals`, {
        as,
        json: { certificate, text: 'I sat it.' },
      });
    const first = await appeal(appellant.id);
    const other = await appeal(second.id);
    expect([first.status, (await appeal(appellant.id)).status, other.status]).toEqual([201, 409, 201]);
    expect((await appeal(third.id, 'signer@B')).status).toBe(404);

    const revoked = await carriedOut(world, {
      caseNumber: 'SN-2',
      action: 'revoke',
      reason: 'no_real_assessment',
      selection: { incident: held.id },
    });
    expect(revoked).toMatchObject({ state: 'done', preview: { count: 4, already: { suspended: 4 } } });
    expect(await seen(world, third)).toMatchObject({
      verdict: 'revoked',
      effect: 'void',
      reason: 'no_real_assessment',
    });
    expect((await seen(world, appellant)).verdict).toBe('suspended');
    expect((await seen(world, second)).verdict).toBe('suspended');
    const alone = await world.call(`POST /v1/certificates/${appellant.id}/status`, {
      as: 'officer@authority',
      json: { action: 'reinstate' },
    });
    expect(alone.status).toBe(409);

    const decide = (id: string, outcome: string) =>
      world.call(`POST /v1/appeals/${id}/decision`, {
        as: 'approver@authority',
        json: { outcome, text: 'Seen on video.' },
      });
    expect((await decide(first.body.id, 'upheld')).status).toBe(200);
    expect((await decide(first.body.id, 'dismissed')).status).toBe(409);
    expect((await decide(other.body.id, 'dismissed')).status).toBe(200);
    expect((await seen(world, appellant)).verdict).toBe('valid');
    expect(await seen(world, second)).toMatchObject({ verdict: 'revoked', by: 'authority', effect: 'void' });
  });

  test('a revocation that was wrong is answered by a new certificate that names the old', async () => {
    const wrong = sold[3] as Presented;
    expect((await seen(world, wrong)).verdict).toBe('revoked');
    const replace = (as: Who, reason: string) =>
      world.call<Presented>(`POST /v1/certificates/${wrong.id}/replace`, { as, json: { ...ofBatch(3), reason } });
    expect((await replace('officer@authority', 'data_error')).status).toBe(409);
    // The agency is suspended; only the authority may.
    expect((await replace('signer@A', 'revocation_error')).status).toBe(409);
    const { status, body } = await replace('officer@authority', 'revocation_error');
    expect(status).toBe(201);
    expect(await seen(world, wrong)).toMatchObject({
      verdict: 'replaced',
      replacedBy: expect.stringContaining(body.token),
    });
    expect((await seen(world, body)).verdict).toBe('valid');
  });

  test('suspensions are lifted in bulk by the same way', async () => {
    const numbers = [honest.printedNumber, other.printedNumber];
    const both = await carriedOut(world, {
      caseNumber: 'SN-3',
      action: 'suspend',
      reason: 'under_investigation',
      selection: { numbers },
    });
    expect(both.preview.byAgency).toHaveLength(2);
    expect((await seen(world, honest)).verdict).toBe('suspended');
    await carriedOut(world, { caseNumber: 'SN-4', action: 'reinstate', selection: { incident: both.id } });
    expect((await seen(world, honest)).verdict).toBe('valid');
    expect((await seen(world, other)).verdict).toBe('valid');
  });

  test('a withdrawn incident stays without effect, and progress is a stream', async () => {
    const incident = await opened(world, {
      caseNumber: 'SN-5',
      action: 'revoke',
      reason: 'exam_fraud',
      selection: { agencies: [A.code] },
    });
    const { status } = await world.call(`POST /v1/incidents/${incident.id}/withdraw`, { as: 'officer@authority' });
    expect(status).toBe(200);
    expect((await approve(world, incident)).status).toBe(409);
    const stream = await world.call(`GET /v1/incidents/${incident.id}/events`, { as: 'officer@authority' });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.text).toContain('"phase":"withdrawn"');
    expect((await seen(world, honest)).verdict).toBe('valid');
  });

  test('every step is in the audit', async () => {
    const { body } = await world.call<{ items: { type: string; person: string }[] }>(
      `GET /v1/audit?subject=${held.id}&limit=200`,
      { as: 'auditor@authority' },
    );
    expect(body.items.map(({ type }) => type)).toEqual([
      'incident.opened',
      'incident.ready',
      'incident.approved',
      'incident.executed',
      'incident.done',
      'incident.answered',
    ]);
  });
});

describeEngines('One person with the keys of officer and approver', ['reach the register'], (world) => {
  test('does not approve their own incident', async () => {
    await issued(world);
    const keyOf = async (role: 'officer' | 'approver') =>
      (
        await createApiKey(world.deps, {
          kind: 'authority',
          organisation: 'authority',
          roles: [role],
          person: 'zhang',
          days: 1,
        })
      ).key;
    const [officer, approver] = [await keyOf('officer'), await keyOf('approver')];
    const json = { caseNumber: 'T-1', action: 'revoke', reason: 'exam_fraud', selection: { agencies: [A.code] } };
    const { body } = await world.call<Shown>('POST /v1/incidents', { as: { key: officer }, json });
    const incident = await settled(world, body.id);
    const refused = await approve(world, incident, { key: approver });
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:yinzheng:problem:forbidden']);
  });
});
