/** An incident about a batch of which more could come: its set is all of it, or it is not approved. */
import { expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import {
  act,
  approve as approveBatch,
  batchOf,
  csv,
  done,
  examinee,
  rowsOf,
  type SeenBatch,
  submitted,
} from './exams.ts';
import { approve, carriedOut, opened, settled } from './incidents.ts';
import { A } from './people.ts';
import { describeEngines, type World } from './world.ts';

const OTHER = '4-04-05-13';

/** Records the agency for one occupation, or for all that it had. */
function record(world: World, occupations?: string[]) {
  const scope = A.record.scope.map((item) => ({ ...item, occupations: occupations ?? item.occupations }));
  const json = { kind: 'record', reason: 'story', scope };
  return world.call(`POST /v1/agencies/${A.code}/standing`, { as: 'officer@authority', json });
}

/** A batch of three of which one could not be issued, as the record was narrowed meanwhile. */
async function partly(world: World, from: number): Promise<SeenBatch> {
  const rows = [0, 1, 2].map((n) => examinee(world.today(), from + n));
  const [first, second, third] = rows;
  if (!first || !second || !third) throw new Error('three rows');
  const batch = await submitted(world, csv([first, second, { ...third, 职业编码: OTHER, 职业方向: '' }]));
  await record(world, ['4-04-05-05']);
  await approveBatch(world, batch);
  const signed = await done(world, batch.id);
  expect(signed.progress).toMatchObject({ issued: 2, failed: 1 });
  await record(world);
  return signed;
}

async function retried(world: World, id: string) {
  const answer = await act(world, id, 'retry', 'signer@A');
  return answer.status === 200 ? (await done(world, id)).progress.issued : answer.status;
}

async function verdicts(world: World, id: string): Promise<(string | undefined)[]> {
  const numbers = (await rowsOf(world, id)).map(({ certificate }) => certificate?.id);
  return Promise.all(
    numbers.map(async (certificate) => {
      if (certificate === undefined) return undefined;
      const headers = { Accept: 'application/vc' };
      const { body } = await world.call(`GET /v1/certificates/${certificate}`, { as: 'clerk@A', headers });
      return (await world.call<Verification>('POST /verify', { json: { credential: body } })).body.verdict;
    }),
  );
}

let cases = 0;
const order = (submission: string, action: 'suspend' | 'reinstate' = 'suspend') => ({
  caseNumber: `batch-${++cases}`,
  action,
  ...(action === 'suspend' && { reason: 'under_investigation' }),
  selection: { submissions: [submission] },
});

describeEngines('An incident of a batch', [], (world) => {
  test('is not approved once the batch was retried, and another one takes all of it', async () => {
    const batch = await partly(world, 800);
    const before = await opened(world, order(batch.id));
    expect(before.preview.count).toBe(2);
    expect(await retried(world, batch.id)).toBe(3);
    const { status, text } = await approve(world, before);
    expect([status, text]).toEqual([409, expect.stringContaining('Withdraw this incident and open another')]);
    expect(await verdicts(world, batch.id)).toEqual(['valid', 'valid', 'valid']);
    await world.call(`POST /v1/incidents/${before.id}/withdraw`, { as: 'officer@authority' });

    const all = await opened(world, order(batch.id));
    expect((await approve(world, all)).status).toBe(202);
    expect(await settled(world, all.id)).toMatchObject({ state: 'done', preview: { count: 3 } });
    expect(await verdicts(world, batch.id)).toEqual(['suspended', 'suspended', 'suspended']);
  });

  test('closes it with its approval, and opens it again when it is reinstated', async () => {
    const batch = await partly(world, 810);
    const incident = await carriedOut(world, order(batch.id));
    expect(await batchOf(world, batch.id)).toMatchObject({ state: 'done', closedBy: incident.id });
    expect(await retried(world, batch.id)).toBe(409);
    expect(await verdicts(world, batch.id)).toEqual(['suspended', 'suspended', undefined]);

    await carriedOut(world, order(batch.id, 'reinstate'));
    expect(await batchOf(world, batch.id)).not.toHaveProperty('closedBy');
    expect(await retried(world, batch.id)).toBe(3);
    expect(await verdicts(world, batch.id)).toEqual(['valid', 'valid', 'valid']);
    const { body } = await world.call<{ items: { type: string; person: string }[] }>(
      `GET /v1/audit?subject=${batch.id}&person=approver@authority`,
      { as: 'auditor@A' },
    );
    expect(body.items.map(({ type }) => type)).toEqual(['batch.closed', 'batch.reopened']);
  });

  test('is approved, or the batch is retried: of both at one moment, one is done', async () => {
    const batch = await partly(world, 820);
    const incident = await opened(world, order(batch.id));
    const [approval, retry] = await Promise.all([approve(world, incident), act(world, batch.id, 'retry', 'signer@A')]);
    expect([approval.status === 202, retry.status === 200].filter(Boolean)).toHaveLength(1);
    expect([approval.status, retry.status]).toContain(409);
    const { progress } = await done(world, batch.id);
    const { state } = await settled(world, incident.id);
    expect([progress.issued, state]).toEqual(retry.status === 200 ? [3, 'ready'] : [2, 'done']);
  });
});
