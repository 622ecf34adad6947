/** How often one request waits for D1, which may be far from the Worker that asks. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { YinzhengError } from '../../src/core/errors.ts';
import { createListCache } from '../../src/core/list-cache.ts';
import type { Store } from '../../src/core/ports.ts';
import { REQUEST_EXAMPLE } from '../../src/http/certificate-models.ts';
import { issue } from '../../src/issue/issue.ts';
import { type Presented, present } from '../../src/issue/present.ts';
import { registerAgency } from '../../src/registry/agencies.ts';
import { authenticate, createApiKey } from '../../src/registry/api-keys.ts';
import { initialise, requireOrigin } from '../../src/registry/init.ts';
import { openVault } from '../../src/registry/vault.ts';
import { openedLater } from '../../src/registry/vault-later.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { type D1Database, type D1Statement, openD1 } from '../../src/storage/d1.ts';
import { verify } from '../../src/verify/verify.ts';
import { built } from '../built.ts';
import { startWorkerd, type Workerd } from '../runtime/workerd.ts';
import { A } from '../stories/people.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const officer: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '' };
const signer: Actor = { kind: 'agency', organisation: A.code, roles: ['signer'], person: 's', key: '' };

let workerd: Workerd;
let database: D1Database;
let deps: Deps;
let one: Presented;
/** Each with what was asked in it. */
const trips: string[][] = [];

function counting(real: D1Database): D1Database {
  const texts = new WeakMap<D1Statement, string>();
  const counted = (statement: D1Statement, sql: string): D1Statement => {
    const seen: D1Statement = {
      bind: (...values) => counted(statement.bind(...values), sql),
      raw: () => {
        trips.push([sql]);
        return statement.raw();
      },
    };
    originals.set(seen, statement);
    texts.set(seen, sql);
    return seen;
  };
  const originals = new WeakMap<D1Statement, D1Statement>();
  return {
    prepare: (sql) => counted(real.prepare(sql), sql),
    batch: (statements) => {
      trips.push(statements.map((statement) => texts.get(statement) ?? ''));
      return real.batch(statements.map((statement) => originals.get(statement) ?? statement));
    },
  };
}

const opened = (check?: (store: Store) => Promise<void>): Deps => ({ ...deps, store: openD1(database, check) });

beforeAll(async () => {
  workerd = await startWorkerd(await built('worker'), {});
  database = counting((await workerd.bindings()).DB);
  const store = openD1(database);
  const keys = createLocalSigner({ kek: random(32), random });
  const vault = await openVault(store, keys, random);
  const settings = { origin: 'https://cert.example', timeZone: 'Asia/Shanghai', allowedHosts: [] };
  const clock = () => Date.parse('2026-11-20T08:00:00Z');
  deps = { store, signer: keys, vault, clock, random, log: () => {}, settings, lists: createListCache() };
  await initialise(deps, { authority: { name: { zh: '甲', en: 'A' }, uscc: '11990000DEM0000013' } });
  await registerAgency(deps, officer, A);
  const [outcome] = await issue(deps, signer, [{ request: REQUEST_EXAMPLE }]);
  if (!outcome || 'error' in outcome) throw outcome?.error ?? new Error('nothing was issued');
  one = await present(deps, outcome.certificate);
});
afterAll(() => workerd.server.close());
beforeEach(() => {
  trips.length = 0;
});

test.each(['credential', 'jwt', 'seal'] as const)(
  'verifying a %s waits for D1 once, also the first time',
  async (form) => {
    const fresh = opened((store) => requireOrigin({ store, settings: deps.settings }));
    expect(await verify(fresh, one[form])).toMatchObject({ verdict: 'valid' });
    expect(trips).toHaveLength(1);
    const [first] = trips;
    expect(first?.some((sql) => /from "authority"/i.test(sql))).toBe(true);
    expect(await verify(fresh, one[form])).toMatchObject({ verdict: 'valid' });
    expect(trips).toHaveLength(2);
    expect(trips[1]?.some((sql) => /from "authority"/i.test(sql))).toBe(false);
  },
);

test('issuing asks D1 four times: to read, for numbers, and around the signatures', async () => {
  const idempotency = { key: 'once', bodyHash: 'h' };
  const [outcome] = await issue(deps, signer, [{ request: REQUEST_EXAMPLE, idempotency }]);
  expect(outcome).toMatchObject({ replayed: false });
  expect(trips).toHaveLength(4);
});

test('the first key in an isolate opens the vault while it is looked up', async () => {
  const { key } = await createApiKey(deps, {
    kind: 'agency',
    organisation: A.code,
    roles: ['signer'],
    person: 's',
    days: 1,
  });
  const { store } = opened();
  const vault = openedLater(() => openVault(store, deps.signer, random));
  const fresh = { ...deps, store, vault };
  trips.length = 0;
  const actor = await authenticate(fresh, key);
  expect(trips).toHaveLength(1);
  await issue(fresh, actor, [{ request: REQUEST_EXAMPLE }]);
  expect(trips).toHaveLength(5);
});

test('a forged one is asked about as well, and what is heard is not told', async () => {
  const forged = { ...(one.credential as Record<string, unknown>), number: 'S000033000107263999999' };
  expect(await verify(opened(), forged)).toMatchObject({ verdict: 'not_authentic' });
  expect(trips).toHaveLength(1);
});

test('what is asked beside a commit goes along with it, and is told also when the commit is refused', async () => {
  const { store } = opened();
  const template = await store.template(REQUEST_EXAMPLE.template);
  if (!template) throw new Error('there is no template');
  const newer = { ...template, version: template.version + 1 };
  trips.length = 0;
  const [seen] = await Promise.all([
    store.template(template.id),
    store.commit([{ write: 'template.add', template: newer }]),
  ]);
  expect(trips).toHaveLength(1);
  expect(seen?.version).toBe(newer.version);

  const taken = await Promise.allSettled([
    store.commit([{ write: 'template.add', template: newer }]),
    store.commit([{ write: 'template.add', template: { ...newer, version: newer.version + 1 } }]),
    store.template(template.id),
  ]);
  expect(taken.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(Object(taken[0]).reason).toMatchObject({ name: 'UniqueKeyError', table: 'template' });
  const again = await Promise.allSettled([
    store.template(template.id),
    store.commit([{ write: 'template.add', template: newer }]),
  ]);
  expect(again.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('of a register that was made for elsewhere nothing is told, and to it nothing is written, until that is mended', async () => {
  let origin = 'https://other.example';
  const { store } = opened((register) => requireOrigin({ store: register, settings: { ...deps.settings, origin } }));
  const wrong = { code: 'invalid_configuration' };
  await expect(store.agency(A.code)).rejects.toMatchObject(wrong);
  await expect(Promise.all([store.agency(A.code), store.keys(A.code)])).rejects.toBeInstanceOf(YinzhengError);
  trips.length = 0;
  await expect(store.commit([{ write: 'list.touch', id: 'x' } as never])).rejects.toMatchObject(wrong);
  expect(trips.flat().filter((sql) => /^(insert|update|delete)/i.test(sql))).toEqual([]);
  ({ origin } = deps.settings);
  expect(await store.agency(A.code)).toMatchObject({ code: A.code });
});
