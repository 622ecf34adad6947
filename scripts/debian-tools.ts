/** Programs that tests run and that npm does not bring along. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Tool {
  /** Of these programs one is enough. */
  readonly programs: readonly string[];
  /** The Debian package that has the first of them. */
  readonly debian: string;
}

export const TOOLS: readonly Tool[] = [
  // Opens, draws and takes apart the certificates on paper.
  { programs: ['pdftoppm'], debian: 'poppler-utils' },
];

/** The path of the program among those on the PATH, or undefined. */
export function programPath(name: string): string | undefined {
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Debian packages whose programs are not here. */
export function missingPackages(tools: readonly Tool[] = TOOLS): string[] {
  return tools.filter(({ programs }) => !programs.some((name) => programPath(name))).map(({ debian }) => debian);
}

/** Installs what is missing where that takes nobody's leave: as root on Debian. Elsewhere the tests say what they need. */
export function installTools(): void {
  const missing = missingPackages();
  const apt = programPath('apt-get');
  if (missing.length === 0) return;
  console.log(`── missing: ${missing.join(' ')}`);
  if (process.getuid?.() !== 0 || apt === undefined) {
    console.log(`   Tests that need it will fail. \`sudo apt-get install ${missing.join(' ')}\` has it on Debian.\n`);
    return;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args: readonly string[]) => spawnSync(apt, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  run('update');
  const { status } = run('install', '--yes', '--no-install-recommends', ...missing);
  console.log(`   ${status === 0 ? 'installed' : 'apt-get could not install it'}\n`);
}
