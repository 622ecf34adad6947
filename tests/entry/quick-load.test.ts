import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildService } from '../../scripts/build-service.ts';
import { freshBundle, hashFiles, quickLoad } from '../../src/entry/quick-load-node.mjs';

const folder = mkdtempSync(join(tmpdir(), 'yinzheng-bundle-'));
const cache = pathToFileURL(`${folder}/`);
const source = join(folder, 'source.ts');

beforeAll(buildService);
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): void {
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
}

test('a bundle serves while its sources are what they were', () => {
  expect(freshBundle(cache)).toBeUndefined();
  write('source.ts', 'one');
  write('bundle.json', { folder: 'bundle-1', files: [source], hash: hashFiles([source]) });
  expect(freshBundle(cache)?.href).toBe(`${cache.href}bundle-1/`);
  write('source.ts', 'two');
  expect(freshBundle(cache)).toBeUndefined();
  write('source.ts', 'one');
  expect(freshBundle(cache)).toBeDefined();
  rmSync(source);
  expect(freshBundle(cache)).toBeUndefined();
  write('bundle.json', '{"folder":');
  expect(freshBundle(cache)).toBeUndefined();
});

test('a bundle that was copied with its folder is none, for its sources are elsewhere', async () => {
  write('source.ts', 'one');
  write('bundle.json', { folder: 'bundle-1', files: [source], hash: hashFiles([source]) });
  const copy = join(folder, 'quick-load-node.mjs');
  copyFileSync(new URL('../../src/entry/quick-load-node.mjs', import.meta.url), copy);
  expect(freshBundle(cache)).toBeDefined();
  expect((await import(pathToFileURL(copy).href)).freshBundle(cache)).toBeUndefined();
});

test('the command line and the service are in ours, and it is not made twice', async () => {
  const fromSources = () => Promise.reject(new Error('loaded from its sources'));
  expect(await quickLoad('command-line-node', fromSources)).toHaveProperty('run');
  expect(await quickLoad('serve-node', fromSources)).toHaveProperty('serve');
  const bundle = freshBundle();
  await buildService();
  expect(freshBundle()).toEqual(bundle);
});

test('every part of it can be loaded, also what is loaded late', async () => {
  const bundle = fileURLToPath(freshBundle() ?? '');
  const parts = readdirSync(bundle).filter((name) => /-[A-Z0-9]{8}\.mjs$/.test(name));
  expect(parts.length).toBeGreaterThan(20);
  for (const part of parts) await import(pathToFileURL(join(bundle, part)).href);
});

test('it says what the sources say', async () => {
  const bundle = freshBundle();
  const ran = (file: string | URL) => {
    const text = `const { run } = await import(${JSON.stringify(String(file))}); await run(['agency', 'add', '--help']);`;
    return spawnSync(process.execPath, ['--input-type=module', '-e', text], { encoding: 'utf8' });
  };
  const [quick, slow] = [
    ran(new URL('command-line-node.mjs', bundle)),
    ran(new URL('../../src/entry/command-line-node.ts', import.meta.url)),
  ];
  expect(quick.stdout).toContain('agency add');
  expect([quick.stdout, quick.stderr]).toEqual([slow.stdout, slow.stderr]);
  expect(fileURLToPath(bundle ?? '')).toContain('node_modules');
});
