/**
 * Who has a register open. Each process holds a lock on a file beside the database for as long as it has it open, and
 * whoever wants to put another file in its place needs that lock alone. The system takes it from a process that dies.
 * SQLite's own locks will not do: they belong to the file that is about to be replaced.
 */
import Database from 'better-sqlite3';
import { YinzhengError } from '../core/errors.ts';

export interface RegisterLock {
  /** True when nobody else had the register open at that moment. */
  readonly alone: boolean;
  release(): void;
}

/** Putting back a large register takes a while. */
const WAIT_MS = 60_000;

/** The lock of one that reads and writes; many hold it at a time. Waits for a restore that is under way. */
export function shareLock(path: string): RegisterLock {
  const file = openLockFile(path);
  const alone = lock(file, 'BEGIN EXCLUSIVE', 0);
  if (alone) file.exec('ROLLBACK');
  if (lock(file, 'BEGIN', WAIT_MS)) return { alone, release: () => void file.close() };
  file.close();
  throw new YinzhengError('unavailable', 'The register is just being replaced.');
}

/** The lock of one that replaces the file. Throws `conflict` while anybody has the register open. */
export function lockAlone(path: string): RegisterLock {
  const file = openLockFile(path);
  if (lock(file, 'BEGIN EXCLUSIVE', 0)) return { alone: true, release: () => void file.close() };
  file.close();
  throw new YinzhengError('conflict', 'A service or a command has this register open. Stop it, then try again.');
}

/** An empty file that SQLite takes for a database without tables; nothing is ever written to it. */
function openLockFile(path: string): Database.Database {
  try {
    return new Database(`${path}-lock`);
  } catch (cause) {
    throw new YinzhengError('unavailable', 'The database file cannot be opened.', { cause });
  }
}

function lock(file: Database.Database, begin: 'BEGIN' | 'BEGIN EXCLUSIVE', waitMs: number): boolean {
  file.pragma(`busy_timeout = ${waitMs}`);
  try {
    // No journal beside the file: there is nothing to roll back.
    file.pragma('journal_mode = MEMORY');
    file.exec(begin);
    // Only a read takes the shared lock.
    file.prepare('SELECT count(*) FROM sqlite_master').get();
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}
