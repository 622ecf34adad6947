/** A database file as such: opening it, asking whether it is whole, and SQLite's errors in the words of the port. */
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';

/** Opens a file, made if it is not there unless it must be. `waitMs`: how long a statement waits for other processes. */
export function openFile(path: string, waitMs: number, { mustExist = false } = {}): Database.Database {
  try {
    return new Database(path, { timeout: waitMs, fileMustExist: mustExist });
  } catch (cause) {
    throw new YinzhengError('unavailable', 'The database file cannot be opened.', { cause });
  }
}

/** Throws `unavailable` when a page or a row is damaged. Reads the whole file: some 0.2 s for 200 MB. */
export function checkPages(db: Database.Database): void {
  const found = db.pragma('quick_check(1)', { simple: true });
  if (found === 'ok') return;
  throw new YinzhengError('unavailable', `The database file is damaged (${found}). Restore it from a backup.`);
}

/** In bytes; 0 for a file that is not there. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Does something with a database and throws in the words of the port. */
export function attempt<T>(db: Database.Database, act: () => T): T {
  if (!db.open) throw new YinzhengError('unavailable', 'The database is closed.');
  try {
    return act();
  } catch (error) {
    throw translate(error);
  }
}

/** SQLite's result codes in the words of the port; what is not the world's fault stays as it is. */
export function translate(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code, message } = error;
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    const table = /^UNIQUE constraint failed: (\w+)\./.exec(message)?.[1];
    if (table) return new UniqueKeyError(table, { cause: error });
  }
  // The second: no room for the index of the log, which every process that opens the file needs.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') {
    return new YinzhengError('storage_full', 'There is no space left for the database.', { cause: error });
  }
  if (/^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|READONLY|PERM|CORRUPT|NOTADB|PROTOCOL)/.test(code)) {
    return new YinzhengError('unavailable', `The database does not answer (${code}).`, { cause: error });
  }
  return error;
}
