import { chmodSync } from 'node:fs';
import { temporaryFolder } from '../scripts/temporary.ts';

/**
 * Runs before all tests of a run: what they, and whatever they start, put into the system's temporary folder lies in one
 * folder, which goes with the run; that of a run that was killed goes with a later one.
 */
export function setup(): void {
  const folder = temporaryFolder('run');
  // PostgreSQL has an account of its own, and its data lie within.
  chmodSync(folder, 0o755);
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
}
