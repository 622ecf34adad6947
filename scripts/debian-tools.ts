/** Programs that tests run and that npm does not bring along. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export interface Tool {
  /** Of these programs, names or paths, one is enough. */
  readonly programs: readonly string[];
  /** The Debian package that has the first of them. */
  readonly debian: string;
}

/** Chromium and its relatives; the shell needs half the time of a whole browser. */
export const BROWSERS: readonly string[] = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

export const TOOLS: readonly Tool[] = [
  // Opens the pages.
  { programs: BROWSERS, debian: 'chromium-headless-shell' },
  // Opens, draws and takes apart the certificates on paper.
  { programs: ['pdftoppm'], debian: 'poppler-utils' },
];

/** The path of the program, by itself or among those on the PATH, or undefined. */
export function programPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
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
export async function installTools(): Promise<void> {
  const missing = missingPackages();
  const apt = programPath('apt-get');
  if (missing.length === 0) return;
  console.log(`── missing: ${missing.join(' ')}`);
  if (process.getuid?.() !== 0 || apt === undefined) {
    console.log(`   Tests that need it will fail. \`sudo apt-get install ${missing.join(' ')}\` has it on Debian.\n`);
    return;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = async (...args: readonly string[]) => {
    const [code] = await once(spawn(apt, args, { stdio: ['ignore', 'ignore', 'inherit'], env }), 'exit');
    return code === 0;
  };
  await run('update');
  const installed = await run('install', '--yes', '--no-install-recommends', ...missing);
  console.log(`── ${missing.join(' ')}: ${installed ? 'installed' : 'apt-get could not install it'}\n`);
}
