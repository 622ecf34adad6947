/** Writers that come at the same time share one synced commit, and none sees anything of the others. */
import type Database from 'better-sqlite3';
import type { Durability, Engine, Statement } from './engine.ts';

interface Writer {
  readonly statements: readonly Statement[];
  readonly durability: Durability;
  resolve(rows: unknown[][][]): void;
  reject(error: unknown): void;
}

export interface Group {
  readonly atomic: Engine['atomic'];
  /** Commits for those who wait now. */
  flush(): void;
}

export interface Around {
  /** Makes an error one of the port. */
  translate(error: unknown): unknown;
  /** Done before a commit begins. */
  before(): void;
}

/**
 * Collects the writers of one turn of the event loop and commits for all of them: a sync takes a disk longer than the
 * writing. Each has a savepoint of its own, so that a taken key ends its owner's writes alone; every answer comes after
 * the commit. It is synced when one of them needs it (`settle` in `sqlite-node.ts` has FULL for that).
 */
export function groupCommit(
  db: Database.Database,
  execute: (statement: Statement) => unknown[][],
  { translate, before }: Around,
): Group {
  let waiting: Writer[] = [];
  // Within another transaction this is a savepoint.
  const alone = db.transaction((statements: readonly Statement[]) => statements.map(execute));
  const together = db.transaction((writers: readonly Writer[]) =>
    writers.map(({ statements }) => {
      try {
        return { rows: alone(statements) };
      } catch (error) {
        // A disk that is full, say, ends it for everybody.
        if (!db.inTransaction) throw error;
        return { error };
      }
    }),
  );

  function flush(): void {
    const writers = waiting;
    // Those who waited may have been served when the register was closed.
    if (writers.length === 0) return;
    waiting = [];
    before();
    const lasting = writers.some(({ durability }) => durability === 'now');
    if (!lasting) db.pragma('synchronous = NORMAL');
    try {
      if (writers.length < 2) writers.forEach(single);
      else many(writers);
    } finally {
      if (!lasting) db.pragma('synchronous = FULL');
    }
  }

  function many(writers: readonly Writer[]): void {
    try {
      for (const [n, outcome] of together.immediate(writers).entries()) {
        if ('error' in outcome) writers[n]?.reject(translate(outcome.error));
        else writers[n]?.resolve(outcome.rows);
      }
    } catch (error) {
      // Nothing was kept. What is too much for all may be possible for some.
      if (Object(error).code === 'SQLITE_FULL') writers.forEach(single);
      else for (const { reject } of writers) reject(translate(error));
    }
  }

  function single({ statements, resolve, reject }: Writer): void {
    try {
      resolve(alone.immediate(statements));
    } catch (error) {
      reject(translate(error));
    }
  }

  return {
    flush,
    atomic: (statements, durability = 'now') =>
      new Promise((resolve, reject) => {
        if (waiting.push({ statements, durability, resolve, reject }) === 1) setImmediate(flush);
      }),
  };
}
