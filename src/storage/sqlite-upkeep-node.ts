/** What a register in a file needs besides reads and writes: a short log, and a mark that keeps up with it. */
import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { behindMark, positionOf, readMark, writeMark } from './sqlite-mark-node.ts';

/** A log of this size is worth that others wait for it to be cut. */
const LARGE_BYTES = 64 * 2 ** 20;
/** How long readers may keep the log from being cut then; writers wait as long. */
const PATIENCE_MS = 1_000;
/** How often at most. */
const PATIENT_EVERY_MS = 30_000;

/**
 * Cuts the write-ahead log, which SQLite otherwise only reuses: at once when nobody writes, and with a little patience
 * when it is large because there was always some reader that needed it. One that reads on and on cannot be helped.
 */
export function logCutter(db: Database.Database, path: string, largeBytes = LARGE_BYTES): () => void {
  let lastWrite: number | undefined;
  let lastPatience = Number.NEGATIVE_INFINITY;
  return () => {
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
    if (!log || log.size === 0) return;
    const idle = log.mtimeMs === lastWrite;
    lastWrite = log.mtimeMs;
    const patient = log.size > largeBytes && performance.now() - lastPatience > PATIENT_EVERY_MS;
    if (patient) lastPatience = performance.now();
    if (idle || patient) cut(db, patient ? PATIENCE_MS : 0);
  };
}

function cut(db: Database.Database, patienceMs: number): void {
  const usual = db.pragma('busy_timeout', { simple: true });
  db.pragma(`busy_timeout = ${patienceMs}`);
  try {
    // Who is in the way is in the answer, which is no error: the next turn tries again.
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.pragma(`busy_timeout = ${usual}`);
  }
}

/** Moves the mark on when the register has. One that is on hold keeps the mark of the state that it was put back from. */
export function markKeeper(db: Database.Database, path: string): () => void {
  const held = db.prepare('SELECT 1 FROM hold');
  return () => {
    const position = held.get() === undefined ? positionOf(db) : undefined;
    if (position === undefined) return;
    // The file is asked each time: of two processes, the slower may have moved it back.
    const mark = readMark(path);
    if (mark === 'unreadable' || mark?.event !== position.event) writeMark(path, position);
  };
}

/**
 * Puts a database on hold that is behind its mark, and lets go one that is no more, as when the right mark is there again.
 * A mark that is gone frees only an empty register: else its absence would be the way around it.
 */
export function holdIfBehind(db: Database.Database, path: string, now: number): void {
  const behind = behindMark(db, path);
  if (behind !== undefined) {
    const hold = { reason: 'behind', since: now, ...behind };
    db.prepare("INSERT OR IGNORE INTO hold (id, hold) VALUES ('hold', ?)").run(JSON.stringify(hold));
  } else if (readMark(path) !== undefined || positionOf(db) === undefined) {
    db.exec("DELETE FROM hold WHERE json_extract(hold, '$.reason') = 'behind'");
  }
}
