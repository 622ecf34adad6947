/**
 * The mark of a register: a small file beside the database that says how far the register had come. A database that does
 * not hold the event named there was put back to an earlier state, or is another register.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Instant } from '../core/calendar.ts';
import { YinzhengError } from '../core/errors.ts';
import type { Hold } from '../core/hold.ts';

/** How far a register has come. Events are never removed, so their order of arrival counts them. */
export interface Position {
  /** Id of the first event, which no other register has. */
  readonly register: string;
  /** Id and time of the last event. */
  readonly event: string;
  readonly at: Instant;
  /** How many events there are. */
  readonly events: number;
  /** How far its counters skipped ahead when a hold was accepted; missing when none was. */
  readonly skipped?: number;
}

/** How far the register in this database has come; undefined for one without events. */
export function positionOf(db: Database.Database): Position | undefined {
  const last = db.prepare('SELECT id AS event, at, rowid AS events FROM event ORDER BY rowid DESC LIMIT 1').get();
  if (last === undefined) return undefined;
  const register = db.prepare('SELECT id FROM event ORDER BY rowid LIMIT 1').pluck().get() as string;
  const skipped = db.prepare("SELECT value FROM counter WHERE name = ''").pluck().get() as number | undefined;
  return { ...(last as Omit<Position, 'register'>), register, ...(skipped !== undefined && { skipped }) };
}

function markFile(database: string): string {
  return join(dirname(database), 'register.mark');
}

/** Keeps the mark of the register in `database`. It is replaced in one step and never half there. */
export function writeMark(database: string, position: Position): void {
  const file = markFile(database);
  // Containers that share a folder may have processes of one number.
  const fresh = `${file}.${hostname()}.${process.pid}`;
  try {
    const descriptor = openSync(fresh, 'w', 0o600);
    try {
      writeSync(descriptor, `${JSON.stringify(position)}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(fresh, file);
  } catch (cause) {
    rmSync(fresh, { force: true });
    const full = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
    throw new YinzhengError(full ? 'storage_full' : 'unavailable', `${file} cannot be written.`, { cause });
  }
}

/**
 * What a hold on this database has to say: how far it is behind the mark beside `database`, the place where it is or will
 * be. Undefined when it holds all that the mark knows of, or when there is no mark.
 */
export function behindMark(db: Database.Database, database: string): Omit<Hold, 'reason' | 'since'> | undefined {
  const mark = readMark(database);
  if (mark === undefined) return undefined;
  const here = positionOf(db);
  const present = here && { presentUntil: here.at };
  if (mark === 'unreadable') return { ...present };
  if (db.prepare('SELECT 1 FROM event WHERE id = ?').get(mark.event) !== undefined) return undefined;
  return { ...present, knownUntil: mark.at, ...(here?.register === mark.register && between(here, mark)) };
}

function between(here: Position, mark: Position): Pick<Hold, 'missing' | 'skipped'> {
  const skipped = (mark.skipped ?? 0) - (here.skipped ?? 0);
  return { missing: Math.max(1, mark.events - here.events), ...(skipped > 0 && { skipped }) };
}

/** The mark beside `database`; `unreadable` when there is something that is none. */
export function readMark(database: string): Position | 'unreadable' | undefined {
  let text: string;
  try {
    text = readFileSync(markFile(database), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    return 'unreadable';
  }
  try {
    const mark = JSON.parse(text);
    if ([mark.register, mark.event].every((id) => typeof id === 'string') && mark.at + mark.events > 0) return mark;
  } catch {
    // What is no mark says nothing about how far the register had come, and that is not the same as no mark.
  }
  return 'unreadable';
}
