import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Write } from '../../src/core/ports.ts';
import { TABLES } from '../../src/storage/columns.ts';
import type { Durability } from '../../src/storage/engine.ts';
import { openPostgres, openPostgresEngine, type PostgresEngine } from '../../src/storage/postgres-node.ts';
import { AGENCY, certificate, event, id, person } from '../contract/samples.ts';
import { type PostgresDatabase, postgresDatabase } from './postgres-database.ts';

let database: PostgresDatabase;
beforeAll(async () => {
  database = await postgresDatabase();
  await (await openPostgres(database.url)).close();
});
beforeEach(() => database.empty());
afterAll(() => database.drop());

const add = (n: number): Write => ({ write: 'event.add', event: event(n) });

async function shown(engine: PostgresEngine, setting: string, durability?: Durability): Promise<unknown> {
  const ask = { sql: 'SELECT current_setting($1, true)', params: [setting] };
  const answers = await engine.atomic([ask], durability);
  return answers[0]?.[0]?.[0];
}

/** Runs this before each insert into `event`. */
async function onEvent(body: string, work: () => Promise<void>): Promise<void> {
  await database.admin(
    `CREATE FUNCTION on_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NEW; END $$`,
  );
  await database.admin('CREATE TRIGGER on_event BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION on_event()');
  try {
    await work();
  } finally {
    await database.admin('DROP FUNCTION on_event CASCADE');
  }
}

