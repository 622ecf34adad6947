/** `DATABASE_URL=postgres://…` is all it takes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { type PostgresDatabase, postgresDatabase } from '../storage/postgres-database.ts';
import { Workshop } from './yinzheng.ts';

const INIT = ['init', '--name', '主管部门（测试）', '--name-en', 'Authority (Test)', '--uscc', '11990000DEM0000013'];
const APIKEY = ['apikey', 'add', 'authority', '--roles', 'officer', '--person', 'zhang'];

let database: PostgresDatabase;
let workshop: Workshop;
beforeAll(async () => {
  database = await postgresDatabase();
  workshop = new Workshop({ DATABASE_URL: database.url });
});
afterAll(async () => {
  workshop.remove();
  await database.drop();
});

describe('a register in PostgreSQL', { timeout: 60_000 }, () => {
  test('is not there before init, and the command says so', () => {
    const ran = workshop.run(...APIKEY);
    expect(ran).toMatchObject({ exit: 2, out: '' });
    expect(ran.err).toContain('There is no register in this database. Make one with `yinzheng init`');
  });

  test('is made by init, and all of it is in the database', async () => {
    expect(workshop.json<{ authority: unknown }>(...INIT).authority).toMatchObject({ uscc: '11990000DEM0000013' });
    expect(workshop.json(...APIKEY)).toMatchObject({ key: expect.stringMatching(/^yz_/) });
    expect(await database.admin('SELECT uscc FROM authority')).toEqual([{ uscc: '11990000DEM0000013' }]);
    expect(await database.admin('SELECT person FROM api_key')).toEqual([{ person: 'zhang' }]);
    expect(existsSync(join(workshop.folder, 'data'))).toBe(false);
  });

  test('that was made with test keys is refused in production, from any machine', () => {
    const other = new Workshop({
      DATABASE_URL: database.url,
      NODE_ENV: 'production',
      ORIGIN: 'https://cert.example',
      YINZHENG_KEK: encodeBase64url(new Uint8Array(32).fill(9)),
    });
    const ran = other.run(...APIKEY);
    expect(ran).toMatchObject({ exit: 2, out: '' });
    expect(ran.err).toContain('This database holds test keys');
    other.remove();
  });

  test.each([
    ['a wrong password', 2, (url: URL) => (url.password = 'not-this-one'), 'password authentication failed'],
    ['no such database', 2, (url: URL) => (url.pathname = '/nowhere'), 'does not exist'],
    ['nobody listening', 3, (url: URL) => (url.port = '1'), 'The database does not answer (ECONNREFUSED)'],
  ])('%s ends with %i and says why, without the password', (_, exit, change, reason) => {
    const url = new URL(database.url);
    change(url);
    const lost = new Workshop({ DATABASE_URL: url.href });
    const ran = lost.run(...APIKEY);
    expect(ran).toMatchObject({ exit, out: '' });
    expect(ran.err).toContain(reason);
    expect(ran.err).not.toContain(url.password);
    lost.remove();
  });
});
