/** The credential that an agency has of its record: for strangers, and turning with the record. */
import { expect, test } from 'vitest';
import { decodeBitstring, getBit } from '../../src/lib/bitstring.ts';
import { verifyEmbedded, verifyJwt } from './foreign.ts';
import { A, B } from './people.ts';
import { describeEngines, type World } from './world.ts';

interface Entry {
  readonly statusPurpose: string;
  readonly statusListIndex: string;
  readonly statusListCredential: string;
}

interface Record_ {
  readonly id: string;
  readonly type: readonly string[];
  readonly issuer: { readonly id: string };
  readonly validFrom: string;
  readonly validUntil?: string;
  readonly credentialSubject: { readonly recordCode: string; readonly scope: readonly object[] };
  readonly credentialStatus: readonly Entry[];
}

const recordOf = async (world: World, code: string) => (await world.call<Record_>(`GET /agencies/${code}/record`)).body;

/** The purposes whose bits are set, read as a stranger reads them: from the lists, whose signatures are checked too. */
async function bits(world: World, { credentialStatus }: Record_): Promise<string[]> {
  const set: string[] = [];
  for (const { statusPurpose, statusListIndex, statusListCredential } of credentialStatus) {
    const path = statusListCredential.slice(world.origin.length);
    const { body } = await world.call<{ credentialSubject: { encodedList: string } }>(`GET ${path}`);
    expect(await verifyEmbedded(world, body)).toEqual({ verified: true });
    const list = await decodeBitstring(body.credentialSubject.encodedList, 1_048_576);
    if (getBit(list, Number(statusListIndex))) set.push(statusPurpose);
  }
  return set;
}

function step(
  world: World,
  code: string,
  json: object,
  as: 'officer@authority' | 'approver@authority' = 'officer@authority',
) {
  return world.call(`POST /v1/agencies/${code}/standing`, { as, json: { reason: 'story', ...json } });
}

describeEngines("The credential of an agency's record", [], (world) => {
  test('says what was recorded, in both forms, for programs of others', async () => {
    const record = await recordOf(world, A.code);
    expect(record).toMatchObject({
      type: ['VerifiableCredential', 'EvaluationAgencyRecord'],
      validFrom: '2019-12-31T16:00:00Z',
      credentialSubject: { recordCode: A.code, uscc: A.uscc, region: { division: '33' }, scope: A.record.scope },
    });
    expect(await verifyEmbedded(world, record)).toEqual({ verified: true });
    const headers = { Accept: 'application/vc+jwt' };
    const { text } = await world.call(`GET /agencies/${A.code}/record`, { headers });
    expect(await verifyJwt(world, text)).toMatchObject({ id: record.id, issuer: record.issuer });
    expect(await bits(world, record)).toEqual([]);
    const forged = { ...record, credentialSubject: { ...record.credentialSubject, scope: [] } };
    expect((await verifyEmbedded(world, forged)).verified).toBe(false);
    expect((await world.call(`GET ${record.id.slice(world.origin.length)}`)).body).toEqual(record);
    expect((await world.call('GET /agencies/S000033000999/record')).status).toBe(404);
    expect((await world.call('GET /agencies/authority/record')).status).toBe(404);
  });

  test('is verified by the calls for other implementations, with its status', async () => {
    const verifiableCredential = await recordOf(world, B.code);
    const verified = async () =>
      (
        await world.call<{ verified: boolean }>('POST /credentials/verify', {
          json: { verifiableCredential, options: { returnCredential: false } },
        })
      ).status;
    expect(await verified()).toBe(200);
    await step(world, B.code, { kind: 'suspend' });
    expect(await verified()).toBe(400);
    await step(world, B.code, { kind: 'reinstate' });
    expect(await verified()).toBe(200);
  });

  test('is suspended and reinstated with the record, and stays the same document', async () => {
    const record = await recordOf(world, A.code);
    await step(world, A.code, { kind: 'suspend' });
    expect(await bits(world, record)).toEqual(['suspension']);
    await step(world, A.code, { kind: 'reinstate' });
    expect(await bits(world, record)).toEqual([]);
    expect(await recordOf(world, A.code)).toEqual(record);
  });

  test('ends when the scope is narrowed, and another takes its place; cancelling ends that too', async () => {
    const former = await recordOf(world, A.code);
    const scope = A.record.scope.map((item) => ({ ...item, levels: ['5'] }));
    await step(world, A.code, { kind: 'record', scope });
    const narrowed = await recordOf(world, A.code);
    expect(narrowed.id).not.toBe(former.id);
    expect(narrowed.credentialSubject.scope).toEqual(scope);
    expect([await bits(world, former), await bits(world, narrowed)]).toEqual([['revocation'], []]);
    await step(world, A.code, { kind: 'cancel' }, 'approver@authority');
    expect(await bits(world, narrowed)).toEqual(['revocation']);
    const events = await world.call<{ items: { data: { type: string } }[] }>('GET /v1/audit?type=agency.record', {
      as: 'auditor@A',
    });
    expect(events.body.items.map(({ data }) => data.type)).toEqual(['suspended', 'reinstated', 'ended', 'ended']);
  });
});

describeEngines('A step that is written for a later day', ['move the clock', 'reach the register'], (world) => {
  test('turns the credential when the day has come, also when nobody was there for months', async () => {
    const { turnRecords } = await import('../../src/registry/record-status.ts');
    const record = await recordOf(world, A.code);
    const day = new Date(world.now().getTime() + 2 * 86_400_000).toISOString().slice(0, 10);
    await step(world, A.code, { kind: 'suspend', from: day });
    expect([await turnRecords(world.deps), await bits(world, record)]).toEqual([0, []]);
    world.pass(80 * 86_400_000);
    await turnRecords(world.deps);
    expect(await bits(world, record)).toEqual(['suspension']);
    expect(await turnRecords(world.deps)).toBe(0);
  });
});
