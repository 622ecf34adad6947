/** Who releases an exam, and who cannot: whatever somebody tries, what nobody approved never reaches the signer. */
import { beforeAll, expect, test, vi } from 'vitest';
import { makePart, openRows } from '../../src/issue/batch/parts.ts';
import {
  act,
  approve,
  batchOf,
  csv,
  done,
  exam,
  examinee,
  HEADINGS,
  keyOf,
  rowsOf,
  type SeenBatch,
  submitted,
} from './exams.ts';
import { A } from './people.ts';
import { describeEngines, type World } from './world.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Adds a template that asks for approval, as `skill-level-cn` but for that, or another version of it. */
async function templateAsking(world: World, approval: 'agency' | 'authority', id = `by-${approval}`): Promise<void> {
  const { body } = await world.call<{ items: { id: string; policy: object }[] }>('GET /v1/templates', {
    as: 'officer@authority',
  });
  const { version: _, ...template } = body.items.find(({ id }) => id === 'skill-level-cn') as never as Record<
    string,
    object
  >;
  const json = { ...template, id, policy: { ...template.policy, approval } };
  const { status, text } = await world.call('POST /v1/templates', { as: 'officer@authority', json });
  if (status !== 201) throw new Error(text);
}

describeEngines('The release of an exam', ['reach the register'], (world) => {
  let from = 0;
  const file = (template: string, count = 3) => {
    from += 10;
    return csv(exam(world.today(), count, from).map((row) => ({ ...row, 证书模板: template })));
  };
  const certificates = async () =>
    (await world.call<{ items: object[] }>('GET /v1/certificates?limit=200', { as: 'clerk@A' })).body.items.length;
  const unsigned = async (batch: SeenBatch) => {
    expect((await batchOf(world, batch.id)).progress.issued).toBe(0);
    expect(await certificates()).toBe(before);
  };
  let before = 0;

  beforeAll(async () => {
    await templateAsking(world, 'agency');
    await templateAsking(world, 'authority');
  });

  test('takes a second person of the agency: not who brought it, not with a second key, not the authority alone', async () => {
    before = await certificates();
    const batch = await submitted(world, file('by-agency'), { as: 'signer@A' });
    expect(batch).toMatchObject({ state: 'submitted', approval: 'agency', waitsFor: 'agency' });
    const samePerson = await keyOf(world, 'signer@A', 'signer');
    for (const as of ['signer@A', samePerson, 'approver@authority'] as const) {
      expect((await approve(world, batch, as)).status).toBe(409);
    }
    expect((await approve(world, batch, 'clerk@A')).status).toBe(403);
    expect((await approve(world, batch, 'signer@B')).status).toBe(404);
    await unsigned(batch);
    const second = await keyOf(world, 'second signer', 'signer');
    expect((await approve(world, { ...batch, hash: 'A'.repeat(43) }, second)).status).toBe(409);
    expect((await approve(world, batch, second)).body).toMatchObject({ state: 'signing' });
    expect(await done(world, batch.id)).toMatchObject({ progress: { issued: 3 } });
  });

  test('is for exactly what was read: a row that is mended takes approvals away, an examiner mends scores alone', async () => {
    const batch = await submitted(world, file('by-authority'));
    expect((await approve(world, batch)).body).toMatchObject({ state: 'submitted', waitsFor: 'authority' });
    const mend = (as: Parameters<typeof act>[3], cells: object) => act(world, batch.id, 'mend', as, { n: 2, cells });
    expect((await mend('examiner@A', { 姓名: '别人' })).status).toBe(400);
    for (const [heading, pointer] of [
      ['备注/a', '/cells/备注~1a'],
      ['11010519491231002X', '/cells/0'],
    ] as const) {
      const refused = (await mend('clerk@A', { [heading]: 1 })).body as unknown as { violations: object[] };
      expect(refused.violations).toMatchObject([{ pointer, rule: 'known' }]);
    }
    const mended = await mend('examiner@A', { 理论成绩: 88 });
    expect(mended.body).toMatchObject({ state: 'submitted', waitsFor: 'agency', approvals: [], faulty: 0 });
    expect(mended.body.hash).not.toBe(batch.hash);
    expect((await approve(world, batch, 'approver@authority')).status).toBe(409);
    expect((await approve(world, batch)).status).toBe(409);
    expect((await mend('clerk@A', { 理论成绩: 12 })).body).toMatchObject({ faulty: 1 });
    const last = (await mend('clerk@A', { 理论成绩: 91 })).body;
    const good = (await rowsOf(world, batch.id)).map(({ state, faults }) => [state, faults]);
    expect(good).toEqual([1, 2, 3].map(() => ['waiting', []]));
    expect((await approve(world, last)).body).toMatchObject({ waitsFor: 'authority' });
    expect((await approve(world, last, 'approver@authority')).body).toMatchObject({ state: 'signing' });
    await done(world, batch.id);
    expect((await mend('clerk@A', { 理论成绩: 61 })).status).toBe(409);
    const [, row] = await rowsOf(world, batch.id);
    const { body } = await world.call<{ credential: { credentialSubject: { assessment: object } } }>(
      `GET /v1/certificates/${row?.certificate?.id}`,
      { as: 'clerk@A' },
    );
    expect(body.credential.credentialSubject.assessment).toMatchObject({ scores: { theory: '91' } });
  });

  test('with a reason refused, it is over, and its rows are gone; the mended file may come again', async () => {
    const text = file('by-agency');
    const batch = await submitted(world, text);
    const rejected = await act(world, batch.id, 'reject', 'signer@A', { reason: '成绩单不符' });
    expect(rejected.body).toMatchObject({ state: 'rejected', rejection: { person: 'signer@A', reason: '成绩单不符' } });
    expect((await approve(world, batch)).status).toBe(409);
    expect((await rowsOf(world, batch.id)).map(({ state }) => state)).toEqual(['gone', 'gone', 'gone']);
    expect((await world.call(`GET /v1/batches/${batch.id}/errors.csv`, { as: 'clerk@A' })).status).toBe(409);
    expect((await submitted(world, text)).id).not.toBe(batch.id);
  });

  test('cannot be gone round by issuing one by one', async () => {
    const request = { ...(await oneRequest(world)), template: 'by-agency' };
    const answer = await world.call<{ violations: object[] }>('POST /v1/certificates', {
      as: 'signer@A',
      json: request,
    });
    expect([answer.status, answer.body.violations]).toMatchObject([400, [{ pointer: '/template', rule: 'approval' }]]);
  });

  test('does not hold for rows that somebody changes in the database afterwards', async () => {
    before = await certificates();
    const { store } = world.deps;
    const batch = await submitted(world, file('by-agency'));
    const part = await store.batchPart(batch.id, 0);
    if (!part) throw new Error('no part');
    const [first, ...rest] = await openRows(world.deps, part);
    const good = first?.good && { ...first.good, request: { ...first.good.request, issuedOn: '2026-01-05' } };
    if (!first || !good) throw new Error('no row');
    const forged = await makePart(world.deps, part, { rows: [{ ...first, good }, ...rest], report: [], keep: true });
    // With its own digest, and with the digest of what was approved.
    for (const digest of [forged.digest, part.digest]) {
      await store.commit([{ write: 'batch.part', part: { ...forged, digest } }]);
      if (digest === forged.digest) await approve(world, batch);
      await expect
        .poll(async () => (await batchOf(world, batch.id)).progress.error, { timeout: 30_000 })
        .toContain('conflict');
      await unsigned(batch);
    }
    await act(world, batch.id, 'cancel', 'signer@A');
    expect((await store.agency(A.code))?.code).toBe(A.code);
  });

  test('of fifty equal submissions is the release of one batch', async () => {
    const text = file('by-agency', 5);
    const key = { 'Idempotency-Key': 'exam-2026-10' };
    const count = world.origin === 'http://cert.test' ? 12 : 50;
    const answers = await Promise.all(
      Array.from({ length: count }, (_, n) => submitted(world, text, { headers: n % 2 ? key : {} })),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    const other = await world.call('POST /v1/batches', {
      as: 'clerk@A',
      text: file('by-agency'),
      type: 'text/csv',
      headers: key,
    });
    expect([200, 202, 409]).toContain(other.status);
  });

  test('is for the doubles that were shown: one that another exam made meanwhile is not issued, and can be shown', async () => {
    const people = exam(world.today(), 4, 5_000).map((row) => ({ ...row, 证书模板: 'by-agency' }));
    const first = await submitted(world, csv(people.slice(0, 3)));
    const whole = await submitted(world, csv(people));
    expect([first.warned, whole.warned]).toEqual([0, 0]);
    for (const batch of [first, whole]) await approve(world, batch);
    expect(await done(world, first.id)).toMatchObject({ progress: { issued: 3, failed: 0 } });
    expect(await done(world, whole.id)).toMatchObject({ progress: { issued: 1, failed: 3 } });
    const failed = await rowsOf(world, whole.id, 'failed');
    expect(failed.map(({ n, faults }) => [n, faults.map(({ code }) => code)])).toEqual(
      [1, 2, 3].map((n) => [n, ['duplicate']]),
    );
    await act(world, whole.id, 'retry', 'signer@A');
    expect(await done(world, whole.id)).toMatchObject({ progress: { issued: 1, failed: 3 } });

    // Two who were both shown the first certificate: the second of them was not shown what the first made.
    const errors = (await world.call(`GET /v1/batches/${whole.id}/errors.csv`, { as: 'clerk@A' })).text;
    const [head, one = ''] = errors.split('\r\n');
    const again = await submitted(world, `${head}\r\n${one}`);
    const twice = await submitted(world, `${head}\r\n${one.replace('social_assessment', 'employer_assessment')}`);
    for (const batch of [again, twice]) {
      expect(batch).toMatchObject({ state: 'submitted', good: 1, warned: 1 });
      await approve(world, batch);
    }
    expect(await done(world, again.id)).toMatchObject({ progress: { issued: 1, failed: 0 } });
    expect(await done(world, twice.id)).toMatchObject({ progress: { issued: 0, failed: 1 } });
    const { body } = await world.call<{ items: { data: object }[] }>(
      'GET /v1/audit?type=duplicate.confirmed&person=signer@A',
      { as: 'auditor@A' },
    );
    expect(body.items).toMatchObject([{ data: { askedBy: 'clerk@A' } }]);
  });

  test('under a version of a template that has a new one signs nothing; the same file is another batch then', async () => {
    await templateAsking(world, 'agency', 'changing');
    const text = file('changing');
    const old = await submitted(world, text);
    await templateAsking(world, 'agency', 'changing');
    const headers = { 'Idempotency-Key': 'exam-again' };
    const fresh = await submitted(world, text, { headers });
    expect(fresh.id).not.toBe(old.id);
    await approve(world, old);
    expect(await done(world, old.id)).toMatchObject({ progress: { issued: 0, failed: 3 } });
    expect((await rowsOf(world, old.id)).map(({ faults }) => faults[0]?.code)).toEqual(Array(3).fill('version'));
    expect((await submitted(world, text)).id).toBe(fresh.id);

    await templateAsking(world, 'agency', 'changing');
    await approve(world, fresh);
    expect(await done(world, fresh.id)).toMatchObject({ progress: { failed: 3 } });
    const errors = await world.call(`GET /v1/batches/${fresh.id}/errors.csv`, { as: 'clerk@A' });
    const last = await submitted(world, errors.text, { headers });
    expect(last).toMatchObject({ state: 'submitted', good: 3, warned: 0 });
    expect((await submitted(world, errors.text)).id).toBe(last.id);
    await approve(world, last);
    const end = await done(world, last.id);
    expect(end).toMatchObject({ progress: { issued: 3, failed: 0 } });
    expect((await submitted(world, errors.text)).id).toBe(last.id);
  });

  test('is asked of those whom the new version of a template names, for a row that is mended under it', async () => {
    await templateAsking(world, 'agency', 'stricter');
    before = await certificates();
    const batch = await submitted(world, file('stricter'));
    await templateAsking(world, 'authority', 'stricter');
    const { body: mended } = await act(world, batch.id, 'mend', 'clerk@A', { n: 2, cells: { 理论成绩: 77 } });
    expect(mended).toMatchObject({ approval: 'authority', waitsFor: 'agency' });
    expect((await approve(world, mended)).body).toMatchObject({ state: 'submitted', waitsFor: 'authority' });
    await unsigned(batch);
    await act(world, batch.id, 'cancel', 'clerk@A');
  });

  test('pauses, goes on, names evidence, and tries failed rows again', async () => {
    from += 10;
    const rows = exam(world.today(), 5, from).map((row) => ({ ...row, 证书模板: 'by-agency' }));
    const last = rows[4] ?? examinee(world.today(), 0);
    const batch = await submitted(world, csv([...rows.slice(0, 4), { ...last, 理论成绩: 50 }]));
    const evidence = { kind: 'roster', name: '签到表', sha256: 'A'.repeat(43), url: 'https://files.example/r.pdf' };
    expect((await act(world, batch.id, 'evidence', 'examiner@A', evidence)).status).toBe(200);
    const standing = (kind: string) =>
      world.call(`POST /v1/agencies/${A.code}/standing`, { as: 'officer@authority', json: { kind, reason: 'story' } });
    await standing('suspend');
    await approve(world, batch);
    expect(await done(world, batch.id)).toMatchObject({ progress: { issued: 0, failed: 4 } });
    const failed = await rowsOf(world, batch.id, 'failed');
    expect(failed.map(({ faults }) => faults[0]?.code)).toEqual(['standing', 'standing', 'standing', 'standing']);
    const read = async (name: string) =>
      (await world.call(`GET /v1/batches/${batch.id}/${name}`, { as: 'clerk@A' })).text
        .replace('\ufeff', '')
        .split('\r\n');
    // Those that failed were normalised, that which has a fault is as it came: both stand under the headings of the file.
    const [headings = '', ...aside] = await read('errors.csv');
    expect(headings.split(',').sort()).toEqual([...HEADINGS, '职业分类', '分类版本', '等级体系', '错误 Errors'].sort());
    expect(aside.flatMap((line) => line.split(',').filter((cell) => cell === last.姓名))).toHaveLength(1);
    expect((await read('result.csv'))[5]).toMatch(new RegExp(`^5,6,faulty,${last.姓名},`));
    await standing('reinstate');
    expect((await act(world, batch.id, 'retry', 'signer@A')).body).toMatchObject({ state: 'signing' });
    await expect.poll(async () => (await batchOf(world, batch.id)).progress.issued, { timeout: 30_000 }).toBe(4);
    const end = await done(world, batch.id);
    expect(end).toMatchObject({ evidence: [evidence], progress: { issued: 4, failed: 0 } });
    expect((await rowsOf(world, batch.id)).map(({ faults }) => faults.length)).toEqual([0, 0, 0, 0, 1]);
    const faulty = await world.call(`GET /v1/batches/${batch.id}/errors.csv`, { as: 'clerk@A' });
    expect(faulty.text).not.toContain('standing');
    const events = await world.call(`GET /v1/batches/${batch.id}/events`, { as: 'clerk@A' });
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    expect(events.text).toContain('"state":"done"');
    // Clients come again when a stream ends; who has heard the end is told not to.
    const heard = /^id: (.+)$/m.exec(events.text)?.[1] ?? '';
    for (const [seen, status] of [
      [heard, 204],
      ['1', 200],
    ] as const) {
      const headers = { 'Last-Event-ID': seen };
      const again = await world.call(`GET /v1/batches/${batch.id}/events`, { as: 'clerk@A', headers });
      expect([again.status, again.text.includes('"state":"done"')]).toEqual([status, status === 200]);
    }
    expect((await act(world, batch.id, 'pause', 'signer@A')).status).toBe(409);
  });
});

async function oneRequest(world: World): Promise<object> {
  const row = examinee(world.today(), 990);
  return {
    template: 'skill-level-cn',
    holder: { name: row.姓名, idType: 'cn.resident_id', idNumber: row.证件号码 },
    occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
    level: { scheme: 'CN-SKILL', code: '3' },
    assessment: { route: 'social_assessment', assessedOn: world.today(), theory: 80, practical: 80 },
    issuedOn: world.today(),
  };
}
