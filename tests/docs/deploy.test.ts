/** The files of docs/deploy cannot be built here, so what they rely on is held against the repository. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { NODE_FLAGS } from '../../scripts/setup.mjs';
import { EXIT } from '../../src/entry/commands/command.ts';
import { settingsSchema } from '../../src/entry/config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const SETTINGS = Object.keys(settingsSchema(true).shape);

const dockerfile = read('docs/deploy/Dockerfile').replaceAll('\\\n', '');
const compose = read('docs/deploy/compose.yaml');
/** The words after one kind of instruction, for each time that it is there. */
const instructions = (name: string) =>
  [...dockerfile.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, words = '']) => words.trim());
/** Of the repository, in any stage. */
const copied = new Set(
  instructions('COPY').flatMap((words) => (words.startsWith('--from=') ? [] : words.split(/\s+/).slice(0, -1))),
);
const environment = new Map(
  instructions('ENV').flatMap((words) => words.split(/\s+/).map((word) => word.split('=') as [string, string])),
);

/** What the sources import when they run; types are gone by then. */
const imported = globSync('src/**/*.ts', { cwd: root }).flatMap((file) => {
  const path = file.replaceAll('\\', '/');
  const statements = /^(?:import|export)\s(?!type\b)(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]/gm;
  const calls = /\bimport\(\s*['"]([^'"]+)['"]/g;
  const text = read(path);
  return [...text.matchAll(statements), ...text.matchAll(calls)].map(([, specifier = '']) => ({ path, specifier }));
});

describe('what runs', () => {
  test('imports packages that are installed without dev dependencies, and no others', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const packages = imported
      .filter(({ specifier }) => !/^(?:[.#]|node:|cloudflare:)/.test(specifier))
      .map(({ path, specifier }) => ({ path, name: /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '' }));
    expect(packages.length).toBeGreaterThan(50);
    expect(packages.filter(({ name }) => !Object.hasOwn(dependencies, name))).toEqual([]);
  });

  test('reads nothing of the repository that the image does not have', () => {
    const inImage = (path: string) => [...copied].some((one) => path === one || path.startsWith(`${one}/`));
    const targets = imported
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ path, specifier }) => posix.join(posix.dirname(path), specifier));
    expect(targets.length).toBeGreaterThan(200);
    expect(targets.filter((path) => !inImage(path))).toEqual([]);
  });
});

test('whatever starts the service gives Node the same limits', () => {
  const { start, yinzheng } = JSON.parse(read('package.json')).scripts;
  const unit = read('docs/deploy/yinzheng.service').match(/^ExecStart=.*$/m)?.[0];
  const cmd = JSON.parse(instructions('CMD').at(-1) ?? '[]').join(' ');
  for (const line of [start, yinzheng, unit, cmd]) expect(line).toContain(` ${NODE_FLAGS.join(' ')} `);
});

describe('the Dockerfile', () => {
  test('copies what is there, and its ignore file lets it', () => {
    const allowed = read('docs/deploy/Dockerfile.dockerignore').match(/(?<=^!).+/gm);
    expect([...copied].sort()).toEqual(allowed?.sort());
    for (const path of copied) expect(existsSync(join(root, path)), path).toBe(true);
  });

  test('sets what the settings know', () => {
    expect(SETTINGS).toEqual(expect.arrayContaining([...environment.keys()]));
    expect(environment.get('NODE_ENV')).toBe('production');
    expect(instructions('VOLUME')).toEqual([environment.get('DATA_DIR')]);
    expect(instructions('EXPOSE')).toEqual([environment.get('PORT')]);
  });

  test('starts Node itself on a file that is there, as a user without rights', () => {
    const [program, ...words] = JSON.parse(instructions('CMD').at(-1) ?? '[]') as string[];
    expect([program, existsSync(join(root, words.at(-1) ?? ''))]).toEqual(['node', true]);
    expect(instructions('USER')).toEqual(['node']);
    expect(dockerfile.indexOf('\nUSER')).toBeGreaterThan(dockerfile.lastIndexOf('\nRUN'));
  });

  test.each([
    [200, 0],
    [503, 1],
  ])('takes an answer of %i to GET /healthz for exit code %i', async (status, exit) => {
    const [, words = '[]'] = /^HEALTHCHECK .*?CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    const [program, ...rest] = JSON.parse(words);
    expect(program).toBe('node');
    const server = createServer(({ url }, answer) => answer.writeHead(url === '/healthz' ? status : 404).end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const check = spawn(process.execPath, rest, { env: { PORT: String(port) } });
    expect((await once(check, 'exit'))[0]).toBe(exit);
    server.close();
  });
});

describe('compose.yaml', () => {
  test('builds the Dockerfile of this folder from the root', () => {
    expect(compose).toMatch(/context: \.\.\/\.\.\n\s+dockerfile: docs\/deploy\/Dockerfile\n/);
  });

  test('mounts files that are there', () => {
    const mounts = [...compose.matchAll(/^\s+- \.\/([^:]+):/gm)].map(([, file = '']) => file);
    expect(mounts.sort()).toEqual(['Caddyfile', 'create-database.sql']);
    for (const file of mounts) expect(existsSync(join(root, 'docs/deploy', file)), file).toBe(true);
  });

  test('sets what the settings know', () => {
    const [, service = ''] = /^ {2}service:\n((?: {4}.*\n)+)/m.exec(compose) ?? [];
    const [, block = ''] = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(service) ?? [];
    const names = [...block.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(names).toEqual(['ORIGIN', 'CLIENT_ADDRESS_HEADER']);
    expect(SETTINGS).toEqual(expect.arrayContaining(names));
  });

  test('keeps secrets in files that git does not see, and names each of them', () => {
    const given = [...compose.matchAll(/file: \.\/secrets\/(\S+)/g)].map(([, name]) => name);
    expect(given).toEqual(['settings.env', 'postgres_password', 'database_password']);
    expect(read('docs/deploy/.gitignore')).toBe('secrets/\n');
    const shown = read('docs/operations.md');
    for (const name of given) expect(shown.includes(`secrets/${name}`), name).toBe(true);
    expect(read('docs/deploy/create-database.sql')).toContain('/run/secrets/database_password');
  });

  test('sends the proxy to the port of the service', () => {
    expect(read('docs/deploy/Caddyfile')).toMatch(new RegExp(`name service\\n\\s+port ${environment.get('PORT')}\\n`));
  });
});

test('the systemd unit starts Node itself on the file that the image starts', () => {
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(read('docs/deploy/yinzheng.service')) ?? [];
  const words = command.split(' ');
  expect(words[0]).toBe('/usr/bin/node');
  expect(words.at(-1)).toBe(JSON.parse(instructions('CMD').at(-1) ?? '[]').at(-1));
});

test('the systemd unit does not start again what ends for want of settings', () => {
  const unit = read('docs/deploy/yinzheng.service');
  const [, codes = ''] = /^RestartPreventExitStatus=(.*)$/m.exec(unit) ?? [];
  const { status } = spawnSync(process.execPath, ['--env-file=/absent/yinzheng.env', '--eval', '']);
  expect(codes.split(' ').map(Number)).toEqual([EXIT.usage, status]);
});
