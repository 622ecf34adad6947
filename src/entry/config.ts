/** Settings: taken from the environment once, at the door, and checked all together. */
import { z } from 'zod';
import { isTimeZone } from '../core/calendar.ts';
import type { Settings } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import { type Bytes, equalBytes, utf8 } from '../lib/bytes.ts';

export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** PEM files, for a service that speaks HTTPS itself. Undefined: HTTP, as behind a proxy. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Name of the header in which a proxy in front says who asks; undefined: the connection says it. */
  readonly clientAddressHeader: string | undefined;
  /** As it was given; relative to the working directory. */
  readonly dataDir: string;
  /** Where the register is, if not in a file of `dataDir`. Holds a password. */
  readonly databaseUrl: string | undefined;
  readonly databaseConnections: number;
  /** The key-encryption key, 32 bytes. Undefined in development: then the start makes one. */
  readonly kek: Bytes | undefined;
  /** Whoever shows it may read the metrics. Undefined: there are none. */
  readonly metricsToken: string | undefined;
  /** Undefined: `info` for the service, `warn` for the demo and the commands. */
  readonly logLevel: LogLevel | undefined;
  readonly settings: Settings;
}

/** The marked test key-encryption key. It is public, it says so, and production refuses it. */
export const TEST_KEK: Bytes = utf8('YINZHENG-TEST-KEY-NOT-FOR-USE-!!');

export const LOG_LEVELS = ['info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
/** The code on the paper holds the host, and has room for so much of it. */
const LONGEST_HOST = 24;

/** What a value is not, and what to write instead. The value of a secret is never repeated. */
function fault(wrong: string, remedy: string): { error: (issue: { input?: unknown }) => string } {
  return { error: ({ input }) => `${JSON.stringify(input)} ${wrong}. ${remedy}` };
}

function secretFault(wrong: string): { error: string } {
  return { error: `${wrong}. Make one with: openssl rand -base64 32 | tr '+/' '-_' | tr -d '='` };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}

function decodesTo32Bytes(text: string): boolean {
  try {
    return decodeBase64url(text).length === 32;
  } catch {
    return false;
  }
}

const origin = z.string().refine(isOrigin, {
  ...fault('is not an origin in lower case', 'Write scheme and host only, e.g. https://cert.example.'),
  abort: true,
});

const productionOrigin = z
  .string({ error: 'is not set. Production needs the public origin, e.g. https://cert.example.' })
  .pipe(origin)
  .refine((text) => text.startsWith('https:'), fault('is not https', 'Production needs https.'))
  .refine(
    (text) => new URL(text).host.length <= LONGEST_HOST,
    fault('has a long host', `Use a host of at most ${LONGEST_HOST} characters: it is part of every QR code.`),
  );

const kek = z
  .string(secretFault('is not set, and production does not make its own'))
  .refine(decodesTo32Bytes, { ...secretFault('is not 32 bytes in base64url'), abort: true })
  .transform(decodeBase64url);

const productionKek = kek.refine((key) => !equalBytes(key, TEST_KEK), secretFault('is the marked test key'));

/** The one schema of all settings. `example` is what `.env.example` shows: the default, where there is one. */
export function settingsSchema(production: boolean) {
  return z.object({
    NODE_ENV: z
      .enum(['development', 'test', 'production'], fault('is unknown', 'Use production, or leave it out.'))
      .default('development')
      .meta({ about: 'production refuses test keys and missing secrets', example: 'development' }),
    HOST: z
      .string()
      .regex(/^[\w.:-]+$/, fault('is not an address or a host name', 'Use e.g. 127.0.0.1, or 0.0.0.0 for all.'))
      .default('127.0.0.1')
      .meta({ about: 'address to listen on', example: '127.0.0.1' }),
    PORT: z
      .string()
      .refine((text) => /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535, {
        ...fault('is not a port', 'Use a whole number from 1 to 65535.'),
      })
      .default('8787')
      .transform(Number)
      .meta({ about: 'port to listen on', example: '8787' }),
    TLS_CERT: z
      .string()
      .optional()
      .meta({ about: 'PEM file of a certificate: speak HTTPS without a proxy; goes with TLS_KEY', example: '' }),
    TLS_KEY: z.string().optional().meta({ about: 'PEM file of its private key', example: '' }),
    CLIENT_ADDRESS_HEADER: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]*$/, fault('is not the name of a header', 'Use e.g. X-Forwarded-For.'))
      .optional()
      .meta({
        about: 'header in which your proxy names the client, e.g. X-Forwarded-For; its last address counts',
        example: '',
      }),
    ORIGIN: (production ? productionOrigin : origin.optional()).meta({
      about: 'the public origin, part of every URL, QR code and did:web; https in production; never changes afterwards',
      example: 'http://localhost:8787',
    }),
    DATA_DIR: z.string().default('./data').meta({ about: 'folder of the SQLite database', example: './data' }),
    DATABASE_URL: z
      .string()
      .refine((text) => URL.canParse(text) && /^postgres(?:ql)?:$/.test(new URL(text).protocol), {
        error:
          'is not like postgres://user:password@host/database. Write it so, or leave it out for SQLite in DATA_DIR.',
      })
      .optional()
      .meta({ about: 'postgres://user:password@host/database: PostgreSQL instead of SQLite', example: '' }),
    DATABASE_CONNECTIONS: z
      .string()
      .regex(/^[1-9]\d{0,3}$/, fault('is not a number of connections', 'Use a whole number from 1 to 9999.'))
      .default('10')
      .transform(Number)
      .meta({ about: 'most connections of one process to PostgreSQL', example: '10' }),
    YINZHENG_KEK: (production ? productionKek : kek.optional()).meta({
      about: 'key-encryption key, base64url of 32 bytes; required in production, made in keys/ in development',
      example: '',
    }),
    TIME_ZONE: z
      .string()
      .refine(isTimeZone, fault('is not a time zone', 'Use an IANA name, e.g. Asia/Shanghai.'))
      .default('Asia/Shanghai')
      .meta({ about: 'time zone of the authority; decides which day it is', example: 'Asia/Shanghai' }),
    REPORT_DAYS: z
      .string()
      .regex(/^[1-9]\d{0,3}$/, fault('is not a number of days', 'Use a whole number from 1 to 9999.'))
      .default('30')
      .transform(Number)
      .meta({ about: 'days that the reports on files which employers had verified are kept', example: '30' }),
    VC_API: z
      .enum(['on', 'off'], fault('is neither on nor off', 'Use on, or leave it out.'))
      .default('off')
      .transform((value) => value === 'on')
      .meta({
        about:
          'on: answer the calls of W3C VCALM (VC-API): /credentials/issue, verify, derive, status, /presentations/verify',
        example: 'off',
      }),
    ALLOWED_HOSTS: hosts().meta({
      about: 'other hosts whose DID documents, status lists and schemas may be fetched, with commas',
      example: '',
    }),
    WEBHOOK_HOSTS: hosts().meta({ about: 'hosts to which webhooks may send, with commas', example: '' }),
    METRICS_TOKEN: z
      .string()
      .regex(/^[A-Za-z0-9._~+/-]{20,}=*$/, secretFault('is not a token of 20 letters and digits or more'))
      .optional()
      .meta({ about: 'bearer token for GET /metrics, which answers only where this is set', example: '' }),
    LOG_LEVEL: z
      .enum(LOG_LEVELS, fault('is not a log level', `Use one of ${LOG_LEVELS.join(', ')}.`))
      .optional()
      .meta({
        about: 'least level to log: info, warn or error; the demo and the commands begin at warn',
        example: 'info',
      }),
  });
}

