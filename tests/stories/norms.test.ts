/** Evaluation norms: from whoever examines by them to the register, and on to a national standard. */
import { expect, test } from 'vitest';
import type { Problem } from '../../src/http/problem.ts';
import type { Presented } from '../../src/issue/present.ts';
import { daysAgo, issued, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

interface Shown extends Problem {
  readonly id: string;
  readonly state: string;
  readonly standard?: string;
}

const NORM = {
  kind: 'evaluation_norm',
  occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
  title: { zh: '人工智能训练师企业评价规范', en: 'Enterprise evaluation norm for AI trainers' },
  documentNumber: 'QJ 2026-07',
  document: { url: 'https://files.example/norm.pdf', sha256: 'jZae727K08KaOmKSgOaGzww_XVqGr_PKEgIMkjrcbJI' },
};

const submit = (world: World, json: object = NORM, as: 'employer@firm' | 'signer@A' = 'employer@firm') =>
  world.call<Shown>('POST /v1/norms', { as, json });
const decide = (world: World, id: string, json: object) =>
  world.call<Shown>(`POST /v1/norms/${id}/decision`, { as: 'officer@authority', json });
const standardOf = ({ credential }: Presented) =>
  (credential as { credentialSubject: { standard?: object } }).credentialSubject.standard;

describeEngines('An evaluation norm', [], (world) => {
  test('is handed in by an enterprise, which sees its own; an agency sees none of it', async () => {
    const { status, body } = await submit(world);
    expect([status, body.state]).toEqual([201, 'submitted']);
    const seen = async (as: 'employer@firm' | 'signer@A' | 'officer@authority') =>
      (await world.call<{ items: Shown[] }>('GET /v1/norms', { as })).body.items.map(({ id }) => id);
    expect(await seen('employer@firm')).toEqual([body.id]);
    expect(await seen('officer@authority')).toEqual([body.id]);
    expect(await seen('signer@A')).toEqual([]);
  });

  test.each([
    ['an occupation that is not there', { occupation: { ...NORM.occupation, code: '9' } }, '/occupation'],
    ['a standard that is not there', { follows: 'x' }, '/follows'],
    ['a link that is not https', { document: { ...NORM.document, url: 'http://files.example/x' } }, '/document/url'],
  ])('with %s is refused', async (_, change, pointer) => {
    const { status, body } = await submit(world, { ...NORM, ...change });
    expect([status, body.violations?.[0]?.pointer]).toEqual([400, pointer]);
  });

  test('becomes a version of a standard that holds from a day on, once', async () => {
    const { body } = await submit(world);
    const registered = {
      outcome: 'registered',
      id: 'norm-1',
      version: daysAgo(world, 20),
      documentNumber: 'N 2026-05',
    };
    const decided = await decide(world, body.id, registered);
    expect(decided.body).toMatchObject({ state: 'registered', standard: 'norm-1' });
    const again = await decide(world, body.id, { outcome: 'declined', reason: 'Too late.' });
    expect(again.status).toBe(409);
    const { items } = (await world.call<{ items: object[] }>('GET /v1/standards', { as: 'clerk@B' })).body;
    expect(items).toContainEqual(
      expect.objectContaining({ id: 'norm-1', kind: 'evaluation_norm', proposer: expect.any(String) }),
    );
    const other = (await submit(world, NORM, 'signer@A')).body;
    expect((await decide(world, other.id, registered)).status).toBe(409);
    expect((await decide(world, other.id, { outcome: 'declined', reason: 'There is one.' })).body.state).toBe(
      'declined',
    );
  });

  test('is upgraded to a national standard; a certificate names what held on the day of its assessment', async () => {
    const national = {
      id: 'GZB-1',
      kind: 'national_standard',
      version: daysAgo(world, 10),
      documentNumber: 'GZB 4-04-05-05',
      title: NORM.title,
      occupation: NORM.occupation,
      follows: 'norm-1',
    };
    const add = (json: object) => world.call<Problem>('POST /v1/standards', { as: 'officer@authority', json });
    const early = await add({ ...national, version: daysAgo(world, 30) });
    expect([early.status, early.body.violations?.[0]?.pointer]).toEqual([400, '/version']);
    expect((await add(national)).status).toBe(201);
    const back = await add({ ...national, id: 'x', kind: 'capability_norm', version: world.today(), follows: 'GZB-1' });
    expect([back.status, back.body.violations?.[0]?.pointer]).toEqual([400, '/kind']);
    // A later norm does not take the place of the national standard.
    const { body } = await submit(world);
    const late = { outcome: 'registered', id: 'norm-2', version: daysAgo(world, 5), documentNumber: 'N 2026-06' };
    expect((await decide(world, body.id, late)).status).toBe(200);
    const named = async (days: number) => {
      const plain = request(world, days);
      const assessment = { ...plain.assessment, assessedOn: daysAgo(world, days) };
      return standardOf(await issued(world, { ...plain, assessment }));
    };
    expect(await named(25)).toBeUndefined();
    expect(await named(15)).toMatchObject({ code: 'norm-1', kind: 'evaluation_norm', version: daysAgo(world, 20) });
    expect(await named(2)).toMatchObject({ code: 'GZB-1', kind: 'national_standard' });
  });

  test('that was registered under a former code of the occupation still holds under the new one', async () => {
    const occupation = { classification: 'CN-OCD', edition: '2025', code: '4-04-05-99' };
    const json = { ...occupation, name: NORM.title, aliases: [{ edition: '2022', code: '4-04-05-05' }] };
    expect((await world.call('POST /v1/occupations', { as: 'officer@authority', json })).status).toBe(201);
    const scope = [
      { ...occupation, code: undefined, occupations: [occupation.code], levelScheme: 'CN-SKILL', levels: ['3'] },
    ];
    const record = { kind: 'record', from: '2020-01-01', scope, reason: 'story' };
    // Written later for the same day, so it is what holds.
    await world.call('POST /v1/agencies/S000033000107/standing', { as: 'officer@authority', json: record });
    const certificate = await issued(world, { ...request(world, 77), occupation });
    expect(standardOf(certificate)).toMatchObject({ code: 'GZB-1' });
  });
});
