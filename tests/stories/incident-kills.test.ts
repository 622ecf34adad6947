/** The processes that carry out an incident are killed (SIGKILL), one after the other: it ends as if nobody had been. */
import { expect, test, vi } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { SLOTS_PER_GROUP } from '../../src/core/status.ts';
import type { Presented } from '../../src/issue/present.ts';
import { statusList } from '../../src/issue/publish-status.ts';
import { sealEvents } from '../../src/ledger/seal.ts';
import { bitstring, decodeBitstring } from '../../src/lib/bitstring.ts';
import { countEvents } from '../../src/oversight/count-events.ts';
import { approveIncident } from '../../src/oversight/decide-incident.ts';
import { openIncident } from '../../src/oversight/open-incident.ts';
import { beside } from './beside.ts';
import { A, B } from './people.ts';
import { run } from './processes.ts';
import { issued, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

// Each death takes a process; a busy machine is slow to start one.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const office = { kind: 'authority', organisation: 'authority', key: '' } as const;
const OFFICER: Actor = { ...office, roles: ['officer'], person: 'officer' };
const APPROVER: Actor = { ...office, roles: ['approver'], person: 'approver' };

async function untilReady(world: World, id: string, states: readonly string[]): Promise<void> {
  const state = async () => (await world.deps.store.incident(id))?.state ?? '';
  await expect.poll(async () => states.includes(await state()), { timeout: 60_000 }).toBe(true);
}

describeEngines('An incident whose workers are killed', ['start processes', 'reach the register'], (world) => {
  test('changes every certificate once, tells once, counts once, and signs what it changed', async () => {
    const certificates: Presented[] = [];
    for (let n = 0; n < 6; n++)
      certificates.push(await issued(world, request(world, n), n < 4 ? 'signer@A' : 'signer@B'));
    await world.stop();
    const die = async (nth: number) => {
      const dying = await run('stories/signing-process', world.environment, String(nth));
      expect(await dying.ended).toBe('SIGKILL');
    };
    const { id } = await beside(world, (deps) =>
      openIncident(deps, OFFICER, {
        caseNumber: 'kills',
        action: 'revoke',
        reason: 'exam_fraud',
        selection: { numbers: certificates.map(({ printedNumber }) => printedNumber) },
      }),
    );
    // It found them, and is killed before it says that it counted them.
    await die(2);
    await world.start();
    await untilReady(world, id, ['ready']);
    const incident = await world.deps.store.incident(id);
    expect(incident?.tally?.count).toBe(6);
    await world.stop();
    const { approvedAt } = await beside(world, (deps) => approveIncident(deps, APPROVER, id, incident?.hash ?? ''));
    // One has seen that it is what was approved; the next sets the bits, and neither signs a list nor tells an agency.
    await die(1);
    await die(2);
    await world.start();
    await untilReady(world, id, ['done', 'failed']);

    const { store } = world.deps;
    expect((await store.incident(id))?.state).toBe('done');
    for (const one of certificates) {
      const certificate = await store.certificate(one.id);
      const marks = certificate ? await store.marks(certificate) : [];
      expect(marks).toMatchObject([{ kind: 'authority-revocation', since: approvedAt, reason: 'exam_fraud' }]);
    }
    const parties = await store.incidentParties({ incident: id, limit: 9 });
    expect(parties.map(({ agency, count, told }) => [agency, count, told?.at])).toEqual([
      [A.code, 4, approvedAt],
      [B.code, 2, approvedAt],
    ]);
    const events = await store.events({ limit: 99, subject: id });
    expect(events.map(({ type }) => type)).toEqual([
      'incident.opened',
      'incident.ready',
      'incident.approved',
      'incident.executed',
      'incident.executed',
      'incident.done',
    ]);
    for (const { agency } of parties) {
      const name = `${agency}-1-authority-revocation`;
      const { credential } = (await statusList(world.deps, name)) ?? { credential: '{}' };
      const { encodedList } = JSON.parse(credential).credentialSubject;
      const { indexes } = await store.listMarks(name);
      expect(await decodeBitstring(encodedList, 1_048_576)).toEqual(bitstring(indexes, SLOTS_PER_GROUP));
      expect(await store.publishedList(name)).toMatchObject({ revision: await store.listRevision(name) });
    }
    await sealEvents(world.deps);
    await countEvents(world.deps);
    const month = world.today().slice(0, 7);
    const query = { scope: 'all', dimension: 'total', from: month, to: month, by: 'value' } as const;
    expect(await store.tally(query)).toMatchObject([{ issued: 6, revoked: 6 }]);
  });
});
