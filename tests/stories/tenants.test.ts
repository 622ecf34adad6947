/** Two agencies on one service: what is the other's cannot be told from what does not exist. */
import { beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '../../src/core/ids.ts';
import type { Presented } from '../../src/issue/present.ts';
import { seen } from './answers.ts';
import { type Operation, operationsOf } from './contract.ts';
import { csv, exam, submitted } from './exams.ts';
import { handIn } from './files.ts';
import { carriedOut } from './incidents.ts';
import { A, B, FIRM, PEOPLE, partsOf, type Who } from './people.ts';
import { issued, request, yesterday } from './requests.ts';
import { type Call, describeEngines } from './world.ts';

const AGENCY_PEOPLE = PEOPLE.filter((who) => partsOf(who).place === 'A' || partsOf(who).place === 'B');

interface Page {
  readonly items: readonly Record<string, unknown>[];
}

const NORM = {
  kind: 'evaluation_norm',
  occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
  title: { zh: '测试', en: 'Test' },
  documentNumber: 'QJ-1',
  document: { url: 'https://files.example/norm.pdf', sha256: 'A'.repeat(43) },
};

interface Own {
  readonly certificate: Presented;
  readonly keyId: string;
  readonly share: string;
  readonly agency: string;
  readonly batch: string;
  readonly incident: string;
  readonly webhook: string;
  readonly delivery: string;
  readonly norm: string;
}

describeEngines('Two agencies', [], (world) => {
  const own = { A: undefined, B: undefined } as unknown as Record<'A' | 'B', Own>;
  let routes: Operation[] = [];
  let file = '';

  beforeAll(async () => {
    for (const [place, { code }] of [
      ['A', A],
      ['B', B],
    ] as const) {
      const signer = `signer@${place}` as const;
      const certificate = await issued(world, request(world, 1), signer);
      const { body } = await world.call<Page>('GET /v1/keys', { as: signer });
      const json = { recipient: '某公司', purpose: '入职', days: 1 };
      const route = `POST /v1/certificates/${certificate.id}/shares` as const;
      const share = (await world.call<{ id: string }>(route, { as: signer, json })).body.id;
      const batch = (await submitted(world, csv(exam(world.today(), 1)), { as: `clerk@${place}` })).id;
      const held = await issued(world, request(world, 2), signer);
      const hook = { url: 'http://localhost:9/' };
      const webhook = (await world.call<{ id: string }>('POST /v1/webhooks', { as: signer, json: hook })).body.id;
      const incident = await carriedOut(world, {
        caseNumber: place,
        action: 'suspend',
        reason: 'under_investigation',
        selection: { numbers: [held.printedNumber] },
      });
      const sent = await world.call<Page>('GET /v1/deliveries', { as: signer });
      const delivery = String(sent.body.items[0]?.id);
      const handedIn = { as: signer, json: NORM };
      const norm = (await world.call<{ id: string }>('POST /v1/norms', handedIn)).body.id;
      own[place] = {
        certificate,
        share,
        keyId: String(body.items[0]?.id),
        agency: code,
        batch,
        incident: incident.id,
        webhook,
        delivery,
        norm,
      };
    }
    file = (await handIn(world, '二维码\na\n')).body.id;
    routes = (await operationsOf(world)).filter(({ key, path }) => key && path.includes('{'));
  });

  /** For each route with an id: the id of something there is, one of nothing, and a body that would do. */
  function probes({ route }: Operation, place: 'A' | 'B'): { there: string; missing: string; call: Call } {
    const { certificate, keyId, agency, batch, incident, webhook, delivery, norm } = own[place];
    const nothing = uuidv7(Date.now, (length) => crypto.getRandomValues(new Uint8Array(length)));
    const certificates = { there: certificate.id, missing: nothing };
    const agencies = { there: agency, missing: 'S000033000999' };
    const files = { there: file, missing: nothing };
    const employers = { there: FIRM.code, missing: '91990000DEM0000057' };
    const batches = { there: batch, missing: nothing };
    const keys = { there: keyId, missing: 'AAAAAAAAAAA' };
    const incidents = { there: incident, missing: nothing };
    const words = { json: { text: 'Story.' } };
    const known: Record<string, { there: string; missing: string; call: Call }> = {
      'GET /v1/certificates/{id}': { ...certificates, call: {} },
      'POST /v1/certificates/{id}/status': {
        ...certificates,
        call: { json: { action: 'suspend', reason: 'appeal_pending' } },
      },
      'POST /v1/certificates/{id}/erase-holder': { ...certificates, call: {} },
      'POST /v1/certificates/{id}/replace': {
        ...certificates,
        call: { json: { ...request(world, 1), reason: 'data_error' } },
      },
      ...Object.fromEntries(
        [
          '',
          '/rows',
          '/events',
          '/errors.csv',
          '/errors.xlsx',
          '/result.csv',
          '/result.xlsx',
          '/codes.zip',
          '/pdfs.zip',
        ].map((end) => [`GET /v1/batches/{id}${end}`, { ...batches, call: {} }]),
      ),
      ...Object.fromEntries(
        ['cancel', 'pause', 'resume', 'retry'].map((verb) => [
          `POST /v1/batches/{id}/${verb}`,
          { ...batches, call: {} },
        ]),
      ),
      'POST /v1/batches/{id}/approve': { ...batches, call: { json: { hash: 'A'.repeat(43) } } },
      'POST /v1/batches/{id}/reject': { ...batches, call: { json: { reason: 'story' } } },
      'POST /v1/batches/{id}/mend': { ...batches, call: { json: { n: 1, cells: { 'assessment.theory': 77 } } } },
      'POST /v1/batches/{id}/evidence': {
        ...batches,
        call: { json: { kind: 'roster', name: 'x', sha256: 'A'.repeat(43), url: 'https://files.example/x' } },
      },
      'GET /v1/incidents/{id}': { ...incidents, call: {} },
      'GET /v1/incidents/{id}/certificates': { ...incidents, call: {} },
      'GET /v1/incidents/{id}/events': { ...incidents, call: {} },
      'POST /v1/incidents/{id}/approve': { ...incidents, call: { json: { hash: 'x' } } },
      'POST /v1/incidents/{id}/withdraw': { ...incidents, call: {} },
      'POST /v1/incidents/{id}/answers': { ...incidents, call: words },
      'POST /v1/incidents/{id}/appeals': {
        ...incidents,
        call: { json: { certificate: certificate.id, text: 'Story.' } },
      },
      'POST /v1/appeals/{id}/decision': { ...incidents, call: { json: { outcome: 'upheld', text: 'Story.' } } },
      'POST /v1/webhooks/{id}/end': { there: webhook, missing: nothing, call: {} },
      'POST /v1/deliveries/{id}/replay': { there: delivery, missing: nothing, call: {} },
      'POST /v1/norms/{id}/decision': {
        there: norm,
        missing: nothing,
        call: { json: { outcome: 'declined', reason: 'Story.' } },
      },
      'POST /v1/subsidies/claims/{id}/withdraw': { ...certificates, call: {} },
      'GET /v1/agencies/{code}': { ...agencies, call: {} },
      'POST /v1/agencies/{code}/standing': { ...agencies, call: { json: { kind: 'suspend', reason: 'story' } } },
      'GET /v1/certificates/{id}/link': { ...certificates, call: {} },
      'GET /v1/certificates/{id}/shares': { ...certificates, call: {} },
      'POST /v1/certificates/{id}/shares': {
        ...certificates,
        call: { json: { recipient: '某公司', purpose: '入职', days: 1 } },
      },
      'POST /v1/certificates/{id}/offers': { ...certificates, call: { json: {} } },
      'POST /v1/shares/{id}/withdraw': { there: own[place].share, missing: nothing, call: {} },
      'GET /v1/agencies/{code}/layout': { ...agencies, call: {} },
      'POST /v1/agencies/{code}/layout': { ...agencies, call: { json: { layout: 'plain' } } },
      'GET /v1/verifications/{id}': { ...files, call: {} },
      'GET /v1/verifications/{id}/report': { ...files, call: {} },
      'GET /v1/verifications/{id}/report.csv': { ...files, call: {} },
      'GET /v1/verifications/{id}/report.pdf': { ...files, call: {} },
      'POST /v1/verifications/{id}/cancel': { ...files, call: {} },
      'GET /v1/employers/{code}': { ...employers, call: {} },
      'POST /v1/employers/{code}/limits': { ...employers, call: { json: { rowsPerDay: 1 } } },
      'POST /v1/keys/{id}/state': {
        ...keys,
        call: { json: { state: 'compromised', since: `${yesterday(world)}T00:00:00Z` } },
      },
    };
    const probe = known[route];
    if (!probe) throw new Error(`say here how to ask for somebody else's thing by ${route}`);
    return probe;
  }

  test('get the same answer, byte for byte, for what is the other’s and for what does not exist', async () => {
    expect(routes.length).toBeGreaterThanOrEqual(6);
    for (const operation of routes) {
      for (const who of AGENCY_PEOPLE) {
        const { there, missing, call } = probes(operation, partsOf(who).place === 'A' ? 'B' : 'A');
        const ask = (id: string) =>
          world.call(`${operation.method} ${operation.path.replace(/\{\w+\}/, id)}`, { ...call, as: who });
        const [theirs, none] = [await ask(there), await ask(missing)];
        expect(seen(theirs), `${who} ${operation.route}`).toBe(seen(none));
        expect([403, 404]).toContain(theirs.status);
      }
    }
  });

  test('change nothing of the other', async () => {
    for (const { certificate, agency } of Object.values(own)) {
      const read = await world.call<{ status: string }>(`GET /v1/certificates/${certificate.id}`, {
        as: 'auditor@authority',
      });
      expect(read.body.status).toBe('valid');
      const { body } = await world.call<{ standing: { state: string } }>(`GET /v1/agencies/${agency}`, {
        as: 'auditor@authority',
      });
      expect(body.standing.state).toBe('recorded');
    }
    const { body } = await world.call<Page>('GET /v1/keys', { as: 'auditor@authority' });
    expect(body.items.map(({ state }) => state)).toEqual(Array(6).fill('active'));
  });

  test.each([
    ['/v1/certificates', 'clerk', 'agency'],
    ['/v1/batches', 'clerk', 'agency'],
    ['/v1/agencies', 'clerk', 'code'],
    ['/v1/keys', 'signer', 'owner'],
    ['/v1/audit', 'auditor', 'owner'],
  ] as const)('see only their own in %s', async (path, role, member) => {
    const owners = async (who: Who) => {
      const { body } = await world.call<Page>(`GET ${path}?limit=200`, { as: who });
      return [...new Set(body.items.map((item) => item[member]))];
    };
    expect(await owners(`${role}@A`)).toEqual([A.code]);
    expect(await owners(`${role}@B`)).toEqual([B.code]);
    expect((await owners('auditor@authority')).length).toBeGreaterThan(1);
  });

  test('cannot ask a list for the other’s things either', async () => {
    const keys = async (owner: string) => seen(await world.call(`GET /v1/keys?owner=${owner}`, { as: 'signer@A' }));
    expect(await keys(B.code)).toBe(await keys('S000033000999'));
    const { id } = own.B.certificate;
    const { body } = await world.call<Page>(`GET /v1/audit?subject=${id}`, { as: 'auditor@A' });
    expect(body.items).toEqual([]);
    const rotation = (owner: string) =>
      world.call('POST /v1/keys', { as: 'signer@A', json: { owner, algorithm: 'Ed25519' } });
    expect(seen(await rotation(B.code))).toBe(seen(await rotation('S000033000999')));
  });

  test('do not meet in an Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'row-1' };
    const post = (as: Who, n: number) =>
      world.call<Presented>('POST /v1/certificates', { as, headers, json: request(world, n) });
    const [first, second] = [await post('signer@A', 5), await post('signer@B', 6)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.has('Idempotent-Replayed')).toBe(false);
    expect(second.body.number).toContain(B.code);
  });

  test('do not learn that they have a holder in common', async () => {
    const subject = (place: 'A' | 'B') => own[place].certificate.credential.credentialSubject as Record<string, object>;
    const identity = (place: 'A' | 'B') => subject(place).identity as { commitment: string; masked: string };
    expect(identity('A').masked).toBe(identity('B').masked);
    expect(identity('A').commitment).not.toBe(identity('B').commitment);
  });
});
