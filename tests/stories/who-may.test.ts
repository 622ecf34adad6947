/** Who may do what: every call of the published contract × every person × every organisation's things. */
import { beforeAll, expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { seen } from './answers.ts';
import { type Operation, operationsOf } from './contract.ts';
import { verifiedFile } from './files.ts';
import { A, AGENCIES, FIRM, PEOPLE, partsOf, type Who } from './people.ts';
import { issued, request } from './requests.ts';
import { BATCH_LINES, forgetBatches } from './who-may-batches.ts';
import { CATALOGUE_LINES } from './who-may-catalogue.ts';
import type { Asked, Line, Owner } from './who-may-line.ts';
import { forgetIncidents, OVERSIGHT_LINES } from './who-may-oversight.ts';
import { type Call, describeEngines, type World } from './world.ts';

const STAFF = ['clerk', 'examiner', 'signer', 'auditor'];
const OFFICE = ['officer', 'approver', 'auditor'];
const readers = { agency: STAFF, authority: OFFICE };
const signerOrOfficer = { agency: ['signer'], authority: ['officer'], owned: true };
const officerOnly = { agency: [], authority: ['officer'] };
const nationalOfficer = { ...officerOnly, national: true };
const everybody = { agency: STAFF, authority: [...OFFICE, 'subsidy'], employer: true, ask: () => ({}) };

/** A file that the employer handed in. */
const firmsFile = {
  agency: ['auditor'],
  authority: ['officer', 'auditor'],
  ownOnly: ['officer'],
  employer: true,
  firms: true,
  national: true,
};

const files = new WeakMap<World, Promise<string>>();
function doneFile(world: World): Promise<string> {
  const file = files.get(world) ?? verifiedFile(world, '二维码\na\n').then(({ id }) => id);
  files.set(world, file);
  return file;
}

const kept = new Map<Owner, Presented>();

/** A certificate of an owner: one that stays as it is, or one of its own. */
async function certificate(world: World, owner: Owner, fresh: boolean): Promise<Presented> {
  const found = fresh ? undefined : kept.get(owner);
  const one = found ?? (await issued(world, request(world), `signer@${owner}`));
  if (!fresh) kept.set(owner, one);
  return one;
}

const inProvince = (who: Who) => partsOf(who).place === 'zhejiang';

const text = { zh: '测试', en: 'Test' };
const record = { from: '2020-01-01', scope: A.record.scope, reason: 'story' };

/** A credential that is no certificate, and that any agency may sign. */
function anyCredential() {
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: `urn:uuid:${crypto.randomUUID()}`,
    type: ['VerifiableCredential'],
    issuer: 'https://issuer.example/1',
    credentialSubject: { id: 'did:example:subject' },
  };
}

const copies = new Map<Owner, string>();
const COPY = { recipient: '某公司', purpose: '入职', days: 1 };

