/** Subsidies: evidence that is signed, rules that are data, and claims that are seen twice without saying whose they are. */
import { beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../src/http/problem.ts';
import { createApiKey } from '../../src/registry/api-keys.ts';
import { claimSubsidy } from '../../src/verify/subsidy/claim.ts';
import type { SubsidyEvidence } from '../../src/verify/subsidy/evidence.ts';
import { verifyJwt } from './foreign.ts';
import { daysAgo, issued, person, request } from './requests.ts';
import { type Call, describeEngines, type World } from './world.ts';

interface Answer extends Problem {
  readonly evidence: SubsidyEvidence;
  readonly jwt: string;
  readonly claim: { readonly id: string };
}

const CATALOGUE = 'skill-upgrade';

function ask(world: World, what: 'evidence' | 'claims', json: object, as: Call['as'] = 'subsidy@authority') {
  return world.call<Answer>(`POST /v1/subsidies/${what}`, { as: as as 'subsidy@authority', json });
}

/** A certificate of the n-th person at a level, and the application for it. */
async function application(world: World, n: number, level = '3', change: object = {}) {
  const plain = request(world, n);
  const { printedNumber } = await issued(world, { ...plain, level: { scheme: 'CN-SKILL', code: level }, ...change });
  return { certificate: printedNumber, holder: person(n), catalogue: CATALOGUE };
}

/** The same person, assessed by the employer. */
const elsewhere = (world: World, n: number) => {
  const { assessment } = request(world, n);
  return { assessment: { ...assessment, route: 'employer_assessment' } };
};

const failed = ({ evidence }: Answer) => evidence.checks.filter(({ result }) => result === 'fail').map(({ id }) => id);

describeEngines('The evidence for a subsidy', [], (world) => {
  test('is a credential of the authority that names the holder nowhere', async () => {
    const applied = await application(world, 1);
    const { status, body, text } = await ask(world, 'evidence', applied);
    expect(status).toBe(200);
    expect(body.evidence).toMatchObject({
      on: world.today(),
      catalogue: { id: CATALOGUE, version: 1 },
      certificate: { number: applied.certificate, level: { code: '3', rank: 4 }, route: { code: 'social_assessment' } },
      eligible: true,
      claims: [],
      titles: [{ en: 'Assistant professional title (assistant engineer)' }],
    });
    const { credentialSubject } = (await verifyJwt(world, body.jwt)) as unknown as {
      credentialSubject: { statement: SubsidyEvidence };
    };
    expect(credentialSubject.statement).toEqual(body.evidence);
    const said = text + Buffer.from(body.jwt.split('.')[1] ?? '', 'base64url').toString();
    expect(said).not.toContain(applied.holder.name);
    expect(said).not.toContain(applied.holder.idNumber);
  });

  test('is not there for another number, name or identity, and all three look the same', async () => {
    const applied = await application(world, 2);
    const wrong = await Promise.all([
      ask(world, 'evidence', { ...applied, certificate: 'S000033000107263000042' }),
      ask(world, 'evidence', { ...applied, holder: { ...applied.holder, name: '测试另一人' } }),
      ask(world, 'evidence', { ...applied, holder: { ...person(3), name: applied.holder.name } }),
    ]);
    expect(wrong.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(wrong.map(({ text }) => text)).size).toBe(1);
  });

  test.each([
    ['catalogue', { catalogue: 'none' }, '/catalogue'],
    ['day that is yet to come', { on: '2999-01-01' }, '/on'],
    ['number', { certificate: 'nothing' }, '/certificate'],
  ])('is refused for a %s that cannot be', async (_, change, pointer) => {
    const applied = await application(world, 4);
    const { status, body } = await ask(world, 'evidence', { ...applied, ...change });
    expect([status, body.violations?.map((one) => one.pointer)]).toEqual([400, expect.arrayContaining([pointer])]);
  });

  test('says which rules bar it: a late application, a route that is excluded, a certificate that was revoked', async () => {
    const old = daysAgo(world, 400);
    const plain = request(world, 5);
    const late = await application(world, 5, '3', {
      issuedOn: old,
      assessment: { ...plain.assessment, assessedOn: old },
    });
    expect(failed((await ask(world, 'evidence', late)).body)).toEqual(['deadline']);
    expect(failed((await ask(world, 'evidence', { ...late, on: daysAgo(world, 300) })).body)).toEqual([]);
    expect(failed((await ask(world, 'evidence', { ...late, on: daysAgo(world, 500) })).body)).toEqual([
      'status',
      'deadline',
    ]);
    const { id, printedNumber } = await issued(world, request(world, 6));
    await world.call(`POST /v1/certificates/${id}/status`, {
      as: 'officer@authority',
      json: { action: 'revoke', reason: 'exam_fraud' },
    });
    const revoked = { certificate: printedNumber, holder: person(6), catalogue: CATALOGUE };
    expect(failed((await ask(world, 'evidence', revoked)).body)).toEqual(['status']);
  });
});

describeEngines('The register of claims', [], (world) => {
  test('takes a claim once for an occupation and level, and shows every office that it was claimed', async () => {
    const applied = await application(world, 10);
    const first = await ask(world, 'claims', applied);
    expect(first.status).toBe(201);
    const second = await application(world, 10);
    expect((await ask(world, 'evidence', second)).body.evidence).toMatchObject({
      eligible: false,
      claims: [{ on: world.today(), level: { code: '3' } }],
    });
    const { status, body } = await ask(world, 'claims', second);
    expect([status, body.violations?.map(({ rule }) => rule)]).toEqual([409, ['first_claim']]);
    // The day before, nothing had been claimed.
    const yesterday = { ...second, on: daysAgo(world, 1) };
    expect((await ask(world, 'evidence', yesterday)).body.evidence.claims).toEqual([]);
  });

  test('is not got round by the day before: neither what was claimed nor what was revoked since', async () => {
    const issuedOn = daysAgo(world, 3);
    const dated = (n: number) => application(world, n, '3', request(world, n, issuedOn));
    const on = daysAgo(world, 1);
    const applied = await dated(17);
    expect((await ask(world, 'claims', applied)).status).toBe(201);
    const again = await ask(world, 'claims', { ...(await dated(17)), on });
    expect([again.status, again.body.violations?.map(({ rule }) => rule)]).toEqual([409, ['first_claim']]);
    const { id, printedNumber } = await issued(world, request(world, 18, issuedOn));
    const lost = { certificate: printedNumber, holder: person(18), catalogue: CATALOGUE, on };
    const json = { action: 'suspend', reason: 'under_investigation' };
    await world.call(`POST /v1/certificates/${id}/status`, { as: 'officer@authority', json });
    expect(failed((await ask(world, 'evidence', lost)).body)).toEqual([]);
    expect((await ask(world, 'claims', lost)).body.violations?.map(({ rule }) => rule)).toEqual(['status']);
  });

  test('bars a lower level after a higher one, and not the other way round', async () => {
    expect((await ask(world, 'claims', await application(world, 11, '4'))).status).toBe(201);
    expect((await ask(world, 'claims', await application(world, 11, '2'))).status).toBe(201);
    const lower = await ask(world, 'claims', await application(world, 11, '5'));
    expect(lower.body.violations?.map(({ rule }) => rule)).toEqual(['higher_level']);
  });

  test('takes three a year', async () => {
    for (const level of ['5', '4', '3']) {
      expect((await ask(world, 'claims', await application(world, 12, level))).status).toBe(201);
    }
    const fourth = await ask(world, 'claims', await application(world, 12, '2'));
    expect(fourth.body.violations?.map(({ rule }) => rule)).toEqual(['claims_per_year']);
  });

  test('takes one of many that come at the same moment', async () => {
    const applied = await application(world, 13);
    const all = await Promise.all(Array.from({ length: 8 }, () => ask(world, 'claims', applied)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 409)).toHaveLength(7);
  });

  test('knows a certificate again whose identity was corrected after the claim', async () => {
    const { id, printedNumber } = await issued(world, request(world, 22));
    const wrong = { certificate: printedNumber, holder: person(22), catalogue: CATALOGUE };
    const { claim } = (await ask(world, 'claims', wrong)).body;
    const corrected = await world.call<{ printedNumber: string }>(`POST /v1/certificates/${id}/replace`, {
      as: 'signer@A',
      json: { ...request(world, 23), level: { scheme: 'CN-SKILL', code: '4' }, reason: 'data_error' },
    });
    expect(corrected.status).toBe(201);
    const right = { ...wrong, certificate: corrected.body.printedNumber, holder: person(23) };
    const barred = await ask(world, 'claims', right);
    expect([barred.status, barred.body.violations?.map(({ rule }) => rule)]).toEqual([
      409,
      ['first_claim', 'higher_level'],
    ]);
    await world.call(`POST /v1/subsidies/claims/${claim.id}/withdraw`, { as: 'subsidy@authority' });
    expect((await ask(world, 'claims', right)).status).toBe(201);
  });

  test('lets a claim that was not paid be taken back, once', async () => {
    const applied = await application(world, 14);
    const { claim } = (await ask(world, 'claims', applied)).body;
    const take = () => world.call(`POST /v1/subsidies/claims/${claim.id}/withdraw`, { as: 'subsidy@authority' });
    expect((await take()).status).toBe(200);
    expect((await take()).status).toBe(409);
    expect((await ask(world, 'claims', applied)).status).toBe(201);
  });

  test('follows the catalogue that counts on the day', async () => {
    const json = {
      id: CATALOGUE,
      name: { zh: '只补高级工', en: 'Seniors only' },
      validFrom: world.today(),
      rules: {
        oncePerLevel: false,
        higherBarsLower: false,
        excludedRoutes: ['social_assessment'],
        levels: { scheme: 'CN-SKILL', codes: ['2'] },
        amounts: { 2: 2000 },
      },
    };
    const unknown = {
      ...json,
      rules: { ...json.rules, occupations: [{ classification: 'x', edition: 'x', code: 'x' }] },
    };
    const refused = await world.call<Problem>('POST /v1/subsidies/catalogues', {
      as: 'officer@authority',
      json: unknown,
    });
    expect(refused.body.violations?.map(({ pointer }) => pointer)).toEqual(['/rules/occupations/0']);
    const add = await world.call<{ version: number }>('POST /v1/subsidies/catalogues', {
      as: 'officer@authority',
      json,
    });
    expect(add.body.version).toBe(2);
    const applied = await application(world, 15);
    const now = (await ask(world, 'evidence', applied)).body;
    expect([now.evidence.catalogue.version, failed(now)]).toEqual([2, ['level', 'route']]);
    const senior = (await ask(world, 'evidence', await application(world, 16, '2', { ...elsewhere(world, 16) }))).body;
    expect([failed(senior), senior.evidence.amount]).toEqual([[], 2000]);
    const before = (await ask(world, 'evidence', { ...applied, on: daysAgo(world, 1) })).body;
    expect(before.evidence.catalogue.version).toBe(1);
  });
});

interface Listed {
  readonly items: readonly { readonly id: string; readonly certificate: string; readonly withdrawnAt?: string }[];
  readonly next?: string;
}

describeEngines('The list of claims', [], (world) => {
  const list = (query = '', as: Call['as'] = 'auditor@authority') =>
    world.call<Listed & Problem>(`GET /v1/subsidies/claims${query}`, { as: as as 'auditor@authority' });
  const claimed: string[] = [];
  beforeAll(async () => {
    for (const n of [30, 31, 32])
      claimed.unshift((await ask(world, 'claims', await application(world, n))).body.claim.id);
    await world.call(`POST /v1/subsidies/claims/${claimed[2]}/withdraw`, { as: 'subsidy@authority' });
  });
  const ids = async (query = '') => (await list(query)).body.items.map(({ id }) => id);

  test('has all of them, newest first, in pages, and names nobody', async () => {
    const { body, text } = await list();
    expect(body.items.map(({ id }) => id)).toEqual(claimed);
    expect(body.items[0]).toMatchObject({ catalogue: { id: CATALOGUE, version: 1 }, level: { code: '3' } });
    const first = (await list('?limit=2')).body;
    expect(await ids(`?limit=2&after=${first.next}`)).toEqual(claimed.slice(2));
    for (const n of [30, 31, 32]) expect(text).not.toContain(person(n).name);
    expect(Object.keys(body.items[0] ?? {})).not.toContain('claimant');
  });

  test('is narrowed by what is asked', async () => {
    expect(await ids('?withdrawn=true')).toEqual(claimed.slice(2));
    expect(await ids('?withdrawn=false')).toEqual(claimed.slice(0, 2));
    expect(await ids(`?catalogue=${CATALOGUE}&from=${world.today()}&until=${world.today()}`)).toEqual(claimed);
    expect(await ids(`?until=${daysAgo(world, 1)}`)).toEqual([]);
    expect(await ids('?catalogue=other')).toEqual([]);
    const [newest] = (await list()).body.items;
    expect(await ids(`?certificate=${newest?.certificate}`)).toEqual(claimed.slice(0, 1));
    expect((await list('?from=yesterday')).status).toBe(400);
  });

  test('shows an office of a province what it entered itself, and that it was read is an event', async () => {
    expect((await list('', 'officer@zhejiang')).body.items).toEqual([]);
    expect((await list('?region=44', 'officer@zhejiang')).status).toBe(404);
    expect((await list('?region=33', 'officer@zhejiang')).status).toBe(200);
    const { body } = await world.call<{ items: { data: object; person: string }[] }>(
      'GET /v1/audit?type=person.read&subject=subsidy.claims&limit=200',
      { as: 'auditor@authority' },
    );
    expect(body.items[0]).toMatchObject({ person: 'auditor@authority', data: { claims: 3, newest: claimed[0] } });
  });
});

describeEngines('Two offices', ['reach the register', 'read what is kept'], (world) => {
  const office = { kind: 'authority', organisation: 'authority', roles: ['subsidy'], days: 1 } as const;
  let other: string;
  let third: string;
  beforeAll(async () => {
    other = (await createApiKey(world.deps, { ...office, region: '44', person: 'office 44' })).key;
    third = (await createApiKey(world.deps, { ...office, region: '31', person: 'office 31' })).key;
  });

  test('enter nothing whose evidence cannot be signed', async () => {
    const applied = await application(world, 21);
    const { holder } = applied;
    const actor = { ...office, person: 'office', key: 'none' };
    const signer = { ...world.deps.signer, open: () => Promise.reject(new Error('no key')) };
    await expect(claimSubsidy({ ...world.deps, signer }, actor, applied)).rejects.toThrow('no key');
    const claimant = await world.deps.vault.claimant(holder.idType, holder.idNumber);
    expect(await world.deps.store.subsidyClaims(claimant)).toEqual([]);
  });

  test('see each other’s claims, wherever the agency is, and keep no identity', async () => {
    const applied = await application(world, 20);
    const claimed = await ask(world, 'claims', applied, { key: other });
    expect(claimed.status).toBe(201);
    const { evidence } = (await ask(world, 'evidence', applied)).body;
    expect(evidence.claims).toMatchObject([{ region: '44' }]);
    // Whose answer was lost finds its own claim again; another province's office does not.
    const asked = async (key: string) => (await ask(world, 'evidence', applied, { key })).body.evidence.claims[0]?.id;
    expect([await asked(other), await asked(third)]).toEqual([claimed.body.claim.id, undefined]);
    const [claim] = await world.deps.store.subsidyClaims(
      await world.deps.vault.claimant(applied.holder.idType, applied.holder.idNumber),
    );
    expect(claim?.claimant).not.toBe(await world.deps.vault.blindIndex(applied.holder.idType, applied.holder.idNumber));
    const kept = await world.stored();
    expect(kept.includes(applied.holder.idNumber)).toBe(false);
    const listed = async (key: string) =>
      (await world.call<Listed>('GET /v1/subsidies/claims', { as: { key } })).body.items.map(({ id }) => id);
    expect([await listed(other), await listed(third)]).toEqual([[claimed.body.claim.id], []]);
    const take = await world.call(`POST /v1/subsidies/claims/${claim?.id}/withdraw`, { as: { key: other } });
    expect(take.status).toBe(200);
  });
});
