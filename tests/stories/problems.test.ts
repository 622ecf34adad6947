/** Requests that break rules: every fault is named by its field, and nothing that was sent is repeated. */
import { expect, test } from 'vitest';
import type { CertificateRequest } from '../../src/core/certificate.ts';
import type { Problem } from '../../src/http/problem.ts';
import { changedAt } from '../credential/mutate.ts';
import { request } from './requests.ts';
import { describeEngines } from './world.ts';

const TOMORROW = 'tomorrow';

/** What is changed (`/` between members), what it becomes, and the pointers that the answer names. */
const FAULTS: readonly (readonly [what: string, path: string, value: unknown, pointers: string[]])[] = [
  ['a wrong check character', 'holder/idNumber', '330102199003070008', ['/holder/idNumber']],
  ['a birth date that does not exist', 'holder/idNumber', '330102199002300003', ['/holder/idNumber']],
  ['an identity type that is unknown', 'holder/idType', 'library_card', ['/holder/idType']],
  ['a passport where a resident number is said', 'holder/idNumber', 'E12345678', ['/holder/idNumber']],
  ['an empty name', 'holder/name', '', ['/holder/name']],
  ['a name of spaces', 'holder/name', ' \u3000 ', ['/holder/name']],
  ['a name of 101 characters', 'holder/name', '长'.repeat(101), ['/holder/name']],
  ['a name that runs the other way', 'holder/name', '张\u202E三', ['/holder/name']],
  ['a name with a control character', 'holder/name', '张\u0007三', ['/holder/name']],
  ['a name that cannot be seen', 'holder/name', '\u3164', ['/holder/name']],
  ['a Latin name with a line break', 'holder/nameLatin', 'Zhang\nSan', ['/holder/nameLatin']],
  ['a job direction that runs the other way', 'jobDirection', '\u2067标注', ['/jobDirection']],
  ['a batch with a hidden character', 'assessment/batch', '2026\u200B10', ['/assessment/batch']],
  ['an unknown occupation', 'occupation/code', '4-04-05-99', ['/occupation']],
  ['an occupation of another edition', 'occupation/edition', '2015', ['/occupation']],
  ['an unknown level', 'level/code', '9', ['/level']],
  ['a level of another ladder', 'level', { scheme: 'CN-TECH', code: '2' }, ['/level/scheme']],
  ['a level that the numbering has no digit for', 'level/code', 'apprentice', ['/level/code']],
  ['an unknown template', 'template', 'master-of-everything', ['/template']],
  ['a route of another template', 'assessment/route', 'special_capability', ['/assessment/route']],
  ['an unknown route', 'assessment/route', 'by_friendship', ['/assessment/route']],
  ['a day of issue in the future', 'issuedOn', TOMORROW, ['/issuedOn']],
  ['an assessment after the day of issue', 'assessment/assessedOn', TOMORROW, ['/assessment/assessedOn']],
  ['a day that does not exist', 'issuedOn', '2026-02-30', ['/issuedOn']],
  ['a day in another notation', 'assessment/assessedOn', '18.10.2026', ['/assessment/assessedOn']],
  ['a score below the pass mark', 'assessment/theory', 59.9, ['/assessment/theory']],
  ['a score above 100', 'assessment/practical', 100.5, ['/assessment/practical']],
  ['a score with two decimals', 'assessment/practical', 80.25, ['/assessment/practical']],
  ['a score as text', 'assessment/practical', '80', ['/assessment/practical']],
  ['a score that is missing', 'assessment/practical', undefined, ['/assessment/practical']],
  ['a holder that is missing', 'holder', undefined, ['/holder']],
  ['a member that is unknown', 'holder/nickname', 'x', ['/holder/nickname']],
  ['a member that is unknown, outside', 'colour', 'red', ['/colour']],
];

