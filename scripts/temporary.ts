/** Folders of programs of ours in the system's temporary folder or another, which nobody has to look after when one is killed. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `yinzheng-`, what it is for, the process that made it. */
const OURS = /^yinzheng-[a-z]+-(\d+)-/;
/** A folder this young is left alone: its process may have another number where it runs. */
const YOUNG_MS = 3_600_000;

/** A new folder, which goes with this process at the latest. Takes away first what killed processes left. */
export function temporaryFolder(name: string, parent = tmpdir()): string {
  sweep(parent);
  const folder = mkdtempSync(join(parent, `yinzheng-${name}-${process.pid}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const CACHE = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url));

/** The same under `node_modules`, where bundles find what was left out of them. */
export function bundleFolder(name: string): string {
  mkdirSync(CACHE, { recursive: true });
  return temporaryFolder(name, CACHE);
}

function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = OURS.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)) && isOld(join(parent, name))) remove(join(parent, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One of another user, or none.
    return Object(error).code === 'EPERM';
  }
}

function isOld(folder: string): boolean {
  const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && made < Date.now() - YOUNG_MS;
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Of another user.
  }
}