const LINES: readonly Line[] = [
  {
    route: 'POST /v1/certificates',
    agency: ['signer'],
    authority: [],
    ask: (world) => ({ call: { json: request(world) } }),
  },
  { route: 'GET /v1/certificates', ...readers, ask: () => ({}) },
  {
    route: 'GET /v1/certificates/{id}',
    ...readers,
    owned: true,
    ask: async (world, owner) => ({ id: (await certificate(world, owner, false)).id }),
  },
  {
    route: 'POST /v1/certificates/{id}/status',
    ...signerOrOfficer,
    ask: async (world, owner, granted) => ({
      id: (await certificate(world, owner, granted)).id,
      call: { json: { action: 'revoke', reason: 'duplicate' } },
    }),
  },
  {
    route: 'POST /v1/certificates/{id}/erase-holder',
    ...signerOrOfficer,
    done: 204,
    ask: async (world, owner, granted) => ({ id: (await certificate(world, owner, granted)).id }),
  },
  {
    route: 'POST /v1/certificates/{id}/replace',
    ...signerOrOfficer,
    ask: async (world, owner, granted) => ({
      id: (await certificate(world, owner, granted)).id,
      call: { json: { ...request(world), reason: 'data_error' } },
    }),
  },
  ...BATCH_LINES,
  { route: 'GET /v1/agencies', ...readers, ask: () => ({}) },
  { route: 'GET /v1/agencies/{code}', ...readers, owned: true, ask: (_, owner) => ({ id: AGENCIES[owner].code }) },
  {
    route: 'POST /v1/agencies',
    ...officerOnly,
    ask: (_, __, ___, who) => ({
      call: {
        json: {
          ...(inProvince(who)
            ? { code: 'S000033000001', uscc: '91111100000000004C' }
            : { code: 'S000011000001', uscc: '91350100M000100Y43' }),
          name: text,
          record,
        },
      },
    }),
  },
  {
    route: 'POST /v1/agencies/{code}/standing',
    ...officerOnly,
    ask: (_, owner) => ({
      id: AGENCIES[owner].code,
      call: { json: { kind: 'record', ...record, scope: AGENCIES[owner].record.scope } },
    }),
  },
  {
    // Cancelling takes another person than recording and suspending.
    route: 'POST /v1/agencies/{code}/standing',
    agency: [],
    authority: ['approver'],
    ask: (_, owner, __, who) => ({
      id: AGENCIES[owner].code,
      call: { json: { kind: 'cancel', from: `20${inProvince(who) ? 96 : 97}-01-01`, reason: 'story' } },
    }),
  },
  ...(['link', 'shares'] as const).map(
    (part): Line => ({
      route: `GET /v1/certificates/{id}/${part}`,
      agency: ['clerk', 'signer'],
      authority: [],
      owned: true,
      ask: async (world, owner) => ({ id: (await certificate(world, owner, false)).id }),
    }),
  ),
  ...Object.entries({ shares: COPY, offers: {} }).map(
    ([part, json]): Line => ({
      route: `POST /v1/certificates/{id}/${part}`,
      agency: ['clerk', 'signer'],
      authority: [],
      owned: true,
      ask: async (world, owner) => ({ id: (await certificate(world, owner, false)).id, call: { json } }),
    }),
  ),
  {
    route: 'POST /v1/shares/{id}/withdraw',
    agency: ['clerk', 'signer'],
    authority: [],
    owned: true,
    async ask(world, owner, granted) {
      const { id } = await certificate(world, owner, granted);
      const route = `POST /v1/certificates/${id}/shares` as const;
      const found = granted ? undefined : copies.get(owner);
      const copy = found ?? (await world.call<{ id: string }>(route, { as: `signer@${owner}`, json: COPY })).body.id;
      copies.set(owner, copy);
      return { id: copy };
    },
  },
  { route: 'GET /v1/layouts', ...everybody },
  {
    route: 'GET /v1/agencies/{code}/layout',
    ...readers,
    owned: true,
    ask: (_, owner) => ({ id: AGENCIES[owner].code }),
  },
  {
    route: 'POST /v1/agencies/{code}/layout',
    ...signerOrOfficer,
    ask: (_, owner) => ({ id: AGENCIES[owner].code, call: { json: { layout: 'plain' } } }),
  },
  {
    route: 'POST /v1/verifications',
    national: true,
    agency: [],
    authority: ['officer'],
    employer: true,
    ask: () => ({ query: '?purpose=audit', call: { text: '二维码\na\n', type: 'text/csv' } }),
  },
  {
    route: 'GET /v1/verifications',
    national: true,
    agency: ['auditor'],
    authority: ['officer', 'auditor'],
    employer: true,
    ask: () => ({}),
  },
  { route: 'GET /v1/verifications/{id}', ...firmsFile, ask: async (world) => ({ id: await doneFile(world) }) },
  { route: 'GET /v1/verifications/{id}/report', ...firmsFile, ask: async (world) => ({ id: await doneFile(world) }) },
  {
    route: 'GET /v1/verifications/{id}/report.csv',
    ...firmsFile,
    ask: async (world) => ({ id: await doneFile(world) }),
  },
  {
    route: 'GET /v1/verifications/{id}/report.pdf',
    ...firmsFile,
    ask: async (world) => ({ id: await doneFile(world) }),
  },
  {
    route: 'POST /v1/verifications/{id}/cancel',
    national: true,
    agency: [],
    authority: ['officer'],
    ownOnly: ['officer'],
    employer: true,
    firms: true,
    // What is over cannot be cancelled any more, and only its owner is told so.
    done: 409,
    ask: async (world) => ({ id: await doneFile(world) }),
  },
  {
    route: 'GET /v1/employers',
    agency: ['auditor'],
    authority: OFFICE,
    national: true,
    employer: true,
    ask: () => ({}),
  },
  {
    route: 'GET /v1/employers/{code}',
    national: true,
    agency: ['auditor'],
    authority: OFFICE,
    employer: true,
    firms: true,
    ask: () => ({ id: FIRM.code }),
  },
  {
    route: 'POST /v1/employers',
    ...nationalOfficer,
    ask: () => ({ call: { json: { code: '91990000DEM0000057', name: text } } }),
  },
  {
    route: 'POST /v1/employers/{code}/limits',
    ...nationalOfficer,
    ask: () => ({ id: FIRM.code, call: { json: { rowsPerDay: 100_000 } } }),
  },
  { route: 'GET /v1/keys', agency: ['signer', 'auditor'], authority: OFFICE, ask: () => ({}) },
  {
    route: 'POST /v1/keys',
    ...signerOrOfficer,
    ask: (_, owner) => ({ call: { json: { owner: AGENCIES[owner].code, algorithm: 'Ed25519' } } }),
  },
  {
    route: 'POST /v1/keys/{id}/state',
    ...signerOrOfficer,
    async ask(world, owner, granted) {
      const call = { as: 'officer@authority', json: { owner: AGENCIES[owner].code, algorithm: 'ES256' } } as const;
      if (granted) await world.call('POST /v1/keys', call);
      const route = `GET /v1/keys?owner=${AGENCIES[owner].code}` as const;
      const { body } = await world.call<{ items: { id: string; state: string }[] }>(route, { as: 'officer@authority' });
      const key = body.items.findLast(({ state }) => state === (granted ? 'retired' : 'active'));
      return { id: key?.id ?? '', call: { json: { state: 'destroyed' } } };
    },
  },
  {
    route: 'POST /credentials/issue',
    agency: ['signer'],
    authority: [],
    ask: () => ({ call: { json: { credential: anyCredential() } } }),
  },
  {
    route: 'POST /credentials/status',
    agency: ['signer'],
    authority: [],
    owned: true,
    async ask(world, owner, granted) {
      const credential = anyCredential();
      const json = { credential, options: { credentialStatus: true } };
      if (granted) await world.call('POST /credentials/issue', { as: `signer@${owner}`, json });
      return { call: { json: { credentialId: credential.id, credentialStatus: { statusPurpose: 'revocation' } } } };
    },
  },
  ...OVERSIGHT_LINES,
  ...CATALOGUE_LINES,
  { route: 'GET /v1/statistics', ...readers, ask: () => ({}) },
  { route: 'GET /v1/audit', agency: ['auditor'], authority: OFFICE, ask: () => ({}) },
];

