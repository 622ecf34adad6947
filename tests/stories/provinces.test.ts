/** Offices of the authority whose power ends at the agencies of their province, and scopes that end at provinces. */
import { beforeAll, expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Presented } from '../../src/issue/present.ts';
import { verdictsOn } from './forms.ts';
import { approve, type Shown, settled } from './incidents.ts';
import { A, B, type Who } from './people.ts';
import { issued, request } from './requests.ts';
import { describeEngines } from './world.ts';

interface Recorded extends Problem {
  readonly standing: { readonly scope: readonly { readonly regions?: readonly string[] }[] };
}

describeEngines('The office of a province', [], (world) => {
  let ofA: Presented;
  let ofB: Presented;
  beforeAll(async () => {
    ofA = await issued(world, request(world, 1));
    ofB = await issued(world, request(world, 2), 'signer@B');
  });
  const items = async <T>(route: string, as: Who = 'auditor@zhejiang') =>
    (await world.call<{ items: T[] }>(`GET ${route}`, { as })).body.items;
  const open = async (selection: object, as: Who = 'officer@zhejiang') => {
    const caseNumber = `case-${crypto.randomUUID()}`;
    const json = { caseNumber, action: 'suspend', reason: 'under_investigation', selection };
    return world.call<Shown>('POST /v1/incidents', { as, json });
  };

  test('sees the agencies, certificates, keys and events of its province, and no others', async () => {
    expect((await items<{ code: string }>('/v1/agencies')).map(({ code }) => code)).toEqual([A.code]);
    expect((await items<{ id: string }>('/v1/certificates')).map(({ id }) => id)).toEqual([ofA.id]);
    expect(new Set((await items<{ owner: string }>('/v1/keys')).map(({ owner }) => owner))).toEqual(new Set([A.code]));
    const events = await items<{ owner: string }>('/v1/audit?limit=200');
    expect(new Set(events.map(({ owner }) => owner))).toEqual(new Set([A.code]));
    const everywhere = await items<{ owner: string }>('/v1/audit?limit=200', 'auditor@authority');
    expect(new Set(everywhere.map(({ owner }) => owner))).toContain(B.code);
  });

  test('counts its province, and asks for no other', async () => {
    const ask = async (query: string) => {
      const { status, body } = await world.call<{ region?: string; agency?: string }>(`GET /v1/statistics${query}`, {
        as: 'officer@zhejiang',
      });
      return status === 200 ? [body.region, body.agency] : status;
    };
    expect(await ask('')).toEqual(['33', undefined]);
    expect(await ask('?region=33')).toEqual(['33', undefined]);
    expect(await ask(`?agency=${A.code}`)).toEqual([undefined, A.code]);
    expect([await ask('?region=44'), await ask(`?agency=${B.code}`)]).toEqual([404, 404]);
  });

  test('opens incidents that end at its province, whatever they name', async () => {
    const { body } = await open({ numbers: [ofA.printedNumber, ofB.printedNumber] });
    const incident = await settled(world, body.id);
    expect(incident.preview).toMatchObject({ count: 1, byAgency: [{ agency: A.code, count: 1 }] });
    expect((await approve(world, incident, 'approver@zhejiang')).status).toBe(202);
    await settled(world, incident.id);
    const verdict = async (one: Presented) =>
      (await world.call<Verification>('POST /verify', { json: { credential: one.credential } })).body.verdict;
    expect([await verdict(ofA), await verdict(ofB)]).toEqual(['suspended', 'valid']);
    const [month] = [world.today().slice(0, 7)];
    const all = await settled(world, (await open({ issuedOn: { from: `${month}-01` } })).body.id);
    expect(all.preview).toMatchObject({ byAgency: [{ agency: A.code, count: 1 }] });
    const again = await settled(world, (await open({ incident: incident.id })).body.id);
    expect(again.preview.count).toBe(1);
  });

  test.each([
    ['another agency', { agencies: [B.code] }, '/selection/agencies/0'],
    ['another province', { region: '44' }, '/selection/region'],
  ])('but none about %s', async (_, selection, pointer) => {
    const { status, body } = await open(selection);
    expect([status, body.violations?.[0]?.pointer]).toEqual([400, pointer]);
  });

  test('has no part in the incidents of the whole country, which take in what they name', async () => {
    const numbers = [ofA.printedNumber, ofB.printedNumber];
    const national = await settled(world, (await open({ numbers }, 'officer@authority')).body.id);
    expect(national.preview.count).toBe(2);
    const as = 'officer@zhejiang';
    expect((await world.call(`GET /v1/incidents/${national.id}`, { as })).status).toBe(404);
    expect((await approve(world, national, 'approver@zhejiang')).status).toBe(404);
    expect((await items<{ id: string }>('/v1/incidents')).map(({ id }) => id)).not.toContain(national.id);
    expect((await open({ incident: national.id })).body.violations?.[0]?.pointer).toBe('/selection/incident');
  });

  test('reads the suspicions about its agencies, and takes up no others', async () => {
    const report = async (json: object) =>
      (await world.call<{ id: string }>('POST /v1/reports', { as: 'employer@firm', json: { ...json, text: 'Story.' } }))
        .body.id;
    const mine = [
      await report({ agency: A.code }),
      await report({ number: ofA.printedNumber }),
      await report({ number: `CN-${A.code}-26-3-0000001` }),
    ];
    const other = await report({ number: ofB.printedNumber });
    expect((await items<{ id: string }>('/v1/reports')).map(({ id }) => id)).toEqual(mine);
    const json = {
      caseNumber: 'reports',
      action: 'suspend',
      reason: 'under_investigation',
      selection: { region: '33' },
      reports: [...mine, other],
    };
    const { body } = await world.call<Problem>('POST /v1/incidents', { as: 'officer@zhejiang', json });
    expect(body.violations?.map(({ pointer }) => pointer)).toEqual(['/reports/3']);
  });

  test('stops the issuing of its agencies alone', async () => {
    const stop = (json: object) =>
      world.call('POST /v1/issuing/stops', { as: 'officer@zhejiang', json: { ...json, reason: 'Story.' } });
    expect((await stop({})).status).toBe(404);
    expect((await stop({ agency: B.code })).status).toBe(404);
    expect((await stop({ agency: A.code })).status).toBe(201);
    const json = { agency: A.code };
    expect((await world.call('POST /v1/issuing/resume', { as: 'approver@zhejiang', json })).status).toBe(200);
  });

  test('registers agencies of its province alone', async () => {
    const json = { ...B, code: 'S000044000002', uscc: '91111100000000004C' };
    expect((await world.call('POST /v1/agencies', { as: 'officer@zhejiang', json })).status).toBe(404);
    const own = { ...json, code: 'S000033000002' };
    expect((await world.call('POST /v1/agencies', { as: 'officer@zhejiang', json: own })).status).toBe(201);
  });

  test('records them for its province alone', async () => {
    const record = (regions?: string[]) => {
      const scope = A.record.scope.map((item) => ({ ...item, regions }));
      const json = { kind: 'record', reason: 'story', scope };
      return world.call<Recorded>(`POST /v1/agencies/${A.code}/standing`, { as: 'officer@zhejiang', json });
    };
    const { status, body } = await record(['33', '44']);
    expect([status, body.violations?.map(({ pointer }) => pointer)]).toEqual([400, ['/scope/0/regions/1']]);
    expect((await record()).body.standing.scope.map(({ regions }) => regions)).toEqual([['33']]);
    const recorded = await world.call<Recorded>('GET /v1/agencies/S000033000002', { as: 'officer@authority' });
    expect(recorded.body.standing.scope.map(({ regions }) => regions)).toEqual([['33']]);
  });
});

