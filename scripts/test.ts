/**
 * What `npm test` runs: types, lint and format, the rules of the house and generated files, all at once, and then the tests,
 * whatever came of them. Ends with `N passed, N failed`, each check counted as one.
 *
 * `npm test -- tests/lib` runs only the tests whose path contains that text.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTools } from './debian-tools.ts';
import { temporaryFolder } from './temporary.ts';
import { type Counts, countTests } from './test-counts.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);

type Check = readonly [title: string, command: string, ...args: string[]];

const CHECKS: readonly Check[] = [
  ['types', bin('tsc'), '--project', '.'],
  ['lint and format', bin('biome'), 'check', '--error-on-warnings', '.'],
  ['stairs, rooms and sizes', process.execPath, 'scripts/check-imports.ts'],
  ['.env.example', process.execPath, 'scripts/make-env-example.ts', '--check'],
];

/** Says how a step went that began then. */
function tell(passed: boolean, began: number): boolean {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`   ${passed ? 'passed' : 'FAILED'} (${seconds} s)\n`);
  return passed;
}

/** The title where it failed. What the program says comes when it has ended, since others run beside it. */
async function failing([title, command, ...args]: Check): Promise<string[]> {
  const began = performance.now();
  const said: string[] = [];
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command.endsWith('.cmd'),
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const status = await once(child, 'close').then(
    ([code]) => code,
    (error: Error) => said.push(`${error.message}\n`),
  );
  console.log(`── ${title}`);
  process.stdout.write(said.join(''));
  return tell(status === 0, began) ? [] : [title];
}

function tests(filters: readonly string[]): Counts {
  const folder = temporaryFolder('test');
  const report = join(folder, 'report.json');
  try {
    console.log('── tests');
    const began = performance.now();
    const args = [
      'run',
      ...filters,
      '--config=tests/vitest.config.ts',
      // A third file at a time takes as long as it saves on two cores, measured.
      '--maxWorkers=2',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    const command = bin('vitest');
    const { status, error } = spawnSync(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: command.endsWith('.cmd'),
    });
    if (error) console.error(error.message);
    return countTests(readReport(report), tell(status === 0, began));
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

const [failedChecks] = await Promise.all([
  Promise.all(CHECKS.map(failing)).then((titles) => titles.flat()),
  installTools(),
]);
const counts = tests(process.argv.slice(2));
for (const title of failedChecks) console.log(`FAILED: ${title}`);
if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
const failed = failedChecks.length + counts.failed;
console.log(`${CHECKS.length - failedChecks.length + counts.passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