/** A list of hosts, which may name ports. */
function hosts() {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((host) => host.trim())
        .filter((host) => host !== ''),
    )
    .refine(
      (hosts) => hosts.every((host) => /^[a-z0-9.-]+(?::\d+)?$/.test(host)),
      fault(
        'names something that is not a host',
        'Use lower-case hosts with commas between, e.g. a.example,b.example.',
      ),
    );
}

/**
 * Reads the settings. An empty value counts as not set.
 *
 * @throws {YinzhengError} `invalid_configuration` with one violation for each setting that is wrong
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const production = given.NODE_ENV === 'production';
  const { success, data, error } = settingsSchema(production).safeParse(given);
  if (!success) throw invalidConfiguration(error);
  return {
    production,
    host: data.HOST,
    port: data.PORT,
    tls: tlsFiles(data.TLS_CERT, data.TLS_KEY),
    clientAddressHeader: data.CLIENT_ADDRESS_HEADER,
    dataDir: data.DATA_DIR,
    databaseUrl: data.DATABASE_URL,
    databaseConnections: data.DATABASE_CONNECTIONS,
    kek: data.YINZHENG_KEK,
    metricsToken: data.METRICS_TOKEN,
    logLevel: data.LOG_LEVEL,
    settings: {
      origin: data.ORIGIN ?? `${data.TLS_CERT === undefined ? 'http' : 'https'}://localhost:${data.PORT}`,
      timeZone: data.TIME_ZONE,
      allowedHosts: data.ALLOWED_HOSTS,
      reportDays: data.REPORT_DAYS,
      vcApi: data.VC_API,
      webhookHosts: data.WEBHOOK_HOSTS,
    },
  };
}

function tlsFiles(certFile: string | undefined, keyFile: string | undefined): Config['tls'] {
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  if (certFile === keyFile) return undefined;
  throw new YinzhengError('invalid_configuration', 'TLS_CERT and TLS_KEY go together: set both, or neither.');
}

function invalidConfiguration(error: z.ZodError): YinzhengError {
  const violations = error.issues.map(({ path, code, message }) => ({
    pointer: `/${path.join('/')}`,
    rule: `settings.${code}`,
    message,
  }));
  const lines = violations.map(({ pointer, message }) => `  ${pointer.slice(1)} ${message}`);
  return new YinzhengError('invalid_configuration', ['These settings are wrong:', ...lines].join('\n'), { violations });
}