describeEngines('A scope that ends at provinces', [], (world) => {
  const scope = A.record.scope.map((item) => ({ ...item, regions: ['33', '31'] }));
  const record = (json: object) =>
    world.call<Problem>(`POST /v1/agencies/${A.code}/standing`, {
      as: 'officer@authority',
      json: { kind: 'record', reason: 'story', ...json },
    });
  const inRegion = (region?: string) => {
    const plain = request(world, 1);
    return region === undefined ? plain : { ...plain, assessment: { ...plain.assessment, region } };
  };

  test('names provinces that there are', async () => {
    const { status, body } = await record({ scope: [{ ...scope[0], regions: ['33', '99'] }] });
    expect([status, body.violations?.[0]?.pointer]).toEqual([400, '/scope/0/regions/1']);
    expect((await record({ scope })).status).toBe(201);
  });

  test('lets the agency assess at home and where else it says, and nowhere else', async () => {
    const post = (region?: string) =>
      world.call<Problem>('POST /v1/certificates', { as: 'signer@A', json: inRegion(region) });
    expect((await post()).status).toBe(201);
    expect((await post('31')).status).toBe(201);
    const { status, body } = await post('44');
    expect([status, body.violations?.[0]?.rule]).toEqual([403, 'scope']);
    const unknown = await post('99');
    expect([unknown.status, unknown.body.violations?.[0]?.pointer]).toEqual([400, '/assessment/region']);
  });

  test('is in the trust list, and judged by whoever verifies', async () => {
    const there = await issued(world, inRegion('31'));
    expect(there.credential.region).toEqual({ division: '31', iso: 'CN-SH' });
    const verdicts = Object.values(await verdictsOn(world, there)).map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['valid']));
    const { body } = await world.call<{ credentialSubject: { entries: { owner: string; standing: object[] }[] } }>(
      'GET /trust-list',
    );
    const entry = body.credentialSubject.entries.find(({ owner }) => owner === A.code);
    expect(entry?.standing.at(-1)).toMatchObject({ kind: 'record', scope });
    // Narrowed from today on: what was issued today was outside.
    const home = [{ ...scope[0], regions: ['33'] }];
    expect((await record({ scope: home })).status).toBe(201);
    const { credential } = there;
    const after = await world.call<Verification>('POST /verify', { json: { credential } });
    expect(after.body.checks.find(({ id }) => id === 'entitlement')?.result).toBe('fail');
  });
});