/** Calls that anybody may make. */
const PUBLIC =
  `GET /healthz, GET /readyz, GET /metrics, GET /openapi.json, GET /docs, GET /.well-known/did.json, GET /agencies/{code}/did.json, GET /agencies/{code}/record, GET /agencies/{code}/records/{id},
GET /.well-known/jwt-vc-issuer/agencies/{code}, GET /vct/{template}/{version},
GET /.well-known/openid-credential-issuer, GET /.well-known/oauth-authorization-server, GET /wallet/offers/{id}, POST /wallet/token, POST /wallet/nonce,
POST /wallet/credential, POST /wallet/deferred, POST /wallet/notification,
GET /contexts/{name}, GET /schemas/{name}, GET /status/{list}, GET /trust-list, GET /trust-list/versions, GET /trust-list/versions/{version}, GET /trust-list/days/{date},
GET /trust-lists/{host}, GET /trust-lists/{host}/status/{list},
GET /ledger/checkpoint, GET /, GET /v, GET /v/{token},
GET /v/{token}/certificate.pdf, GET /v/{token}/credential, POST /v/{token}/offers, POST /v/{token}/shares, POST /v/{token}/shares/{id}/withdraw, GET /s/{code},
GET /v/{token}/qr.svg, GET /v/{token}/qr.png, GET /v/{token}/badge.svg, GET /v/{token}/badge.png, GET /v/{token}/elm.jsonld,
GET /render/{name}, GET /assets/{name}, GET /statistics, GET /templates/exam.csv, GET /templates/exam.xlsx, POST /verify, POST /lookup, POST /credentials/verify,
POST /credentials/derive, POST /presentations/verify`.split(/,\s+/);

