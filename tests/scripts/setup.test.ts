import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installState } from '../../scripts/setup.mjs';

const A = { version: '1.0.0' };
const B = { version: '2.0.0', optional: true };
const LOCK = {
  name: 'x',
  version: '1.0.0',
  lockfileVersion: 3,
  packages: { '': { name: 'x', version: '1.0.0' }, 'node_modules/a': A, 'node_modules/b': B },
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yinzheng-setup-'));
  mkdirSync(join(root, 'node_modules'));
  write('package-lock.json', LOCK);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, value: unknown): void {
  writeFileSync(join(root, path), typeof value === 'string' ? value : JSON.stringify(value));
}

test('an empty node_modules is stale', () => {
  expect(installState(root)).toBe('stale');
});

test('what a person installed with npm is complete, with or without packages of other platforms', () => {
  write('node_modules/.package-lock.json', { packages: { 'node_modules/a': A } });
  expect(installState(root)).toBe('complete');
  write('node_modules/.package-lock.json', { packages: LOCK.packages });
  expect(installState(root)).toBe('complete');
});

test('another version or a missing package is stale', () => {
  write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.1' } } });
  expect(installState(root)).toBe('stale');
  write('node_modules/.package-lock.json', { packages: { 'node_modules/b': B } });
  expect(installState(root)).toBe('stale');
});

test('the script installs once, and again when the lock changes', () => {
  const { packages, ...head } = LOCK;
  const lock = { ...head, packages: { '': packages[''] } };
  write('package.json', packages['']);
  write('package-lock.json', lock);
  mkdirSync(join(root, 'scripts'));
  cpSync('scripts/setup.mjs', join(root, 'scripts/setup.mjs'));
  const stamp = join(root, 'node_modules/.yinzheng-lock');
  // A leftover that `npm ci` clears away: it shows whether an installation took place.
  const leftover = join(root, 'node_modules/leftover');
  const run = () => {
    mkdirSync(leftover, { recursive: true });
    execFileSync(process.execPath, [join(root, 'scripts/setup.mjs')], { stdio: 'pipe' });
    return existsSync(leftover) ? 'left alone' : 'installed';
  };

  expect(run()).toBe('installed');
  expect(installState(root)).toBe('stamped');
  const first = readFileSync(stamp, 'utf8');
  expect(run()).toBe('left alone');

  write('package-lock.json', { ...lock, version: '1.0.1', packages: { '': { ...packages[''], version: '1.0.1' } } });
  write('package.json', { ...packages[''], version: '1.0.1' });
  rmSync(join(root, 'node_modules/.package-lock.json'), { force: true });
  expect(run()).toBe('installed');
  expect(readFileSync(stamp, 'utf8')).not.toBe(first);
});
