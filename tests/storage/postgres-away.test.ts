import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { openPostgres } from '../../src/storage/postgres-node.ts';
import { event } from '../contract/samples.ts';
import { type PostgresDatabase, postgresDatabase } from './postgres-database.ts';
import { proxyTo, type TcpProxy } from './proxy.ts';

/** The promise is 2 s; the rest is for a busy machine. */
const ANSWER_MS = 4_000;
const RECOVERY_MS = 5_000;
const AWAY = { name: 'YinzhengError', code: 'unavailable' };

let database: PostgresDatabase;
beforeAll(async () => {
  database = await postgresDatabase();
});
afterAll(() => database.drop());

/** Fails when the call has not settled by then. */
async function soon<T>(call: Promise<T>): Promise<T> {
  let late: NodeJS.Timeout | undefined;
  const guard = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error('no answer in time')), ANSWER_MS);
  });
  return Promise.race([call, guard]).finally(() => clearTimeout(late));
}

async function proxied(): Promise<TcpProxy> {
  const proxy = await proxyTo(database.url);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** A register behind a proxy, with open connections that nobody uses. */
async function behindProxy(): Promise<{ proxy: TcpProxy; store: Store }> {
  const proxy = await proxied();
  const store = await openPostgres(proxy.url);
  await Promise.all(Array.from({ length: 20 }, () => store.ping()));
  return { proxy, store };
}

async function recovered(store: Store): Promise<void> {
  await expect.poll(() => store.ping().then(() => 'back', String), { timeout: RECOVERY_MS }).toBe('back');
  // And for good: no connection from before is handed out any more.
  for (let n = 0; n < 15; n++) await store.ping();
  await Promise.all(Array.from({ length: 30 }, () => store.ping()));
}

let n = 0;
const write = (store: Store) => store.commit([{ write: 'event.add', event: event(++n) }]);
const read = (store: Store) => store.events({ limit: 1 });

describe.each(['refuse', 'reset', 'silent'] as const)('the database is cut off (%s)', (how) => {
  test('reads and writes are unavailable in time, and come back', async () => {
    const { proxy, store } = await behindProxy();
    await proxy.cut(how);
    await expect(soon(write(store))).rejects.toMatchObject(AWAY);
    await expect(soon(read(store))).rejects.toMatchObject(AWAY);
    await expect(soon(store.allocate([{ counter: 'a', count: 1 }]))).rejects.toMatchObject(AWAY);
    await proxy.mend();
    await recovered(store);
    await write(store);
    await store.close();
  });

  test('so are far more calls at once than there are connections', async () => {
    const { proxy, store } = await behindProxy();
    await proxy.cut(how);
    const calls = Array.from({ length: 60 }, (_, k) => soon<unknown>(k % 2 === 0 ? read(store) : write(store)));
    const answers = await Promise.allSettled(calls);
    for (const answer of answers) expect(answer).toMatchObject({ status: 'rejected', reason: AWAY });
    await proxy.mend();
    await recovered(store);
    await store.close();
  });

  test('so are calls that are under way', async () => {
    const { proxy, store } = await behindProxy();
    const calls = Array.from({ length: 60 }, async (_, k) => soon<unknown>(k % 2 === 0 ? read(store) : write(store)));
    await proxy.cut(how);
    for (const answer of await Promise.allSettled(calls)) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject(AWAY);
    }
    await proxy.mend();
    await recovered(store);
    await store.close();
  });

  test('so is opening the register, which says so', async () => {
    const proxy = await proxied();
    await proxy.cut(how);
    await expect(soon(openPostgres(proxy.url, { patience: 300 }))).rejects.toMatchObject(AWAY);
    await proxy.mend();
    await (await openPostgres(proxy.url)).close();
  });
});

test('while the database is silent, one call at a time waits for it, and the others only a moment', async () => {
  const { proxy, store } = await behindProxy();
  await proxy.cut('silent');
  await expect(soon(store.ping())).rejects.toMatchObject(AWAY);
  const order: string[] = [];
  const first = store.ping().catch(() => order.push('the one that asked'));
  const others = Array.from({ length: 5 }, () => store.ping().catch(() => order.push('another')));
  await soon(Promise.all([first, ...others]));
  expect(order).toEqual([...Array(5).fill('another'), 'the one that asked']);
  await proxy.mend();
  // The first calls after that find it, all of them.
  await Promise.all(Array.from({ length: 20 }, () => store.ping()));
  await recovered(store);
  await store.close();
});

test('a loss is reported once, and so is its end', async () => {
  const proxy = await proxied();
  const said: string[] = [];
  const store = await openPostgres(proxy.url, { log: (level, event) => said.push(`${level} ${event}`) });
  await Promise.all(Array.from({ length: 20 }, () => store.ping()));
  await proxy.cut('reset');
  await Promise.allSettled(Array.from({ length: 20 }, () => store.ping()));
  await proxy.mend();
  await recovered(store);
  expect(said).toEqual(['warn database.connection_lost', 'info database.answers']);
  await store.close();
});

test('a register is closed in time while the database is silent', async () => {
  const { proxy, store } = await behindProxy();
  await proxy.cut('silent');
  await soon(store.close());
  await expect(store.ping()).rejects.toMatchObject(AWAY);
});

test('a long commit is no silence: only the time between two answers counts', async () => {
  const store = await openPostgres(database.url, { patience: 300 });
  await database.admin(
    `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END'`,
  );
  await database.admin('CREATE TRIGGER slow BEFORE INSERT ON secret FOR EACH ROW EXECUTE FUNCTION slow()');
  const secrets = Array.from({ length: 10 }, (_, k) => ({ write: 'secret.add', name: `${k}`, wrapped: 'w' }) as const);
  await store.commit(secrets);
  expect((await store.secrets()).get('9')).toBe('w');
  await database.admin('DROP TRIGGER slow ON secret');
  await store.close();
});

test('a transaction whose client went away without a word gives its locks back', async () => {
  const { proxy, store } = await behindProxy();
  const other = await openPostgres(database.url);
  proxy.stopBefore('COMMIT');
  const take = (from: Store) => from.allocate([{ counter: 'locked', count: 1 }]).catch((error) => error.code);
  const abandoned = take(store);
  const open =
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()";
  await expect.poll(() => database.admin(open)).toEqual([{ n: 1 }]);
  // The lock is held, and waiting for it has an end.
  expect(await take(other)).toBe('unavailable');
  expect(await abandoned).toBe('unavailable');
  await expect.poll(() => take(other), { timeout: RECOVERY_MS }).toEqual([0]);
  await Promise.all([store.close(), other.close()]);
});

test('the server is stopped under the connections: the next calls fail or find new ones', async () => {
  const store = await openPostgres(database.url);
  await Promise.all(Array.from({ length: 20 }, () => store.ping()));
  await database.admin(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await recovered(store);
  await store.close();
});
