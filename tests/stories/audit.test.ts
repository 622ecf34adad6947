/** Who did what: read, narrowed, exported, and held by a chain that anybody can keep the head of. */
import { expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Event } from '../../src/core/event.ts';
import { sealEvents } from '../../src/ledger/seal.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { createApiKey } from '../../src/registry/api-keys.ts';
import { eraseHolder } from '../../src/registry/erase-holder.ts';
import { csv, exam } from './exams.ts';
import { verifiedFile } from './files.ts';
import { opened } from './incidents.ts';
import { A, B, FIRM } from './people.ts';
import { issued, request } from './requests.ts';
import { describeEngines } from './world.ts';

const OFFICER: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'story', key: 's' };

interface Page {
  readonly items: readonly Event[];
}

describeEngines('the audit', ['reach the register'], (world) => {
  const ask = async (query: string, as: 'auditor@A' | 'auditor@authority' = 'auditor@authority') =>
    (await world.call<Page>(`GET /v1/audit?limit=200&${query}`, { as })).body.items;

  test('has an event for whoever reads data of a holder with a key, for the agency to see', async () => {
    const mine = await issued(world, request(world, 1));
    await issued(world, request(world, 2), 'signer@B');
    await world.call(`GET /v1/certificates/${mine.id}`, { as: 'auditor@authority' });
    await world.call('GET /v1/certificates', { as: 'officer@authority' });
    await world.call(`GET /v1/certificates/${mine.id}`, { as: 'signer@B' });

    const reads = await ask('type=person.read', 'auditor@A');
    expect(reads.map(({ subject, person, owner }) => [subject, person, owner])).toEqual([
      [mine.id, 'auditor@authority', A.code],
      [A.code, 'officer@authority', A.code],
    ]);
    expect(reads[1]?.data).toMatchObject({ certificates: 1, newest: mine.id, oldest: mine.id });
    expect((await ask(`type=person.read&person=officer@authority`)).map(({ owner }) => owner).sort()).toEqual(
      [A.code, B.code].sort(),
    );
  });

  test('has one for what is read through links and copies, incidents, and files of others', async () => {
    const { id, printedNumber } = await issued(world, request(world, 3));
    await world.call(`GET /v1/certificates/${id}/link`, { as: 'clerk@A' });
    await world.call(`GET /v1/certificates/${id}/shares`, { as: 'signer@A' });
    const selection = { numbers: [printedNumber] };
    const incident = await opened(world, {
      caseNumber: 'r',
      action: 'suspend',
      reason: 'under_investigation',
      selection,
    });
    await world.call(`GET /v1/incidents/${incident.id}`, { as: 'officer@authority' });
    await world.call(`GET /v1/incidents/${incident.id}/certificates`, { as: 'approver@authority' });
    const file = await verifiedFile(world, `编号,姓名\n${printedNumber},${request(world, 3).holder.name}\n`);
    await world.call(`GET /v1/verifications/${file.id}/report.csv`, { as: 'auditor@authority' });
    await world.call(`GET /v1/verifications/${file.id}/report.csv`, { as: 'employer@firm' });
    const reads = await ask('type=person.read');
    const of = (person: string, data: object) => expect.objectContaining({ person, data });
    const shown = { incident: incident.id, certificates: 1 };
    expect(reads).toEqual(
      expect.arrayContaining([
        of('clerk@A', { what: 'link' }),
        of('signer@A', { what: 'shares', shares: 0 }),
        of('officer@authority', shown),
        of('approver@authority', shown),
        of('auditor@authority', { what: 'verification.report' }),
      ]),
    );
    expect((await ask('type=person.read')).some(({ person }) => person === 'employer@firm')).toBe(false);
    const firm = {
      kind: 'employer',
      organisation: FIRM.code,
      roles: ['employer'],
      days: 1,
      person: 'colleague',
    } as const;
    const { key } = await createApiKey(world.deps, firm);
    await world.call(`GET /v1/verifications/${file.id}/report`, { as: { key } });
    expect(await ask('type=person.read&person=colleague')).toMatchObject([{ subject: file.id, owner: FIRM.code }]);
  });

  test('has one for suspicions, the file of an incident, a copy that is ended already, and a file that is checked', async () => {
    const { id, printedNumber } = await issued(world, request(world, 4));
    const report = { as: 'employer@firm', json: { number: printedNumber, text: 'Seen for sale.' } } as const;
    const { body } = await world.call<{ id: string }>('POST /v1/reports', report);
    await world.call('GET /v1/reports', { as: 'approver@authority' });
    expect(await ask(`type=person.read&person=approver@authority&subject=${A.code}`)).toContainEqual(
      expect.objectContaining({ owner: A.code, data: { what: 'reports', texts: 1 } }),
    );
    const selection = { numbers: [printedNumber] };
    const order = { caseNumber: 's', action: 'suspend', reason: 'under_investigation', selection, reports: [body.id] };
    const incident = await opened(world, order);
    await world.call(`GET /v1/incidents/${incident.id}`, { as: 'auditor@authority' });
    expect((await ask('type=person.read&person=auditor@authority')).at(-1)?.data).toEqual({
      incident: incident.id,
      certificates: 1,
      texts: 1,
    });

    const json = { recipient: '某公司', purpose: '入职', days: 1 };
    const made = await world.call<{ id: string }>(`POST /v1/certificates/${id}/shares`, { as: 'clerk@A', json });
    const withdraw = () => world.call(`POST /v1/shares/${made.body.id}/withdraw`, { as: 'clerk@A' });
    const reads = async () => (await ask(`type=person.read&person=clerk@A&subject=${id}`)).map(({ data }) => data);
    await withdraw();
    expect(await reads()).toEqual([]);
    await withdraw();
    expect(await reads()).toEqual([{ what: 'shares', shares: 1 }]);

    const file = { as: 'clerk@A', text: csv(exam(world.today(), 1)), type: 'text/csv' } as const;
    await world.call('POST /v1/batches?dryRun=true', { ...file, headers: { Accept: 'text/csv' } });
    const checks = await ask(`type=person.read&person=clerk@A&subject=${A.code}`);
    expect(checks.map(({ data }) => data)).toEqual([{ what: 'batch.check' }]);
  });

  test('is narrowed by subject, person, organisation and time', async () => {
    const [first] = await ask('type=certificate.prepared&person=signer@A');
    expect(first).toMatchObject({ owner: A.code, person: 'signer@A', organisation: A.code });
    const theirs = await ask(`organisation=${B.code}`);
    expect(theirs.map(({ organisation }) => organisation)).toEqual([B.code]);
    const later = new Date(world.now().getTime() + 60_000).toISOString();
    expect(await ask(`from=${later}`)).toEqual([]);
    expect((await ask(`to=${later}`)).length).toBeGreaterThan(5);
    const wrong = await world.call('GET /v1/audit?from=yesterday', { as: 'auditor@authority' });
    expect(wrong.status).toBe(400);
  });

  test('is exported as a whole, in NDJSON and in CSV', async () => {
    const events = await ask('');
    const exported = (type: string) =>
      world.call('GET /v1/audit', { as: 'auditor@authority', headers: { Accept: type } });
    const lines = (await exported('application/x-ndjson')).text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(events);
    const csv = await exported('text/csv');
    expect(csv.headers.get('Content-Type')).toMatch(/^text\/csv/);
    const rows = csv.text.trimEnd().split('\r\n');
    expect(rows[0]).toBe('id,at,type,subject,owner,person,organisation,data');
    expect(rows.slice(1).map((row) => row.split(',', 1)[0])).toEqual(events.map(({ id }) => id));
    const refused = await world.call('GET /v1/audit', { as: 'clerk@A', headers: { Accept: 'text/csv' } });
    expect(refused.status).toBe(403);
    const none = await exported('image/png');
    expect(none.status).toBe(406);
  });

  test('stays whole when a holder is erased, and its head is there for all to keep', async () => {
    await sealEvents(world.deps);
    const kept = await world.call('GET /ledger/checkpoint');
    expect(kept.headers.get('Content-Type')).toBe('application/jose');
    const { store } = world.deps;
    const [certificate] = await store.certificates({ limit: 1, agency: A.code });
    if (!certificate) throw new Error('it was issued above');
    await eraseHolder(world.deps, OFFICER, certificate.id);
    await sealEvents(world.deps);

    const found = await verifyLedger(world.deps, { checkpoint: kept.text });
    expect(found.faults).toEqual([]);
    expect(found.events).toBeGreaterThan(10);
    expect((await world.call('GET /ledger/checkpoint')).text).not.toBe(kept.text);
  });
});
