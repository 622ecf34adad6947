/** An employer has a file of certificates verified, and keeps a signed report that others can check. */
import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { type FileState, handIn, type Report, reportOf, type ShownRow, verifiedFile } from './files.ts';
import { verifyJwt } from './foreign.ts';
import { FIRM } from './people.ts';
import { issued, person, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

interface Claims {
  readonly requester: object;
  readonly purpose: { readonly code: string };
  readonly file: { readonly sha256: string };
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly results: readonly { readonly mediaType: string; readonly bytes: number; readonly sha256: string }[];
  readonly trustLists: readonly { readonly id: string; readonly sha256: string }[];
  readonly statusLists: readonly { readonly id: string; readonly sha256: string }[];
}

const revoke = (world: World, { id }: Presented, action = 'revoke', reason = 'exam_fraud') =>
  world.call(`POST /v1/certificates/${id}/status`, { as: 'officer@authority', json: { action, reason } });

describeEngines('A file of certificates', ['read what is kept'], (world) => {
  const made: Presented[] = [];
  let csv: string;
  let state: FileState;
  let report: Report;
  let claims: Claims;

  beforeAll(async () => {
    for (let n = 0; n < 4; n++) made.push(await issued(world, request(world, n)));
    const [good, revoked, suspended, old] = made as [Presented, Presented, Presented, Presented];
    await revoke(world, revoked);
    await revoke(world, suspended, 'suspend', 'appeal_pending');
    const json = { ...request(world, 3), reason: 'data_error' };
    await world.call(`POST /v1/certificates/${old.id}/replace`, { as: 'signer@A', json });
    const altered = {
      ...good.credential,
      credentialSubject: { ...Object(good.credential.credentialSubject), name: '=1+1' },
    };
    const rows = [
      [good.seal],
      [good.jwt],
      [JSON.stringify(good.credential)],
      [good.verifyUrl],
      ['', good.printedNumber, person(0).name],
      ['', good.printedNumber, '测试不符'],
      ['', `${good.number.slice(0, -1)}9`, person(0).name],
      [revoked.seal],
      ['', suspended.number, person(2).name],
      [old.jwt],
      [JSON.stringify(altered)],
      ['=HYPERLINK("https://evil.example")'],
      ['', good.number],
      ['', old.number, person(3).name],
      // So many that they are kept and worked on in two parts.
      ...Array.from({ length: 229 }, () => [good.seal]),
    ];
    csv = `二维码,证书编号,姓名\n${rows.map((cells) => cells.map(cell).join()).join('\n')}\n`;
    state = await verifiedFile(world, csv);
    report = (await reportOf(world, state.id)).body;
    claims = report.report.credentialSubject.report as unknown as Claims;
  }, 120_000);

  test('gets a verdict for each row, in the order of the file', () => {
    expect(state).toMatchObject({ state: 'done', rows: 243, done: 243, file: { sha256: sha256(csv) } });
    const verdicts = report.rows.map(({ verdict }) => verdict.code);
    const first = ['valid', 'valid', 'valid', 'valid', 'valid', 'not_found', 'not_found'];
    const second = ['revoked', 'suspended', 'replaced', 'not_authentic', 'not_ours', 'unreadable', 'replaced'];
    expect(verdicts).toEqual([...first, ...second, ...Array(229).fill('valid')]);
    expect(report.rows.map(({ row }) => row)).toEqual(report.rows.map((_, at) => at + 2));
    expect(claims.counts).toMatchObject({ valid: 234, not_found: 2, revoked: 1, unreadable: 1 });
  });

  test('tells why, in both languages, and nothing of what did not verify', () => {
    const [seal, , , , byNumber] = report.rows;
    const [good, , , old] = made;
    const holder = { number: good?.printedNumber, name: person(0).name };
    for (const row of [seal, byNumber]) expect(row).toMatchObject({ ...holder, verdict: { zh: '有效', en: 'Valid' } });
    const [revoked, suspended, replaced, altered] = report.rows.slice(7) as [ShownRow, ShownRow, ShownRow, ShownRow];
    expect(revoked).toMatchObject({
      by: 'authority',
      reason: { code: 'exam_fraud', zh: '考试作弊' },
      effect: { code: 'void' },
    });
    expect(revoked.checks).toEqual([{ id: 'status', result: 'fail', detail: 'revoked by the authority' }]);
    expect(suspended).toMatchObject({ by: 'authority', since: expect.any(String), reason: { code: 'appeal_pending' } });
    expect(replaced.replacedBy).toMatch(/\/v\/[a-z2-7]{26}$/);
    expect(replaced.replacedBy).not.toBe(old?.verifyUrl);
    expect(Object.keys(altered).sort()).toEqual(['checks', 'row', 'verdict']);
  });

  test('tells the link of a newer certificate for the document, and not for number and name', () => {
    expect(report.rows[13]).toMatchObject({ verdict: { code: 'replaced' }, reason: { code: 'data_error' } });
    expect(report.rows[13]).not.toHaveProperty('replacedBy');
  });

  test('answers a wrong name and a wrong number alike', () => {
    const [wrongName, wrongNumber] = report.rows.slice(5, 7);
    expect({ ...wrongName, row: 0 }).toEqual({ ...wrongNumber, row: 0 });
    expect(Object.keys(wrongName ?? {})).toEqual(['row', 'verdict']);
  });

  test('has a report that the authority signed, for a library that others wrote', async () => {
    const answer = await reportOf(world, state.id, 'application/vc+jwt');
    expect(answer.headers.get('Content-Type')).toBe('application/vc+jwt');
    expect(answer.text).toBe(report.jwt);
    const credential = await verifyJwt(world, answer.text);
    expect(credential).toEqual(report.report);
    expect(credential.issuer).toBe(`did:web:${encodeURIComponent(new URL(world.origin).host)}`);
    expect(claims).toMatchObject({
      requester: { code: FIRM.code, name: FIRM.name },
      purpose: { code: 'recruitment' },
      file: { sha256: sha256(csv), format: 'csv' },
      rows: 243,
    });
    const [head, payload, signature = ''] = answer.text.split('.');
    const flipped = `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    await expect(verifyJwt(world, flipped)).rejects.toThrow();
    for (const n of [0, 1, 2, 3]) expect(JSON.stringify(credential)).not.toContain(person(n).name);
  });

  test('gives out the results whose digests are signed, and no formula', async () => {
    const table = await world.call(`GET /v1/verifications/${state.id}/report.csv`, { as: 'employer@firm' });
    const lines = await reportOf(world, state.id, 'application/x-ndjson');
    const digest = (type: string) => claims.results.find(({ mediaType }) => mediaType === type)?.sha256;
    // `fetch` takes the byte order mark away.
    const whole = table.text.startsWith('\ufeff') ? table.text : `\ufeff${table.text}`;
    expect(sha256(whole)).toBe(digest('text/csv'));
    expect(sha256(lines.text)).toBe(digest('application/x-ndjson'));
    expect(
      lines.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(report.rows);
    expect(whole.split('\r\n')).toHaveLength(245);
    expect(table.text).not.toMatch(/(?:^|[,"\n])[=+@]/);
  });

  test('names the signed lists that it rests on, as they are published', async () => {
    for (const { id, sha256: digest } of [...claims.trustLists, ...claims.statusLists]) {
      const path = new URL(id).pathname;
      const list = await world.call(`GET ${path}`, { headers: { Accept: 'application/vc+jwt' } });
      expect(sha256(list.text), id).toBe(digest);
    }
    expect([claims.trustLists.length, claims.statusLists.length]).toEqual([1, 4]);
  });

  test('is for whoever handed it in, and an auditor', async () => {
    const path = `/v1/verifications/${state.id}`;
    const ask = async (as: 'officer@authority' | 'auditor@authority' | 'auditor@A' | 'signer@A') =>
      (await world.call(`GET ${path}/report`, { as })).status;
    expect(await Promise.all([ask('officer@authority'), ask('auditor@A'), ask('signer@A')])).toEqual([404, 404, 403]);
    expect(await ask('auditor@authority')).toBe(200);
    const list = await world.call<{ items: FileState[] }>('GET /v1/verifications', { as: 'employer@firm' });
    expect(list.body.items).toEqual([state]);
    expect((await world.call(`POST ${path}/cancel`, { as: 'employer@firm' })).status).toBe(409);
  });

  test('is in the audit with its purpose; no name is in an event, a line of the log or clear in the database', async () => {
    const canary = '测试金丝雀';
    const { id } = await verifiedFile(world, `编号,姓名\n${made[0]?.number},${canary}\n`, { purpose: 'subsidy' });
    const { body, text } = await world.call<{ items: { type: string; data: object }[] }>(
      `GET /v1/audit?subject=${id}`,
      {
        as: 'auditor@authority',
      },
    );
    expect(body.items.map(({ type }) => type)).toEqual(['verification.requested', 'verification.finished']);
    for (const { data } of body.items) expect(data).toMatchObject({ purpose: 'subsidy', rows: 1 });
    expect([text.includes(canary), world.log.join('\n').includes(canary)]).toEqual([false, false]);
    expect((await world.stored()).includes(canary)).toBe(false);
  });

  test.each([
    ['without a purpose that is known', 'purpose=fun', 'text/csv', 400],
    ['of another kind', 'purpose=audit', 'application/pdf', 415],
    ['that is no XLSX', 'purpose=audit', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 400],
    ['without our columns', 'purpose=audit', 'text/csv', 400],
  ])('is refused %s, and nothing of it is kept', async (_, query, type, status) => {
    const answer = await world.call(`POST /v1/verifications?${query}`, {
      as: 'employer@firm',
      type,
      text: 'a,b\n1,2\n',
    });
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
    expect((await world.call<{ items: [] }>('GET /v1/verifications', { as: 'employer@firm' })).body.items).toHaveLength(
      2,
    );
  });

  test('handed in again under the same key makes nothing new, and another one conflicts', async () => {
    const headers = { 'Idempotency-Key': 'list-7' };
    const text = `二维码\n${made[0]?.seal}\n`;
    const first = await handIn(world, text, { headers });
    const again = await handIn(world, text, { headers });
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await handIn(world, `${text}${made[0]?.jwt}\n`, { headers });
    expect(other.body).toMatchObject({ status: 409, type: 'urn:yinzheng:problem:idempotency_conflict' });
  });
});

describeEngines('The limits of an employer', [], (world) => {
  const limits = (json: object) =>
    world.call(`POST /v1/employers/${FIRM.code}/limits`, { as: 'officer@authority', json });

  test('end guessing: names are not looked up any more, and files with names are refused', async () => {
    const { number } = await issued(world, request(world, 1));
    await limits({ unmatchedPerDay: 3 });
    const guesses = ['甲', '乙', '丙', '丁'].map((name) => `${number},${name}`);
    const file = await verifiedFile(world, `编号,姓名\n${guesses.join('\n')}\n${number},${person(1).name}\n`);
    const { rows } = (await reportOf(world, file.id)).body;
    const codes = rows.map(({ verdict }) => verdict.code);
    expect(codes).toEqual(['not_found', 'not_found', 'not_found', 'not_looked_up', 'not_looked_up']);

    const again = await handIn(world, `编号,姓名\n${number},${person(1).name}\n`);
    expect([again.status, Number(again.headers.get('Retry-After')) > 0]).toEqual([429, true]);
    expect(again.text).toContain('3 a day');
    const used = await world.call(`GET /v1/employers/${FIRM.code}`, { as: 'employer@firm' });
    expect(used.body).toMatchObject({ used: { rows: 5, unmatched: 3 } });
    expect((await verifiedFile(world, '二维码\nwhatever\n')).state).toBe('done');
  });

  test('hold for rows a day and requests a minute, and say what they are', async () => {
    await limits({ rowsPerDay: 7, unmatchedPerDay: 100 });
    const refused = await handIn(world, '二维码\na\nb\n');
    expect([refused.status, refused.text.includes('7 rows')]).toEqual([429, true]);
    expect((await handIn(world, '二维码\na\n')).status).toBe(202);
    await limits({ requestsPerMinute: 0 });
    const { status, headers, text } = await world.call('GET /v1/levels', { as: 'employer@firm' });
    expect([status, Number(headers.get('Retry-After')) <= 60, text.includes('0 requests a minute')]).toEqual([
      429,
      true,
      true,
    ]);
  });
});
