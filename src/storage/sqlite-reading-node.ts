/** Reads that follow each other without a pause share one look at the database: opening it takes longer than most reads. */
import type Database from 'better-sqlite3';

export interface Reading {
  /** Before a read: opens the snapshot, if there is none. */
  begin(): void;
  /** Before anything else that is done with the connection. */
  end(): void;
}

/**
 * A snapshot lasts while promises are settled and ends before the event loop takes up anything new. Whoever was told of a
 * commit, in this process or another, and asks about it, comes with a later event and sees it.
 */
export function sharedReading(db: Database.Database): Reading {
  const [open, close] = [db.prepare('begin'), db.prepare('commit')];
  const end = () => {
    // An error may have ended it already.
    if (db.open && db.inTransaction) close.run();
  };
  return {
    begin() {
      if (db.inTransaction) return;
      open.run();
      // What is due next comes after all settled promises, and after those that they settle.
      process.nextTick(end);
    },
    end,
  };
}