describeEngines('A request for a certificate with', [], (world) => {
  const post = (json: unknown) => world.call<Problem>('POST /v1/certificates', { as: 'signer@A', json });

  test.each(FAULTS)('%s is refused, and the field is named', async (_, path, value, pointers) => {
    const tomorrow = new Date(Date.parse(world.today()) + 86_400_000).toISOString().slice(0, 10);
    const json = changedAt(request(world), path.split('/'), () => (value === TOMORROW ? tomorrow : value));
    const { status, headers, body } = await post(json);
    expect([status, headers.get('Content-Type')]).toEqual([400, 'application/problem+json']);
    expect(body.type).toBe('urn:yinzheng:problem:invalid_request');
    expect(body.violations?.map(({ pointer }) => pointer)).toEqual(pointers);
    for (const { rule, message } of body.violations ?? []) expect([rule, message]).not.toContain('');
  });

  test('many faults is told all of them at once', async () => {
    const { holder, assessment, ...rest } = request(world);
    const { body } = await post({
      ...rest,
      template: 'none',
      holder: { ...holder, name: '\u202Ex', idNumber: '1' },
      assessment: { ...assessment, theory: 12 },
    });
    const pointers = body.violations?.map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/template', '/holder/name', '/holder/idNumber']);
    const { body: known } = await post({ ...request(world), assessment: { ...assessment, theory: 12, practical: 7 } });
    expect(known.violations).toHaveLength(2);
  });

  test('an occupation or level outside the agency’s scope is refused as not entitled', async () => {
    const refused = async (change: Partial<CertificateRequest>, as: 'signer@A' | 'signer@B') => {
      const json = { ...request(world), ...change };
      const { status, body } = await world.call<Problem>('POST /v1/certificates', { as, json });
      return [status, body.type, [...new Set(body.violations?.map(({ pointer }) => pointer))]];
    };
    const outside = [403, 'urn:yinzheng:problem:not_entitled', ['/occupation']];
    const robots = { classification: 'CN-OCD', edition: '2022', code: '6-31-07-03' };
    expect(await refused({ occupation: robots }, 'signer@A')).toEqual(outside);
    expect(await refused({ level: { scheme: 'CN-SKILL', code: '1' } }, 'signer@B')).toEqual(outside);
  });

  test('a good request in between goes through, and nothing was issued before it', async () => {
    const { status, text } = await post(request(world));
    expect(status).toBe(201);
    expect(JSON.parse(text).number).toMatch(/000001$/);
  });
});

describeEngines('A body that', [], (world) => {
  const post = (text: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
    world.call<Problem>('POST /v1/certificates', { as: 'signer@A', text, type });
  const good = (): string => JSON.stringify(request(world));

  const bodies: readonly (readonly [string, () => string | Uint8Array<ArrayBuffer>, string, string])[] = [
    ['is no JSON', () => '{"template":', 'syntax', '/template'],
    ['is two values', () => `${good()}${good()}`, 'syntax', ''],
    ['has a member twice', () => good().replace('"holder":{', '"holder":{"name":"李四",'), 'duplicate', '/holder/name'],
    ['nests 100 deep', () => `{"holder":${'['.repeat(100)}${']'.repeat(100)}}`, 'depth', `/holder${'/0'.repeat(63)}`],
    ['nests 100,000 deep', () => '['.repeat(100_000), 'depth', '/0'.repeat(64)],
    ['names __proto__', () => good().replace('"holder":{', '"holder":{"__proto__":{},'), 'syntax', '/holder/__proto__'],
    ['is not UTF-8', () => Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'utf8', ''],
  ];
  test.each(bodies)('%s is refused', async (_, body, rule, pointer) => {
    const { status, body: problem } = await post(body());
    expect([status, problem.type]).toEqual([400, 'urn:yinzheng:problem:malformed_body']);
    expect(problem.violations).toMatchObject([{ rule, pointer }]);
  });

  test('has more than 256 KiB is refused, and one of just so many bytes is read', async () => {
    const padded = (bytes: number) => good() + ' '.repeat(bytes - Buffer.byteLength(good()));
    const refused = await post(padded(256 * 1024 + 1));
    expect([refused.status, refused.body.type]).toEqual([413, 'urn:yinzheng:problem:body_too_large']);
    expect((await post(padded(256 * 1024))).status).toBe(201);
    expect((await world.call('POST /verify', { text: padded(256 * 1024 + 1), type: 'text/plain' })).status).toBe(413);
  });

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', ''])(
    'says to be %j is refused',
    async (type) => {
      const { status, body } = await post(good(), type);
      expect([status, body.type]).toEqual([415, 'urn:yinzheng:problem:unsupported_media_type']);
    },
  );

  test.each(['[]', '1', '"text"', 'null', 'true'])('is %s and no object is refused', async (text) => {
    const { status, body } = await post(text);
    expect([status, body.type]).toEqual([400, 'urn:yinzheng:problem:invalid_request']);
  });

  test('comes to an address by a method that it does not know is told which it knows', async () => {
    const { status, headers } = await world.call('POST /v1/audit', { as: 'officer@authority', json: {} });
    expect([status, headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
  });
});
