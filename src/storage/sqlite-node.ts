/** SQLite through better-sqlite3, in the process that serves. */
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { YinzhengError } from '../core/errors.ts';
import type { Clock, Store } from '../core/ports.ts';
import type { Engine, Statement } from './engine.ts';
import { tables } from './schema-sqlite.ts';
import { attempt, checkPages, openFile, sizeOf, translate } from './sqlite-file-node.ts';
import { groupCommit } from './sqlite-group-node.ts';
import { type RegisterLock, shareLock } from './sqlite-lock-node.ts';
import { bringUpToDate } from './sqlite-migrations-node.ts';
import { sharedReading } from './sqlite-reading-node.ts';
import { holdIfBehind, logCutter, markKeeper } from './sqlite-upkeep-node.ts';
import { createStore, sqliteBuilder } from './store.ts';

/** Another process may be migrating a large file. */
const WAIT_AT_OPEN_MS = 60_000;
/** A file of this size is checked at every start: it takes a tenth of a second. */
const SMALL_BYTES = 64 * 2 ** 20;
const IN_MEMORY = ':memory:';

export interface SqliteOptions {
  /** How long a statement waits for another process's write before it is `unavailable`, in ms. */
  readonly busyTimeout?: number;
  /** Dates a hold. */
  readonly clock?: Clock;
}

/**
 * Opens the register in one file, made if it is not there (its folder must be), or `:memory:` for a passing one.
 * Brings it to the present schema; several processes may do so at once. Throws `unavailable` when the file cannot be
 * opened or is damaged, and `invalid_configuration` when its tables are those of another version. A register that is behind its mark opens with a `Hold`.
 */
export async function openSqlite(path: string, options?: SqliteOptions): Promise<Store> {
  const engine = await openSqliteEngine(path, options);
  return createStore(engine, sqliteBuilder(engine), tables);
}

export async function openSqliteEngine(path: string, options: SqliteOptions = {}): Promise<Engine> {
  const { busyTimeout = 2_000, clock = Date.now } = options;
  const lock = path === IN_MEMORY ? undefined : shareLock(path);
  // Whoever closes a register last leaves no log behind. One that is there is a sign of a death, perhaps of the machine's.
  const check = lock?.alone === true && (sizeOf(`${path}-wal`) > 0 || sizeOf(path) < SMALL_BYTES);
  let db: Database.Database | undefined;
  try {
    db = openFile(path, WAIT_AT_OPEN_MS);
    settle(db);
    if (check) checkPages(db);
    bringUpToDate(db, dirname(path));
    if (lock) holdIfBehind(db, path, clock());
    db.pragma(`busy_timeout = ${busyTimeout}`);
    return engineOver(db, lock && { lock, cutLog: logCutter(db, path), keepMark: markKeeper(db, path) });
  } catch (error) {
    db?.close();
    lock?.release();
    throw translate(error);
  }
}

function settle(db: Database.Database): void {
  // What certificates have in common fits in one page; new files only.
  db.pragma('page_size = 8192');
  // A commit returns when it is on the disk. In WAL mode only FULL promises that.
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  // The log is folded into the file every 8 MB, and cut when it was larger.
  db.pragma('wal_autocheckpoint = 1000');
  db.pragma(`journal_size_limit = ${16 * 2 ** 20}`);
  db.pragma('foreign_keys = ON');
  // An erased identity is overwritten in its page, not only unlinked.
  db.pragma('secure_delete = FAST');
}

function engineOver(db: Database.Database, file: OpenFile | undefined): Engine {
  const prepare = preparing(db);
  const execute = ({ sql, params }: Statement) => run(prepare(sql), params);
  const reading = sharedReading(db);
  const group = groupCommit(db, execute, { translate, before: reading.end });

  return {
    all: async (statement) =>
      attempt(db, () => {
        reading.begin();
        return execute(statement);
      }),
    atomic: async (statements, durability) => attempt(db, () => group.atomic(statements, durability)),
    tend: async () =>
      attempt(db, () => {
        reading.end();
        try {
          // First: on a full disk this may make room for the other.
          file?.cutLog();
        } finally {
          file?.keepMark();
        }
      }),
    close: async () => {
      group.flush();
      reading.end();
      closeAll(db, file);
    },
  };
}

/** What belongs to a register in a file, besides the connection. */
interface OpenFile {
  readonly lock: RegisterLock;
  cutLog(): void;
  keepMark(): void;
}

function closeAll(db: Database.Database, file: OpenFile | undefined): void {
  if (!db.open) return;
  try {
    file?.keepMark();
  } catch (error) {
    // The disk may be full or gone, and closing must do without it: the mark is then a little behind.
    if (!(translate(error) instanceof YinzhengError)) throw error;
  } finally {
    db.close();
    file?.lock.release();
  }
}

/** Prepares each text once. The texts come from the query builder and hold no values, so there are few. */
function preparing(db: Database.Database): (sql: string) => Database.Statement {
  const prepared = new Map<string, Database.Statement>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known) return known;
    const made = db.prepare(settled(sql));
    prepared.set(sql, made);
    return made;
  };
}

/**
 * A question whose plan stays. SQLite plans anew whenever a value is bound that it looked at when it chose the plan, as it does
 * with `column = ?` in a join or before an order; in `column = +?` there is the same value, and no parameter to look at.
 */
function settled(sql: string): string {
  return sql.startsWith('select') ? sql.replaceAll(/(?<=[ (])\?/g, '+?') : sql;
}

function run(statement: Database.Statement, params: readonly unknown[]): unknown[][] {
  if (statement.reader) return statement.raw().all(...params) as unknown[][];
  statement.run(...params);
  return [];
}
