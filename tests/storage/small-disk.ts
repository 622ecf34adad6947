/** A disk that is really full when it is full: a tmpfs of a few megabytes. Mounting it needs root. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly path: string;
  /** Takes all space that is left, to the last byte, or leaves so many bytes. */
  fill(left?: number): void;
  /** Gives it back. */
  free(): void;
  remove(): void;
}

export function smallDisk(megabytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'yinzheng-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', path], { stdio: 'pipe' });
  const filler = join(path, 'filler');
  return {
    path,
    fill(left = 0) {
      for (const bytes of [2 ** 18, 2 ** 12, 1]) while (appended(filler, bytes));
      truncateSync(filler, statSync(filler).size - left);
    },
    free: () => rmSync(filler),
    remove() {
      execFileSync('umount', ['--lazy', path], { stdio: 'pipe' });
      rmSync(path, { recursive: true });
    },
  };
}

function appended(file: string, bytes: number): boolean {
  try {
    appendFileSync(file, Buffer.alloc(bytes));
    return true;
  } catch {
    return false;
  }
}

/** Whether this process may mount. */
export function canMount(): boolean {
  try {
    smallDisk(1).remove();
    return true;
  } catch {
    return false;
  }
}
