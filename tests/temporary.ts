import { chmodSync, existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { temporaryFolder } from '../scripts/temporary.ts';

/** Memory that is a folder. */
const MEMORY = '/dev/shm';
/** A run keeps some hundred MB at a time. */
const ENOUGH_BYTES = 2 ** 32;

/**
 * Runs before all tests of a run: what they, and whatever they start, put into the system's temporary folder lies in one
 * folder, which goes with the run; that of a run that was killed goes with a later one.
 */
export function setup(): void {
  const folder = temporaryFolder('run', place());
  // PostgreSQL has an account of its own, and its data lie within.
  chmodSync(folder, 0o755);
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
}

/** Each commit of a register waits until the disk has it. Where memory is plenty, tests need not. */
function place(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ENOUGH_BYTES ? MEMORY : tmpdir();
}
