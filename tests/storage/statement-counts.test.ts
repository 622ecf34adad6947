/** How often one request asks the database. On Cloudflare's free plan a Worker may do so 50 times for each request. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { createListCache } from '../../src/core/list-cache.ts';
import { REQUEST_EXAMPLE } from '../../src/http/certificate-models.ts';
import { changeStatus } from '../../src/issue/change-status.ts';
import { issue } from '../../src/issue/issue.ts';
import { type Presented, present } from '../../src/issue/present.ts';
import { statusList } from '../../src/issue/publish-status.ts';
import { trustList } from '../../src/issue/publish-trust-list.ts';
import { replace } from '../../src/issue/replace.ts';
import { registerAgency } from '../../src/registry/agencies.ts';
import { authenticate, createApiKey } from '../../src/registry/api-keys.ts';
import { initialise } from '../../src/registry/init.ts';
import { rotateKey } from '../../src/registry/keys.ts';
import { openVault } from '../../src/registry/vault.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { openSqliteEngine } from '../../src/storage/sqlite-node.ts';
import { createStore, sqliteBuilder } from '../../src/storage/store.ts';
import { verifyToken } from '../../src/verify/by-token.ts';
import { lookup } from '../../src/verify/lookup.ts';
import { verify } from '../../src/verify/verify.ts';
import { A } from '../stories/people.ts';

const ALLOWED = 50;
const AGENCY = 'S000033000001';
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const officer: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '' };

let deps: Deps;
let key: string;
let first: Presented;
let asked = 0;
beforeAll(async () => {
  const engine = await openSqliteEngine(':memory:');
  const counting: typeof engine = {
    ...engine,
    all: (statement) => {
      asked++;
      return engine.all(statement);
    },
    atomic: (statements) => {
      asked += statements.length;
      return engine.atomic(statements);
    },
  };
  const store = createStore(counting, sqliteBuilder(counting), tables);
  const signer = createLocalSigner({ kek: random(32), random });
  const vault = await openVault(store, signer, random);
  const settings = { origin: 'https://cert.example', timeZone: 'Asia/Shanghai', allowedHosts: [] };
  const clock = () => Date.parse('2026-11-20T08:00:00Z');
  deps = { store, signer, vault, clock, random, log: () => {}, settings, lists: createListCache() };
  await initialise(deps, { authority: { name: { zh: '甲', en: 'A' }, uscc: '11990000DEM0000013' } });
  // More agencies than one request may ask questions.
  for (let n = 1; n <= ALLOWED + 1; n++) {
    await registerAgency(deps, officer, { ...A, code: `S000033${String(n).padStart(6, '0')}` });
  }
  ({ key } = await createApiKey(deps, {
    kind: 'agency',
    organisation: AGENCY,
    roles: ['signer'],
    person: 's',
    days: 9,
  }));
  first = await issued();
});
afterAll(() => deps.store.close());

/** A process that has just begun: its vault is not open yet. */
async function signing(): Promise<{ fresh: Deps; actor: Actor }> {
  const fresh = { ...deps, vault: await openVault(deps.store, deps.signer, random) };
  return { fresh, actor: await authenticate(deps, key) };
}

async function issued(): Promise<Presented> {
  const { fresh, actor } = await signing();
  const idempotency = { key: String(random(9)), bodyHash: 'h' };
  const [outcome] = await issue(fresh, actor, [{ request: REQUEST_EXAMPLE, idempotency }]);
  if (!outcome || 'error' in outcome) throw outcome?.error ?? new Error('nothing was issued');
  return present(deps, outcome.certificate);
}

const REQUESTS: Readonly<Record<string, () => Promise<unknown>>> = {
  'issue a certificate': issued,
  'replace a certificate': async () => {
    const { id } = await issued();
    asked = 0;
    const { fresh, actor } = await signing();
    return replace(fresh, actor, id, { request: REQUEST_EXAMPLE, reason: 'data_error' });
  },
  'revoke a certificate': async () => {
    const { id } = await issued();
    asked = 0;
    return changeStatus(deps, officer, id, { action: 'revoke', reason: 'exam_fraud' });
  },
  'verify a credential': () => verify(deps, first.credential),
  'verify a JWT': () => verify(deps, first.jwt),
  'verify a QR code': () => verify(deps, first.seal),
  'open a link': () => verifyToken(deps, first.token),
  'look up': () => lookup(deps, { number: first.number, name: '张伟' }),
  'sign a status list': () => statusList(deps, `${AGENCY}-1-agency-revocation`),
  'sign the trust list': () => trustList(deps),
  'register an agency': () => registerAgency(deps, officer, { ...A, code: 'S000033000999' }),
  'rotate a key': () => rotateKey(deps, officer, { owner: AGENCY, algorithm: 'ES256' }),
};

test.each(Object.keys(REQUESTS))(`to %s takes at most ${ALLOWED} statements`, async (name) => {
  asked = 0;
  expect(await REQUESTS[name]?.()).toBeDefined();
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThanOrEqual(ALLOWED);
});
