/** The whole life of a certificate: issued, read, verified, suspended, reinstated, replaced, revoked. */
import { expect, test } from 'vitest';
import type { StatusMark } from '../../src/core/status.ts';
import type { Verification } from '../../src/core/verdict.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Presented } from '../../src/issue/present.ts';
import { verdictsOn } from './forms.ts';
import { payloadOf, setBits } from './lists.ts';
import { A } from './people.ts';
import { request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

type Shown = Presented & {
  status: string;
  marks: (Omit<StatusMark, 'since'> & { since: string })[];
  replaces?: string;
};

describeEngines('The whole life of a certificate', [], (world) => {
  let first: Presented;
  let second: Presented;

  test('an agency issues it', async () => {
    const { status, body, headers } = await world.call<Presented>('POST /v1/certificates', {
      as: 'signer@A',
      json: request(world),
    });
    expect(status).toBe(201);
    expect(headers.get('Location')).toBe(`${world.origin}/v1/certificates/${body.id}`);
    expect(body.number).toBe(`${A.code}${world.today().slice(2, 4)}3000001`);
    expect(body.verifyUrl).toBe(`${world.origin}/v/${body.token}`);
    expect(body.seal).toMatch(new RegExp(`^${world.origin}/v#1\\d+$`));
    first = body;
  });

  test('the agency reads it in three media types', async () => {
    const read = (type: string) =>
      world.call<Shown>(`GET /v1/certificates/${first.id}`, { as: 'clerk@A', headers: { Accept: type } });
    const json = await read('application/json');
    expect(json.body).toMatchObject({ ...first, status: 'valid', marks: [], agency: A.code, issuedOn: world.today() });
    const vc = await read('application/vc');
    expect([vc.headers.get('Content-Type'), vc.body]).toEqual(['application/vc', first.credential]);
    const jwt = await read('application/vc+jwt');
    expect([jwt.headers.get('Content-Type'), jwt.text]).toEqual(['application/vc+jwt', first.jwt]);
    const { proof: _, ...unsigned } = first.credential;
    expect(payloadOf(first.jwt)).toEqual(unsigned);
  });

  test('it is valid in every form, and says the same in all of them', async () => {
    for (const [form, verdict] of Object.entries(await verdictsOn(world, first))) {
      expect(verdict, form).toMatchObject({
        verdict: 'valid',
        certificate: {
          id: first.id,
          printedNumber: first.printedNumber,
          holder: { name: '测试甲', maskedId: expect.stringMatching(/^3301\*{10}\w{4}$/) },
          occupation: { code: '4-04-05-05', name: { zh: '人工智能训练师' } },
          level: { scheme: 'CN-SKILL', code: '3' },
          issuer: { code: A.code, name: A.name },
        },
      });
      expect(verdict.checks.map(({ id, result }) => `${id} ${result}`)).toEqual([
        'format pass',
        'signature pass',
        'issuer pass',
        'entitlement pass',
        'dates pass',
        'status pass',
      ]);
    }
    expect(await setBits(world, first.credential)).toEqual([]);
  });

  test('its public page says so to people, in their language', async () => {
    expect(await pageOf(world, first, 'zh-CN')).toMatch(/有效[\s\S]*测试甲[\s\S]*人工智能训练师/);
    expect(await pageOf(world, first, 'en')).toMatch(/Valid[\s\S]*测试甲[\s\S]*AI trainer/);
  });

  test('the agency suspends it', async () => {
    const { status, body } = await act(world, first, 'signer@A', { action: 'suspend', reason: 'under_investigation' });
    expect([status, body.status]).toEqual([200, 'suspended']);
    for (const [form, verdict] of Object.entries(await verdictsOn(world, first))) {
      expect(verdict, form).toMatchObject({
        verdict: 'suspended',
        by: 'agency',
        since: body.marks[0]?.since,
        reason: 'under_investigation',
        effect: 'none',
      });
    }
    expect(await setBits(world, first.credential)).toEqual(['agency-suspension']);
    expect(await pageOf(world, first, 'zh-CN')).toContain('已暂停');
  });

  test('the authority cannot lift what the agency did; the agency can', async () => {
    const other = await act(world, first, 'officer@authority', { action: 'reinstate' });
    expect([other.status, other.body]).toMatchObject([409, { type: 'urn:yinzheng:problem:status_conflict' }]);
    const own = await act(world, first, 'signer@A', { action: 'reinstate' });
    expect(own).toMatchObject({ status: 200, body: { status: 'valid', marks: [] } });
    expect(await words(world, first)).toEqual(['valid']);
    expect(await setBits(world, first.credential)).toEqual([]);
  });

  test('the authority suspends it: until that is lifted, the agency replaces it as little as it lifts that', async () => {
    const suspend = { action: 'suspend', reason: 'under_investigation' };
    expect((await act(world, first, 'officer@authority', suspend)).status).toBe(200);
    const replace = { as: 'signer@A', json: { ...request(world), reason: 'data_error' } } as const;
    const { status, body } = await world.call<Problem>(`POST /v1/certificates/${first.id}/replace`, replace);
    expect([status, body.type]).toEqual([409, 'urn:yinzheng:problem:status_conflict']);
    expect((await act(world, first, 'officer@authority', { action: 'reinstate' })).status).toBe(200);
    expect(await words(world, first)).toEqual(['valid']);
  });

  test('the agency corrects a mistake: the old one is replaced, the new one is valid and names the old', async () => {
    const corrected = { ...request(world), jobDirection: '人工智能算法测试员' };
    const { status, body } = await world.call<Presented>(`POST /v1/certificates/${first.id}/replace`, {
      as: 'signer@A',
      json: { ...corrected, reason: 'data_error' },
    });
    expect(status).toBe(201);
    second = body;
    for (const [form, verdict] of Object.entries(await verdictsOn(world, first))) {
      expect(verdict, form).toMatchObject({
        verdict: 'replaced',
        by: 'agency',
        reason: 'data_error',
        replacedBy: second.verifyUrl,
      });
    }
    expect(await setBits(world, first.credential)).toEqual(['agency-revocation']);
    expect(await pageOf(world, first, 'zh-CN')).toContain(`href="${second.verifyUrl}"`);
    expect(second.credential.replaces).toEqual({ id: first.credential.id, number: first.number });
    expect(await words(world, second)).toEqual(['valid']);
    expect(await setBits(world, second.credential)).toEqual([]);
  });

  test('the authority revokes the new one: every form turns, and says who, since when, why and with what effect', async () => {
    const { status, body } = await act(world, second, 'officer@authority', {
      action: 'revoke',
      reason: 'exam_fraud',
      note: 'case 2026-7',
    });
    expect([status, body.status]).toEqual([200, 'revoked']);
    for (const [form, verdict] of Object.entries(await verdictsOn(world, second))) {
      expect(verdict, form).toMatchObject({
        verdict: 'revoked',
        by: 'authority',
        since: body.marks[0]?.since,
        reason: 'exam_fraud',
        effect: 'void',
      });
      expect(JSON.stringify(verdict)).not.toContain('case 2026-7');
    }
    expect(await setBits(world, second.credential)).toEqual(['authority-revocation']);
    expect(await pageOf(world, second, 'zh-CN')).toMatch(/已撤销[\s\S]*主管部门[\s\S]*考试作弊[\s\S]*自始无效/);
  });

  test.each([
    ['revoke', { action: 'revoke', reason: 'misuse' }],
    ['suspend', { action: 'suspend', reason: 'appeal_pending' }],
    ['reinstate', { action: 'reinstate' }],
  ])('revoked is final: nobody can %s it', async (_, change) => {
    for (const as of ['signer@A', 'officer@authority'] as const) {
      const { status, body } = await act(world, second, as, change);
      expect([status, body]).toMatchObject([409, { type: 'urn:yinzheng:problem:status_conflict' }]);
    }
  });

  test('revoked is final: nobody can replace it', async () => {
    for (const as of ['signer@A', 'officer@authority'] as const) {
      const { status, body } = await world.call<Problem>(`POST /v1/certificates/${second.id}/replace`, {
        as,
        json: { ...request(world), reason: 'data_error' },
      });
      expect([status, body.type]).toEqual([409, 'urn:yinzheng:problem:status_conflict']);
    }
    expect(await words(world, second)).toEqual(['revoked']);
  });

  test('every act is on record, with who did it', async () => {
    const acts = async ({ id }: Presented) => {
      const route = `GET /v1/audit?subject=${id}` as const;
      const { body } = await world.call<{ items: { type: string; person: string }[] }>(route, { as: 'auditor@A' });
      return body.items.map(({ type, person }) => `${type} ${person}`);
    };
    expect(await acts(first)).toEqual([
      'certificate.prepared signer@A',
      'certificate.signed system',
      ...Array(3).fill('person.read clerk@A'),
      'certificate.suspended signer@A',
      'certificate.reinstated signer@A',
      'certificate.suspended officer@authority',
      'certificate.reinstated officer@authority',
      'certificate.replaced signer@A',
    ]);
    expect(await acts(second)).toEqual([
      'certificate.prepared signer@A',
      'certificate.signed system',
      'certificate.revoked officer@authority',
    ]);
  });
});

function act(world: World, { id }: Presented, as: 'signer@A' | 'officer@authority', json: object) {
  return world.call<Shown>(`POST /v1/certificates/${id}/status`, { as, json });
}

async function pageOf(world: World, { token }: Presented, language: string): Promise<string> {
  const headers = { Accept: 'text/html', 'Accept-Language': language };
  const { text } = await world.call(`GET /v/${token}`, { headers });
  return text;
}

/** The different verdicts that the forms of a certificate get. */
async function words(world: World, certificate: Presented): Promise<Verification['verdict'][]> {
  return [...new Set(Object.values(await verdictsOn(world, certificate)).map(({ verdict }) => verdict))];
}
