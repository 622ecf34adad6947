/** SQLite through better-sqlite3, in the process that serves. */
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';
import type { Engine, Statement } from './engine.ts';
import { tables } from './schema-sqlite.ts';
import { createStore, sqliteBuilder } from './store.ts';

const MIGRATIONS = fileURLToPath(new URL('./migrations/sqlite', import.meta.url));
/** Another process may be migrating a large file. */
const WAIT_AT_OPEN_MS = 60_000;

export interface SqliteOptions {
  /** How long a statement waits for another process's write before it is `unavailable`, in ms. */
  readonly busyTimeout?: number;
}

/**
 * Opens the register in one file, made if it is not there (its folder must be), or `:memory:` for a passing one.
 * Brings it to the present schema; several processes may do so at once. Throws `unavailable` when the file cannot be
 * opened or is damaged.
 */
export async function openSqlite(path: string, options?: SqliteOptions): Promise<Store> {
  const engine = await openSqliteEngine(path, options);
  return createStore(engine, sqliteBuilder(engine), tables);
}

export async function openSqliteEngine(path: string, { busyTimeout = 2_000 }: SqliteOptions = {}): Promise<Engine> {
  const db = openFile(path);
  try {
    // The long text of a certificate fits in one page; new files only.
    db.pragma('page_size = 8192');
    // A commit returns when it is on the disk. In WAL mode only FULL promises that.
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    // An erased identity is overwritten in its page, not only unlinked.
    db.pragma('secure_delete = FAST');
    checkIntegrity(db);
    bringUpToDate(db);
    db.pragma(`busy_timeout = ${busyTimeout}`);
    return engineOver(db);
  } catch (error) {
    db.close();
    throw translate(error);
  }
}

function openFile(path: string): Database.Database {
  try {
    return new Database(path, { timeout: WAIT_AT_OPEN_MS });
  } catch (cause) {
    throw new YinzhengError('unavailable', 'The database file cannot be opened.', { cause });
  }
}

function checkIntegrity(db: Database.Database): void {
  const found = db.pragma('quick_check(1)', { simple: true });
  if (found === 'ok') return;
  throw new YinzhengError('unavailable', `The database file is damaged (${found}). Restore it from a backup.`);
}

/**
 * Applies the migrations that are missing, as drizzle's migrator does and in its table. In one transaction without a
 * pause: another process waits for the lock and then finds none missing, and another opening in this process, which
 * would wait for ever, cannot come between.
 */
function bringUpToDate(db: Database.Database): void {
  const apply = db.transaction(() => {
    db.exec(
      'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER)',
    );
    const last = db.prepare('SELECT max(created_at) FROM __drizzle_migrations').pluck().get() as number | null;
    const note = db.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)');
    for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder: MIGRATIONS })) {
      if (folderMillis <= (last ?? 0)) continue;
      for (const statement of sql) db.exec(statement);
      note.run(hash, folderMillis);
    }
  });
  apply.immediate();
}

function engineOver(db: Database.Database): Engine {
  const prepare = preparing(db);
  const execute = ({ sql, params }: Statement) => run(prepare(sql), params);
  const transaction = db.transaction((statements: readonly Statement[]) => statements.map(execute));

  return {
    all: async (statement) => attempt(db, () => execute(statement)),
    atomic: async (statements) => attempt(db, () => transaction.immediate(statements)),
    close: async () => void db.close(),
  };
}

/** Prepares each text once. The texts come from the query builder and hold no values, so there are few. */
function preparing(db: Database.Database): (sql: string) => Database.Statement {
  const prepared = new Map<string, Database.Statement>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known) return known;
    const made = db.prepare(sql);
    prepared.set(sql, made);
    return made;
  };
}

function run(statement: Database.Statement, params: readonly unknown[]): unknown[][] {
  if (statement.reader) return statement.raw().all(...params) as unknown[][];
  statement.run(...params);
  return [];
}

function attempt<T>(db: Database.Database, act: () => T): T {
  if (!db.open) throw new YinzhengError('unavailable', 'The database is closed.');
  try {
    return act();
  } catch (error) {
    throw translate(error);
  }
}

/** SQLite's result codes in the words of the port; what is not the world's fault stays as it is. */
function translate(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code, message } = error;
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    const table = /^UNIQUE constraint failed: (\w+)\./.exec(message)?.[1];
    if (table) return new UniqueKeyError(table, { cause: error });
  }
  if (code === 'SQLITE_FULL') {
    return new YinzhengError('storage_full', 'There is no space left for the database.', { cause: error });
  }
  if (/^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|READONLY|PERM|CORRUPT|NOTADB|PROTOCOL)/.test(code)) {
    return new YinzhengError('unavailable', `The database does not answer (${code}).`, { cause: error });
  }
  return error;
}
