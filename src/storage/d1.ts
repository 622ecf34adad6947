/** D1, Cloudflare's SQLite, through the binding that a Worker is given. */
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';
import { askFirst } from './ask-first.ts';
import type { Engine, Statement } from './engine.ts';
import { tables } from './schema-sqlite.ts';
import { createStore, sqliteBuilder } from './store.ts';

/** What is used of the binding. Cloudflare's own types would bring a second set of web globals into every file. */
export interface D1Database {
  prepare(sql: string): D1Statement;
  batch(statements: D1Statement[]): Promise<readonly { readonly results: readonly object[] }[]>;
}

export interface D1Statement {
  bind(...values: unknown[]): D1Statement;
  raw(): Promise<unknown[][]>;
}

/**
 * The register in a D1 database. It has SQLite's tables: `wrangler d1 migrations apply` runs the files of
 * `migrations/sqlite`, and nothing is migrated while it serves. Where `check` is given, it is asked before the register is.
 */
export function openD1(database: D1Database, check?: (register: Store) => Promise<void>): Store {
  const engine = d1Engine(database);
  const register = storeOver(engine);
  return check ? storeOver(askFirst(engine, () => check(register))) : register;
}

function storeOver(engine: Engine): Store {
  return createStore(engine, sqliteBuilder(engine), tables);
}

export function d1Engine(database: D1Database): Engine {
  const bound = ({ sql, params }: Statement) => database.prepare(sql).bind(...params);
  const batch = (statements: readonly Statement[]) =>
    attempt(async () => {
      const answers = await database.batch(statements.map(bound));
      // A batch answers with objects; their members are in the order of the columns.
      return answers.map(({ results }) => results.map((row) => Object.values(row)));
    });
  const trips = gather(batch);
  return {
    // Without a session every statement goes to the primary database, so a read sees all commits before it.
    all: (statement) => (mayRepeatName(statement.sql) ? attempt(() => bound(statement).raw()) : trips.ask(statement)),
    // D1 refuses a batch of none.
    atomic: async (statements) => (statements.length === 0 ? [] : trips.write(statements)),
    close: async () => {},
  };
}

/** Whether two columns may have one name: what a batch answers with has one member for both then. */
function mayRepeatName(sql: string): boolean {
  if (!/ join /.test(sql)) return false;
  const [, columns] = /^select ((?:"\w+"\."\w+"(?:, )?)+) from /.exec(sql) ?? [];
  const names = columns?.split(', ').map((column) => column.split('.')[1]);
  return !names || new Set(names).size < names.length;
}

/** Microtasks between a question to the store and its statement here, and some more. */
const HOPS = 12;

interface Trip {
  /** They come first, and are in it all or none. */
  writes: readonly Statement[];
  readonly questions: Statement[];
  /** Of the writes, then of the questions. */
  readonly answers: Promise<unknown[][][]>;
}

/**
 * Questions that are asked at once travel together, those too that come up on the way of others, and behind what is
 * written at once: a trip to D1 costs a Worker more of its time than what is asked, and it may make only so many for one
 * request.
 */
function gather(batch: (statements: readonly Statement[]) => Promise<unknown[][][]>) {
  /** The one that takes more. */
  let open: Trip | undefined;

  function begin(): Trip {
    const trip: Trip = { writes: [], questions: [], answers: Promise.resolve().then(depart) };
    return trip;

    async function depart(): Promise<unknown[][][]> {
      // Microtasks alone, so that what other requests ask is not among them.
      for (let hop = 0; hop < HOPS; hop++) await undefined;
      if (open === trip) open = undefined;
      return batch([...trip.writes, ...trip.questions]);
    }
  }

  async function ask(statement: Statement): Promise<unknown[][]> {
    open ??= begin();
    const trip = open;
    const at = trip.questions.push(statement) - 1;
    try {
      return (await trip.answers)[trip.writes.length + at] ?? [];
    } catch (error) {
      if (trip.writes.length === 0) throw error;
      // What is wrong may be wrong with the writes.
      return ask(statement);
    }
  }

  async function write(statements: readonly Statement[]): Promise<unknown[][][]> {
    if (!open || open.writes.length > 0) open = begin();
    open.writes = statements;
    return (await open.answers).slice(0, statements.length);
  }

  return { ask, write };
}

async function attempt<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw translated(error);
  }
}

/** SQLite's codes for a statement that is wrong in itself; all others tell of the world. */
const OUR_FAULT = /\bSQLITE_(?:ERROR|CONSTRAINT|MISMATCH|TOOBIG|RANGE|AUTH)\b/;

/** D1 tells its errors by their text alone, some of them SQLite's with its code, some its own. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  const taken = /UNIQUE constraint failed: (\w+)\./.exec(message)?.[1];
  if (taken) return new UniqueKeyError(taken, { cause: error });
  if (/\bSQLITE_FULL\b|exceeded maximum DB size/i.test(message)) {
    return new YinzhengError('storage_full', 'There is no space left for the database.', { cause: error });
  }
  if (/\bno such table\b/.test(message)) {
    const remedy = 'The database lacks tables. Run `wrangler d1 migrations apply yinzheng`.';
    return new YinzhengError('invalid_configuration', remedy, { cause: error });
  }
  if (/^D1_ERROR\b|network connection lost/i.test(message) && !OUR_FAULT.test(message)) {
    return new YinzhengError('unavailable', 'D1 does not answer.', { cause: error });
  }
  return error;
}
