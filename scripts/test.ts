/**
 * What `npm test` runs: types, lint and format, the rules of the house, generated files, and the tests. All steps run,
 * whatever comes of the one before. Ends with `N passed, N failed`, each check counted as one.
 *
 * `npm test -- tests/lib` runs only the tests whose path contains that text.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTools } from './debian-tools.ts';
import { temporaryFolder } from './temporary.ts';
import { type Counts, countTests } from './test-counts.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);

const CHECKS: readonly (readonly [title: string, command: string, ...args: string[]])[] = [
  ['types', bin('tsc'), '--project', '.'],
  ['lint and format', bin('biome'), 'check', '--error-on-warnings', '.'],
  ['stairs, rooms and sizes', process.execPath, 'scripts/check-imports.ts'],
  ['.env.example', process.execPath, 'scripts/make-env-example.ts', '--check'],
];

function run(title: string, command: string, args: readonly string[]): boolean {
  console.log(`── ${title}`);
  const began = performance.now();
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: command.endsWith('.cmd'),
  });
  if (error) console.error(error.message);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`   ${status === 0 ? 'passed' : 'FAILED'} (${seconds} s)\n`);
  return status === 0;
}

function tests(filters: readonly string[]): Counts {
  const folder = temporaryFolder('test');
  const report = join(folder, 'report.json');
  try {
    const passed = run('tests', bin('vitest'), [
      'run',
      ...filters,
      '--config=tests/vitest.config.ts',
      // A third file at a time takes as long as it saves on two cores, measured.
      '--maxWorkers=2',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]);
    return countTests(readReport(report), passed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

installTools();
const failedChecks = CHECKS.filter(([title, command, ...args]) => !run(title, command, args));
const counts = tests(process.argv.slice(2));
for (const [title] of failedChecks) console.log(`FAILED: ${title}`);
if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
const failed = failedChecks.length + counts.failed;
console.log(`${CHECKS.length - failedChecks.length + counts.passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