describe('a transaction', () => {
  test('is synced when it returns unless it need not be, whatever the default of the database is', async () => {
    await database.admin(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET synchronous_commit = off`);
    const engine = await openPostgresEngine(database.url);
    expect(await shown(engine, 'synchronous_commit')).toBe('on');
    expect(await shown(engine, 'synchronous_commit', 'later')).toBe('off');
    expect(await shown(engine, 'synchronous_commit', 'now')).toBe('on');
    await engine.close();
  });

  test('says for whom it works, and leaves nothing of that to the next', async () => {
    const engine = await openPostgresEngine(database.url, { connections: 1 });
    expect(await shown(engine, 'yinzheng.organisation')).toBe('*');
    expect(await engine.within(AGENCY, () => shown(engine, 'yinzheng.organisation'))).toBe(AGENCY);
    expect(await shown(engine, 'yinzheng.organisation')).toBe('*');
    await engine.close();
  });

  test('reads cannot write', async () => {
    const engine = await openPostgresEngine(database.url);
    const sneaky = engine.all({ sql: "INSERT INTO unsigned VALUES ('a', 'b') RETURNING agency", params: [] });
    await expect(sneaky).rejects.toThrow();
    await engine.close();
  });
});

describe('the wall between organisations', () => {
  test('a connection that says nothing sees nothing behind it and adds nothing', async () => {
    const store = await openPostgres(database.url);
    await store.commit([add(1), { write: 'certificate.prepare', certificate: certificate(1) }]);
    await store.close();
    const stranger = new Client({ connectionString: database.url });
    await stranger.connect();
    for (const table of Object.keys(TABLES)) {
      const { rows } = await stranger.query(`SELECT * FROM ${table}`);
      expect([table, rows]).toEqual([table, []]);
    }
    await expect(stranger.query("INSERT INTO unsigned VALUES ('a', 'b')")).rejects.toMatchObject({ code: '42501' });
    await stranger.end();
    expect(await database.admin('SELECT id FROM event')).toHaveLength(1);
  });

  test('a role that it does not hold back is reported', async () => {
    const said: unknown[] = [];
    const log = (...line: unknown[]) => said.push(line);
    await (await openPostgres(database.url, { log })).close();
    expect(said).toEqual([]);
    await (await openPostgres(database.adminUrl, { log })).close();
    expect(said).toEqual([['warn', 'database.row_security_bypassed', { role: 'postgres' }]]);
  });
});

describe('rivals', () => {
  test('commits that lock the same rows in different orders all come through', async () => {
    const store = await openPostgres(database.url);
    const touch = (list: string): Write => ({ write: 'list.touch', list });
    const pairs = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? ['a', 'b'] : ['b', 'a']));
    await Promise.all(pairs.map((lists) => store.commit(lists.map(touch))));
    expect(await store.listRevision('a')).toBe(8);
    expect(await store.listRevision('b')).toBe(8);
    await store.close();
  });

  test.each(['40001', '40P01'])('what the server undid (%s) is tried again, and kept once', async (state) => {
    const store = await openPostgres(database.url);
    await database.admin('CREATE SEQUENCE tries');
    const twice = `IF nextval('tries') < 3 THEN RAISE EXCEPTION 'once more' USING ERRCODE = '${state}'; END IF`;
    await database.admin('GRANT ALL ON SEQUENCE tries TO yinzheng');
    await onEvent(twice, async () => {
      await store.commit([{ write: 'person.add', person: person(1) }, add(1)]);
      expect(await store.events({ limit: 9 })).toEqual([event(1)]);
    });
    await onEvent(`RAISE EXCEPTION 'never' USING ERRCODE = '${state}'`, async () => {
      await expect(store.commit([add(2)])).rejects.toMatchObject({ code: 'unavailable' });
    });
    await database.admin('DROP SEQUENCE tries');
    await store.close();
  });
});

describe('trouble', () => {
  test.each([
    ['storage_full', '53100'],
    ['unavailable', '53200'],
    ['unavailable', '57P01'],
    ['unavailable', '58030'],
    ['unavailable', '25006'],
  ])('%s for SQLSTATE %s; nothing is kept, and the next commit is', async (code, state) => {
    const store = await openPostgres(database.url, { connections: 1 });
    await onEvent(`RAISE EXCEPTION 'trouble' USING ERRCODE = '${state}'`, async () => {
      const commit = store.commit([{ write: 'person.add', person: person(1) }, add(1)]);
      await expect(commit).rejects.toMatchObject({ name: 'YinzhengError', code });
    });
    expect(await store.person(id(1))).toBeUndefined();
    await store.commit([add(1)]);
    expect(await store.events({ limit: 9 })).toEqual([event(1)]);
    await store.close();
  });

  test('a server that became read-only: unavailable for writers, reads go on, and the next connection may be to another', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await database.admin(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const store = await openPostgres(database.url, { connections: 1 });
    await expect(store.commit([add(1)])).rejects.toMatchObject({ name: 'YinzhengError', code: 'unavailable' });
    expect(await store.events({ limit: 9 })).toEqual([]);
    await database.admin(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await store.commit([add(1)]).catch(() => store.commit([add(1)]));
    expect(await store.events({ limit: 9 })).toEqual([event(1)]);
    await store.close();
  });

  test('a lock that another session keeps: unavailable for writers, reads go on', async () => {
    const store = await openPostgres(database.url);
    await store.allocate([{ counter: 'a', count: 1 }]);
    await database.admin('BEGIN');
    await database.admin("SELECT * FROM counter WHERE name = 'a' FOR UPDATE");
    await expect(store.allocate([{ counter: 'a', count: 1 }])).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.counter('a')).toBe(1);
    await database.admin('ROLLBACK');
    expect(await store.allocate([{ counter: 'a', count: 1 }])).toEqual([1]);
    await store.close();
  });

  test('a table that somebody locks: who waits for a turn does not wait behind all others', async () => {
    const store = await openPostgres(database.url, { connections: 2, patience: 500 });
    await database.admin('BEGIN');
    await database.admin('LOCK TABLE event IN ACCESS EXCLUSIVE MODE');
    const calls = await Promise.allSettled(Array.from({ length: 40 }, () => store.events({ limit: 1 })));
    const reasons = calls.map((call) => call.status === 'rejected' && call.reason);
    for (const reason of reasons) expect(reason).toMatchObject({ name: 'YinzhengError', code: 'unavailable' });
    // All who are sent away hear the same.
    expect(new Set(reasons).size).toBeLessThan(20);
    await database.admin('ROLLBACK');
    await Promise.all(Array.from({ length: 40 }, () => store.events({ limit: 1 })));
    await store.close();
  });

  test('a closed register is unavailable, and closes once', async () => {
    const store = await openPostgres(database.url);
    await store.close();
    await store.close();
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.commit([add(1)])).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('text with a NUL is refused, in a question and in a row', async () => {
    const store = await openPostgres(database.url);
    const refused = { name: 'YinzhengError', code: 'invalid_request' };
    await expect(store.agency('S0000\u0000')).rejects.toMatchObject(refused);
    const write: Write = { write: 'secret.add', name: 'n', wrapped: 'a\u0000b' };
    await expect(store.commit([write])).rejects.toMatchObject(refused);
    await store.ping();
    await store.close();
  });

  test('errors do not show the values that were bound', async () => {
    const store = await openPostgres(database.url);
    await database.admin('ALTER TABLE person RENAME TO people');
    const error = await store.peopleByIndex(AGENCY, ['secret-blind-index']).catch((error: unknown) => error);
    await database.admin('ALTER TABLE people RENAME TO person');
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain('secret-blind-index');
    await store.close();
  });
});

test('a burst that keeps this process busy is no silence of the database', async () => {
  const store = await openPostgres(database.url, { connections: 2, patience: 1_000 });
  const busy = async (n: number) => {
    await store.commit([add(n)]);
    const end = performance.now() + 250;
    while (performance.now() < end);
  };
  await store.ping();
  await Promise.all(Array.from({ length: 8 }, (_, n) => busy(n)));
  expect(await store.events({ limit: 99 })).toHaveLength(8);
  await store.close();
});
