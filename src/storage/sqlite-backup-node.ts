/** Copies of a register in a file: made while it is in use, checked, and put back. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { YinzhengError } from '../core/errors.ts';
import type { Hold } from '../core/hold.ts';
import { attempt, checkPages, openFile, sizeOf } from './sqlite-file-node.ts';
import { lockAlone, shareLock } from './sqlite-lock-node.ts';
import { behindMark, type Position, positionOf } from './sqlite-mark-node.ts';
import { missingIn } from './sqlite-migrations-node.ts';

const WAIT_MS = 60_000;
/** Begins the name of the folder in which a copy waits to be put in the place of the register. */
const RESTORING = 'restoring-';

/** What a copy holds: its size in bytes and how far the register had come. */
export interface Copied {
  readonly bytes: number;
  readonly position: Position | undefined;
}

/**
 * Writes the register as it is at this moment into a new file that only its owner may read, and checks it. The service may
 * go on meanwhile; its log is not cut before the copy is made. Throws `conflict` when the file is there already, and the
 * system's error with the path of the folder where that cannot be written to.
 */
export async function backupSqlite(path: string, target: string): Promise<Copied> {
  refuseExisting(target);
  accessSync(`${dirname(target)}/`, constants.W_OK);
  const lock = shareLock(path);
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { force: true });
    using(path, (db) => copyInto(db, partial));
    const position = using(partial, checkedRegister);
    refuseExisting(target);
    renameSync(partial, target);
    sync(dirname(target));
    return { bytes: sizeOf(target), position };
  } finally {
    rmSync(partial, { force: true });
    lock.release();
  }
}

/** What a look into the file of a register found. */
export interface Checked {
  /** What SQLite finds wrong, at most a hundred lines; none for a good file. */
  readonly faults: readonly string[];
  /** Only known of a good file. */
  readonly hold: Hold | undefined;
}

/** Reads the whole file of a register, also while the service runs. */
export async function checkSqlite(path: string): Promise<Checked> {
  const lock = shareLock(path);
  try {
    return using(path, (db) => {
      const found = (db.pragma('integrity_check(100)') as { integrity_check: string }[]).map(
        (row) => row.integrity_check,
      );
      const faults = found.filter((line) => line !== 'ok');
      return { faults, hold: faults.length === 0 ? holdIn(db) : undefined };
    });
  } catch (error) {
    // So much of it is damaged that nothing can be read.
    if (error instanceof YinzhengError && error.code === 'unavailable')
      return { faults: [error.message], hold: undefined };
    throw error;
  } finally {
    lock.release();
  }
}

function holdIn(db: Database.Database): Hold | undefined {
  const text = db.prepare('SELECT hold FROM hold').pluck().get();
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}

export interface Restored {
  /** Where the register that was there is now; undefined when there was none. */
  readonly former: string | undefined;
  readonly hold: Hold;
}

/**
 * Puts the register in `source` in the place of the one in `path`, on hold, and keeps the former one beside it. `accept` is
 * given the path of the copy before it counts, and throws to stop it. Throws `conflict` while the register is open
 * anywhere, `invalid_configuration` for a source that is damaged or no register.
 */
export async function restoreSqlite(
  path: string,
  source: string,
  { now, accept }: { readonly now: number; readonly accept: (candidate: string) => Promise<void> },
): Promise<Restored> {
  const lock = lockAlone(path);
  // In a folder of its own, where neither lock nor mark of the register are; on the same disk.
  sweep(dirname(path));
  const folder = mkdtempSync(join(dirname(path), RESTORING));
  try {
    const candidate = join(folder, basename(path));
    copyOut(source, candidate);
    const hold = using(candidate, (db) => putOnHold(db, path, now));
    await accept(candidate);
    const former = existsSync(path) ? setAside(path, now) : undefined;
    renameSync(candidate, path);
    sync(dirname(path));
    return { former, hold };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    lock.release();
  }
}

/** Copies the register in a backup. The file is the operator's choice, so what is wrong with it is told to the operator. */
function copyOut(source: string, candidate: string): void {
  try {
    using(source, (db) => {
      checkedRegister(db);
      missingIn(db, `The backup ${source}`, 'Take one that this version made');
      copyInto(db, candidate);
    });
  } catch (cause) {
    if (!(cause instanceof YinzhengError && cause.code === 'unavailable')) throw cause;
    throw new YinzhengError('invalid_configuration', `${source} is no whole register: ${cause.message}`, { cause });
  }
}

/** Takes away copies of a whole register that killed processes left. Nobody else restores: the lock is ours. */
function sweep(parent: string): void {
  const left = readdirSync(parent).filter((name) => name.startsWith(RESTORING));
  for (const name of left) rmSync(join(parent, name), { recursive: true });
}

/** Opens a file that is there, works with it and closes it; leaves no log behind. */
function using<T>(path: string, work: (db: Database.Database) => T): T {
  const db = openFile(path, WAIT_MS, { mustExist: true });
  try {
    return attempt(db, () => work(db));
  } finally {
    db.close();
  }
}

/** A consistent copy as of one moment, on the disk when it returns. Erased bytes that the file still held stay out of it. */
function copyInto(db: Database.Database, target: string): void {
  // SQLite takes an empty file for its target and leaves the mode.
  closeSync(openSync(target, 'wx', 0o600));
  db.prepare('VACUUM INTO ?').run(target);
  sync(target);
}

/** Checks that this is a whole register, and says how far it had come. */
function checkedRegister(db: Database.Database): Position | undefined {
  checkPages(db);
  const tables = db
    .prepare("SELECT count(*) FROM sqlite_master WHERE name IN ('authority', 'event', 'hold', '__drizzle_migrations')")
    .pluck();
  if (tables.get() !== 4) {
    throw new YinzhengError('invalid_configuration', 'This file is a database, but not one of a register.');
  }
  return positionOf(db);
}

function putOnHold(db: Database.Database, path: string, now: number): Hold {
  const present = positionOf(db);
  const hold: Hold = {
    // A copy of a register that was on hold knows what was missing then.
    ...holdIn(db),
    reason: 'restored',
    since: now,
    ...(present && { presentUntil: present.at }),
    ...behindMark(db, path),
  };
  db.prepare("INSERT OR REPLACE INTO hold (id, hold) VALUES ('hold', ?)").run(JSON.stringify(hold));
  return hold;
}

/** Moves a register with its log, if a crash left one, to a name that tells when. */
function setAside(path: string, now: number): string {
  const former = `${path}.before-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  refuseExisting(former);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${former}-wal`);
  rmSync(`${path}-shm`, { force: true });
  renameSync(path, former);
  return former;
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new YinzhengError('conflict', `${file} is there already. Nothing was overwritten.`);
}

/** Of a file its bytes, of a folder its names. */
function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
