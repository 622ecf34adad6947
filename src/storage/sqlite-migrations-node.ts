/** Brings a register in a file to the present schema. */
import { fileURLToPath } from 'node:url';
import type Database from 'better-sqlite3';
import { missingMigrations } from './migrations-node.ts';

const MIGRATIONS = fileURLToPath(new URL('./migrations/sqlite', import.meta.url));
const NOTES =
  'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER)';

/**
 * Applies the migrations that are missing, as drizzle's migrator does and in its table. In one transaction without a
 * pause: another process waits for the lock and then finds none missing, and another opening in this process, which
 * would wait for ever, cannot come between. `folder` is where the file lies. Throws what `missingMigrations` says.
 */
export function bringUpToDate(db: Database.Database, folder: string): void {
  const apply = db.transaction(() => {
    db.exec(NOTES);
    const note = db.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)');
    for (const { sql, hash, folderMillis } of missingIn(
      db,
      `The register in ${folder}`,
      `Move ${folder} away to begin anew`,
    )) {
      for (const statement of sql) db.exec(statement);
      note.run(hash, folderMillis);
    }
  });
  apply.immediate();
}

/** The migrations that a register lacks; see `missingMigrations`. */
export function missingIn(db: Database.Database, register: string, remedy: string) {
  const applied = db.prepare('SELECT created_at FROM __drizzle_migrations').pluck().all() as number[];
  return missingMigrations(MIGRATIONS, applied, { register, remedy });
}