/** Roles are judged above the Store: where each question takes long, one person of each kind asks. */
const FEW: readonly Who[] = ['signer@A', 'clerk@B', 'officer@authority', 'officer@zhejiang', 'employer@firm'];

describeEngines('Who may do what', [], (world, engine) => {
  let operations: Operation[] = [];
  beforeAll(async () => {
    kept.clear();
    copies.clear();
    forgetBatches();
    forgetIncidents();
    operations = await operationsOf(world);
    // There are more calls than an employer usually makes in a minute.
    const limits = { as: 'officer@authority', json: { requestsPerMinute: 10_000 } } as const;
    await world.call(`POST /v1/employers/${FIRM.code}/limits`, limits);
  });

  const ask = (
    { method, path }: Operation,
    { id = 'x', query = '', call }: Asked,
    as: NonNullable<Call['as']> | undefined,
  ) => world.call(`${method} ${path.replace(/\{\w+\}/, id)}${query}`, { ...call, ...(as !== undefined && { as }) });

  test('the contract has no call that is missing here, and no key is asked for where none is needed', () => {
    const routes = (key: boolean) => operations.filter((one) => one.key === key).map(({ route }) => route);
    expect(routes(false).sort()).toEqual(PUBLIC.sort());
    expect(routes(true).sort()).toEqual([...new Set(LINES.map(({ route }) => route))].sort());
  });

  test.each(engine.name === 'd1' ? FEW : PEOPLE)('%s', async (who) => {
    for (const line of LINES) {
      const operation = operations.find(({ route }) => route === line.route) as Operation;
      for (const owner of line.owned ? (['A', 'B'] as const) : (['A'] as const)) {
        const wanted = expected(line, who, owner);
        const { status, text } = await ask(operation, await line.ask(world, owner, wanted === 'done', who), who);
        const got = [200, 201, 202, line.done].includes(status) ? 'done' : status;
        expect(got, `${who}: ${line.route} of ${owner}: ${text}`).toBe(wanted);
      }
    }
  });

  test('without a good key nobody gets anywhere, and no answer tells why a key is bad', async () => {
    const unknown = { key: `yz_${'A'.repeat(43)}` };
    const bad = [unknown, 'expired', 'revoked', { key: 'yz_' }, { key: 'a.b.c' }] as const;
    for (const operation of operations.filter(({ key }) => key)) {
      const line = LINES.find(({ route }) => route === operation.route) as Line;
      const asked = await line.ask(world, 'A', false, 'clerk@A');
      const none = await ask(operation, asked, undefined);
      expect([none.status, none.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="yinzheng"']);
      const answers = await Promise.all(bad.map((key) => ask(operation, asked, key)));
      expect(answers.map(({ status }) => status)).toEqual(bad.map(() => 401));
      expect(new Set(answers.map(seen)).size).toBe(1);
    }
  });
});

/** What the table says: it is done, or 403 for a role that never may, or 404 for somebody else's thing. */
function expected(line: Line, who: Who, owner: Owner): 'done' | 403 | 404 {
  const { role, place } = partsOf(who);
  if (place === 'firm') return line.employer ? 'done' : 403;
  if (place === 'authority') {
    if (!line.authority.includes(role)) return 403;
    return line.ownOnly?.includes(role) ? 404 : 'done';
  }
  if (place === 'zhejiang') {
    if (line.national || !line.authority.includes(role)) return 403;
    return line.owned && owner !== 'A' ? 404 : 'done';
  }
  if (!line.agency.includes(role)) return 403;
  if (line.firms) return 404;
  return line.owned && place !== owner ? 404 : 'done';
}
