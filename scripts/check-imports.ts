/** Prints every place where the repository breaks the rules of src/README.md, and fails when there is one. */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { areaSizes, privateTraces, type SourceFile, sourceViolations } from './rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Text files that git tracks or would track. Test vectors are other people's text, taken as it is. */
function repositoryFiles(): SourceFile[] {
  return listed()
    .filter((path) => path !== '' && !/^tests\/vectors\/[^/]+\//.test(path))
    .flatMap((path) => {
      const bytes = read(path);
      return bytes === undefined || bytes.includes(0) ? [] : [{ path, text: bytes.toString('utf8') }];
    });
}

function listed(): string[] {
  try {
    return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    }).split('\0');
  } catch {
    console.log('No git checkout: only src, tests and scripts are looked at.');
    return globSync('{src,tests,scripts}/**/*.*', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(`${root}/${path}`);
  } catch {
    // Deleted, and git has not been told yet.
    return undefined;
  }
}

const files = repositoryFiles();
const sources = files.filter(({ path }) => /^(?:src|tests|scripts)\/.*\.m?[jt]s$/.test(path));
const violations = [...sourceViolations(sources), ...privateTraces(files)];
for (const { path, line, message } of violations) console.error(`${path}:${line}  ${message}`);

const sizes = areaSizes(sources);
for (const { area, files: count, shortShare, longest, longestLines, tooMany } of sizes) {
  console.log(`${area}: ${count} files, ${shortShare} % within 250 lines, longest ${longest.path} (${longestLines})`);
  if (tooMany) console.error(`${area}:  at least nine files in ten stay within 250 lines`);
}
if (violations.length > 0 || sizes.some(({ tooMany }) => tooMany)) process.exitCode = 1;
