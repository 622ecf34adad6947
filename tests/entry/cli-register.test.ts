/** A register from nothing to a revoked certificate, by the command line alone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { DAY, startOfDay } from '../../src/core/calendar.ts';
import { Workshop } from './yinzheng.ts';

const AGENCY = {
  code: 'S000033000107',
  uscc: '91350100M000100Y43',
  name: { zh: '示范评价机构', en: 'Example Assessment Agency' },
  record: {
    from: '2026-01-01',
    reason: 'Record notice 2026-07',
    scope: [
      {
        classification: 'CN-OCD',
        edition: '2022',
        occupations: ['4-04-05-05'],
        levelScheme: 'CN-SKILL',
        levels: ['5', '4', '3'],
      },
    ],
  },
};
const REQUEST = {
  template: 'skill-level-cn',
  holder: { name: '张伟', idType: 'cn.resident_id', idNumber: '11010519491231002X' },
  occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
  jobDirection: '数据标注员',
  level: { scheme: 'CN-SKILL', code: '3' },
  assessment: { route: 'social_assessment', assessedOn: '2026-10-18', theory: 86, practical: 91 },
  issuedOn: '2026-11-01',
};

interface Issued {
  readonly number: string;
  readonly printedNumber: string;
  readonly jwt: string;
  readonly seal: string;
  readonly credential: object;
  readonly replayed: boolean;
}

const workshop = new Workshop();
afterAll(() => workshop.remove());
const request = workshop.write('request.json', REQUEST);
let issued: Issued;

test('a register whose init failed is none, and the next init makes it', () => {
  const wrong = workshop.run('init', '--name', '示范省主管部门', '--name-en', 'Example Authority', '--uscc', '1');
  expect(wrong).toMatchObject({ exit: 1, out: '' });
  expect(workshop.run('agency', 'list')).toMatchObject({ exit: 2, out: '' });
  expect(workshop.run('apikey', 'list').err).toContain('yinzheng init');
});

test('init makes the register, once', () => {
  const words = ['init', '--name', '示范省主管部门', '--name-en', 'Example Authority', '--uscc', '11990000DEM0000013'];
  const { exit, out } = workshop.run(...words);
  expect(exit).toBe(0);
  expect(out).toContain('示范省主管部门');
  expect(existsSync(join(workshop.folder, 'data', 'TEST-KEYS'))).toBe(true);

  const again = workshop.run(...words);
  expect(again).toMatchObject({ exit: 1, out: '' });
  expect(again.err).toContain('already');
});

test('production refuses the register that a test key guards', () => {
  const production = { NODE_ENV: 'production', ORIGIN: 'https://cert.example', YINZHENG_KEK: 'A'.repeat(43) };
  const there = new Workshop({ ...production, DATA_DIR: join(workshop.folder, 'data') });
  try {
    const { exit, err } = there.run('key', 'rotate', 'authority');
    expect(exit).toBe(2);
    expect(err).toContain('TEST-KEYS');
  } finally {
    there.remove();
  }
});

test('another key does not open the register, and the message says so', () => {
  const other = new Workshop({ YINZHENG_KEK: 'A'.repeat(43), DATA_DIR: join(workshop.folder, 'data') });
  try {
    const { exit, err } = other.run('key', 'rotate', 'authority');
    expect(exit).toBe(2);
    expect(err).toContain('YINZHENG_KEK');
  } finally {
    other.remove();
  }
});

test('a register under a key of its own is not marked, and the demo leaves it alone', () => {
  const own = new Workshop({ YINZHENG_KEK: `${'B'.repeat(42)}A` });
  try {
    own.json('init', '--name', '示范厅', '--name-en', 'Example Authority', '--uscc', '11990000DEM0000013');
    expect(own.run('start', '--demo')).toMatchObject({ exit: 2, out: '' });
    expect(existsSync(join(own.folder, 'data', 'TEST-KEYS'))).toBe(false);
  } finally {
    own.remove();
  }
});

test('agency add registers, and says which members of a file are wrong', () => {
  const wrong = workshop.run('agency', 'add', workshop.write('wrong.json', { ...AGENCY, uscc: '1', colour: 'red' }));
  expect(wrong).toMatchObject({ exit: 1, out: '' });
  expect(wrong.err).toContain('/colour');

  const file = workshop.write('agency.json', AGENCY);
  expect(workshop.json('agency', 'add', file)).toMatchObject({ code: AGENCY.code });
  expect(workshop.run('agency', 'add', file)).toMatchObject({ exit: 1 });
  expect(workshop.run('agency', 'add', workshop.write('broken.json', '{"code": 1, "code": 2}'))).toMatchObject({
    exit: 2,
  });
});

test('apikey add shows the key once and keeps only its hash', () => {
  const made = workshop.json<{ id: string; key: string; roles: string[]; createdAt: string; expiresAt: string }>(
    ...['apikey', 'add', AGENCY.code, '--roles', 'clerk,signer', '--person', 'Wang', '--days', '30'],
  );
  expect(made.roles).toEqual(['clerk', 'signer']);
  expect(made.key).toMatch(/^yz_/);
  expect(made).not.toHaveProperty('hash');
  expect(made.createdAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(30 * DAY);
  const file = join(workshop.folder, 'data', 'yinzheng.sqlite');
  expect(readFileSync(file).includes(made.key.slice(3))).toBe(false);
  const database = new Database(file, { readonly: true });
  const event = database.prepare('SELECT person, organisation FROM event WHERE type = ? AND subject = ?');
  const by = event.get('apikey.created', made.id);
  database.close();
  expect(by).toEqual({ person: expect.stringMatching(/^cli:./), organisation: 'authority' });
  const stranger = workshop.run('apikey', 'add', 'S000033000999', '--roles', 'signer', '--person', 'Wang');
  expect(stranger).toMatchObject({ exit: 1, out: '', err: expect.stringContaining('yinzheng agency add') });
});

test('an employer is registered with its limits, then gets keys', () => {
  const key = ['apikey', 'add', '91990000DEM0000044', '--roles', 'employer', '--person', 'Li'];
  expect(workshop.run(...key).err).toContain('yinzheng employer add');
  const words = ['employer', 'add', '91990000DEM0000044', '--name', '用人单位', '--name-en', 'Employer'];
  const wrong = workshop.run(...words, '--rows-per-day', 'many');
  expect(wrong).toMatchObject({ exit: 2, out: '' });
  expect(wrong.err).toContain('--rows-per-day many');
  const limits = { requestsPerMinute: 120, rowsPerDay: 5000, unmatchedPerDay: 500 };
  expect(workshop.json(...words, '--rows-per-day', '5000')).toMatchObject({ limits });
  const change = ['employer', 'limits', '91990000DEM0000044', '--unmatched-per-day', '20'];
  expect(workshop.json(...change)).toMatchObject({ limits: { ...limits, unmatchedPerDay: 20 } });
  expect(workshop.json(...key)).toMatchObject({ kind: 'employer', organisation: '91990000DEM0000044' });
});

test('issue names what is wrong without repeating it, then issues once', () => {
  const holder = { ...REQUEST.holder, idNumber: '110105194912310021' };
  const wrong = workshop.run('issue', workshop.write('faulty.json', { ...REQUEST, holder }), '--agency', AGENCY.code);
  expect(wrong).toMatchObject({ exit: 1, out: '' });
  expect(wrong.err).toContain('/holder/idNumber');
  expect(wrong.err).not.toContain(holder.idNumber);

  const words = ['issue', request, '--agency', AGENCY.code, '--idempotency-key', 'row 1'] as const;
  issued = workshop.json<Issued>(...words);
  expect(issued.printedNumber).toMatch(/^S000033000107263000001-./);
  expect(workshop.json<Issued>(...words)).toMatchObject({ number: issued.number, replayed: true });
});

test('verify takes a file or text, in every form', () => {
  const files = [
    workshop.write('credential.json', issued.credential),
    workshop.write('credential.jwt', issued.jwt),
    issued.jwt,
    issued.seal,
  ];
  for (const input of files) expect(workshop.json('verify', input)).toMatchObject({ verdict: 'valid' });
});

test('verify tells a forgery, a stranger and a missing file apart', () => {
  const { name } = REQUEST.holder;
  const forged = JSON.stringify(issued.credential).replaceAll(name, '冒名者');
  const { exit, out } = workshop.run('verify', workshop.write('forged.json', forged));
  expect(exit).toBe(1);
  expect(out).toContain('Not authentic');
  expect(out).not.toContain('冒名者');
  expect(workshop.run('verify', 'https://example.org/x')).toMatchObject({ exit: 1 });
  for (const none of ['none.json', 'none.sd-jwt', './none'])
    expect(workshop.run('verify', none)).toMatchObject({ exit: 2, out: '' });
  const torn = ['--trust-list', workshop.write('torn.json', '{"issuer":')];
  const without = workshop.run('verify', 'credential.json', ...torn);
  expect(without).toMatchObject({ exit: 2, out: '' });
  expect(without.err).toContain('trust list');
});

test('a rotated key leaves the certificate good', () => {
  for (const algorithm of ['Ed25519', 'ES256']) {
    expect(workshop.json('key', 'rotate', AGENCY.code, '--algorithm', algorithm)).toMatchObject({
      state: 'active',
      algorithm,
    });
  }
  expect(workshop.json('verify', 'credential.json')).toMatchObject({ verdict: 'valid' });
  expect(workshop.run('key', 'rotate', 'S000033000999').exit).toBe(1);
});

test('revoke turns the verdict, once', () => {
  const { exit, out } = workshop.run('revoke', issued.printedNumber, '--reason', 'exam_fraud', '--note', 'seat 12');
  expect(exit).toBe(0);
  expect(out).toContain(issued.printedNumber);
  const verdict = workshop.run('verify', 'credential.json', '--json');
  expect(verdict.exit).toBe(1);
  expect(JSON.parse(verdict.out)).toMatchObject({ verdict: 'revoked', by: 'authority', reason: 'exam_fraud' });
  expect(Date.parse(JSON.parse(verdict.out).since)).toBeGreaterThan(startOfDay(REQUEST.issuedOn, 'Asia/Shanghai'));
  expect(workshop.run('revoke', issued.number, '--reason', 'exam_fraud')).toMatchObject({ exit: 1, out: '' });
  expect(workshop.run('revoke', 'S000033000107263000999', '--reason', 'exam_fraud')).toMatchObject({
    exit: 1,
    out: '',
  });
});

test('audit verify finds the record whole, and names the row that somebody put there', () => {
  const whole = workshop.json<{ intact: boolean; waiting: number }>('audit', 'verify');
  expect(whole).toMatchObject({ intact: true, faults: [] });
  expect(whole.waiting).toBeGreaterThan(5);

  const database = new Database(join(workshop.folder, 'data', 'yinzheng.sqlite'));
  const id = '01995000-0000-7000-8000-000000000001';
  const columns = 'at, type, subject, owner, person, organisation, data';
  database.prepare(`INSERT INTO event (id, ${columns}) SELECT ?, ${columns} FROM event LIMIT 1`).run(id);
  database.close();
  const { exit, out } = workshop.run('audit', 'verify');
  expect(exit).toBe(1);
  expect(out).toContain(id);
  expect(workshop.run('audit', 'verify', '--checkpoint', 'none.jws')).toMatchObject({ exit: 2, out: '' });
});
