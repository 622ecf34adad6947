import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { YinzhengError } from '../core/errors.ts';

/**
 * The migrations of a folder that a register lacks. `applied`: when those were made that it has (drizzle's `created_at`).
 * Newer ones than ours are fine: during an upgrade old and new processes run together. But as far as both go they must
 * be the same, or its tables are others than ours: throws `invalid_configuration`. `register` names it, and `remedy` says
 * what to do.
 */
export function missingMigrations(
  folder: string,
  applied: readonly number[],
  { register, remedy }: { readonly register: string; readonly remedy: string },
): MigrationMeta[] {
  const ours = readMigrationFiles({ migrationsFolder: folder });
  const last = Math.max(0, ...applied);
  const both = Math.min(last, ...ours.slice(-1).map(({ folderMillis }) => folderMillis));
  const common = (all: readonly number[]) => all.filter((made) => made <= both).sort((a, b) => a - b);
  if (common(applied).join() !== common(ours.map(({ folderMillis }) => folderMillis)).join()) {
    const message =
      `${register} was made by another version of this program, with other tables. Nothing was changed. ` +
      `${remedy}, or go on with the version that made it: before the first release no tables are carried over.`;
    throw new YinzhengError('invalid_configuration', message);
  }
  return ours.filter(({ folderMillis }) => folderMillis > last);
}
