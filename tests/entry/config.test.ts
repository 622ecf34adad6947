import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { YinzhengError } from '../../src/core/errors.ts';
import { readConfig, settingsSchema, TEST_KEK } from '../../src/entry/config.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';

const KEK = encodeBase64url(new Uint8Array(32).fill(7));
const PRODUCTION = { NODE_ENV: 'production', ORIGIN: 'https://cert.example', YINZHENG_KEK: KEK };

/** `SETTING message` for each problem. */
function problems(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (!(error instanceof YinzhengError)) throw error;
    expect(error.code).toBe('invalid_configuration');
    return error.violations.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`);
  }
  return [];
}

test('an empty environment is a complete development configuration', () => {
  expect(readConfig({})).toEqual({
    production: false,
    host: '127.0.0.1',
    port: 8787,
    clientAddressHeader: undefined,
    dataDir: './data',
    databaseUrl: undefined,
    databaseConnections: 10,
    kek: undefined,
    metricsToken: undefined,
    logLevel: undefined,
    settings: {
      origin: 'http://localhost:8787',
      timeZone: 'Asia/Shanghai',
      allowedHosts: [],
      reportDays: 30,
      vcApi: false,
      webhookHosts: [],
    },
  });
});

test('values are taken over; empty ones count as not set', () => {
  const config = readConfig({
    PORT: '9000',
    HOST: '',
    YINZHENG_KEK: KEK,
    TIME_ZONE: 'Africa/Nairobi',
    ALLOWED_HOSTS: 'a.example, b.example:8443',
    LOG_LEVEL: 'error',
    CLIENT_ADDRESS_HEADER: 'X-Forwarded-For',
  });
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 9000,
    logLevel: 'error',
    clientAddressHeader: 'X-Forwarded-For',
  });
  expect(config.kek).toEqual(new Uint8Array(32).fill(7));
  expect(config.settings).toEqual({
    origin: 'http://localhost:9000',
    timeZone: 'Africa/Nairobi',
    allowedHosts: ['a.example', 'b.example:8443'],
    reportDays: 30,
    vcApi: false,
    webhookHosts: [],
  });
});

test('every problem is reported at once, with what to do', () => {
  const found = problems({
    NODE_ENV: 'prod',
    HOST: 'a b',
    PORT: '70000',
    CLIENT_ADDRESS_HEADER: 'X Real Ip',
    ORIGIN: 'https://Cert.example/',
    DATABASE_URL: 'mysql://db/yinzheng',
    DATABASE_CONNECTIONS: '0',
    YINZHENG_KEK: 'c2hvcnQ',
    TIME_ZONE: 'Mars/Olympus',
    ALLOWED_HOSTS: 'A.example',
    METRICS_TOKEN: 'short',
    LOG_LEVEL: 'loud',
  });
  expect(found.map((line) => line.split(' ')[0])).toEqual([
    'NODE_ENV',
    'HOST',
    'PORT',
    'CLIENT_ADDRESS_HEADER',
    'ORIGIN',
    'DATABASE_URL',
    'DATABASE_CONNECTIONS',
    'YINZHENG_KEK',
    'TIME_ZONE',
    'ALLOWED_HOSTS',
    'METRICS_TOKEN',
    'LOG_LEVEL',
  ]);
  expect(found[2]).toBe('PORT "70000" is not a port. Use a whole number from 1 to 65535.');
});

test.each(['0', '65536', '80.5', ' 80', '-1', '1e3'])('PORT %j is refused', (PORT) => {
  expect(problems({ PORT })).toHaveLength(1);
});

test.each([
  'cert.example',
  'https://cert.example/',
  'https://cert.example/app',
  'https://CERT.example',
  'ftp://cert.example',
])('ORIGIN %j is refused', (ORIGIN) => expect(problems({ ORIGIN })).toHaveLength(1));

test.each(['postgres://yinzheng:secret@db.example:5433/register?sslmode=verify-full', 'postgresql:///register'])(
  'DATABASE_URL %j is taken',
  (DATABASE_URL) => expect(readConfig({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL),
);

test.each(['db.example', 'postgres', 'https://db.example/register', 'file:register.sqlite'])(
  'DATABASE_URL %j is refused',
  (DATABASE_URL) => expect(problems({ DATABASE_URL })).toHaveLength(1),
);

test('the value of a secret is never repeated', () => {
  for (const name of ['YINZHENG_KEK', 'METRICS_TOKEN']) {
    expect(problems({ [name]: 'c2VjcmV0' }).join()).not.toContain('c2VjcmV0');
  }
  expect(problems({ DATABASE_URL: 'mysql://u:c2VjcmV0@db' }).join()).not.toContain('c2VjcmV0');
});

describe('production', () => {
  test('takes a complete configuration', () => {
    expect(readConfig(PRODUCTION)).toMatchObject({ production: true, settings: { origin: 'https://cert.example' } });
  });

  test('names all that is missing', () => {
    expect(problems({ NODE_ENV: 'production' }).map((line) => line.split('.')[0])).toEqual([
      'ORIGIN is not set',
      'YINZHENG_KEK is not set, and production does not make its own',
    ]);
  });

  test.each([
    ['http', 'http://cert.example', /not https/],
    ['a host that does not fit the code on the paper', 'https://certificates.hrss.example', /at most 24/],
    ['upper case', 'https://Cert.example', /lower case/],
  ])('refuses %s', (_, ORIGIN, reason) => {
    const found = problems({ ...PRODUCTION, ORIGIN });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(reason);
  });

  test('refuses the marked test key by value, development takes it', () => {
    const YINZHENG_KEK = readFileSync('keys/test-kek.txt', 'utf8').trim();
    expect(readConfig({ YINZHENG_KEK }).kek).toEqual(TEST_KEK);
    expect(problems({ ...PRODUCTION, YINZHENG_KEK })[0]).toMatch(/^YINZHENG_KEK is the marked test key/);
  });
});

test('README describes every setting', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const name of Object.keys(settingsSchema(false).shape)) expect(readme).toContain(`\`${name}\``);
});

test('.env.example, uncommented, is the default configuration', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const settings = lines.flatMap((line) => /^#([A-Z_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? []);
  const environment: Record<string, string> = {};
  for (let at = 0; at < settings.length; at += 2) environment[settings[at] ?? ''] = settings[at + 1] ?? '';
  expect(Object.keys(environment)).toEqual(Object.keys(settingsSchema(false).shape));
  expect(readConfig(environment)).toEqual({ ...readConfig({}), logLevel: 'info' });
  execFileSync(process.execPath, ['scripts/make-env-example.ts', '--check']);
});
