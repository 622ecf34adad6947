/**
 * Makes the initial migrations of both dialects anew from `src/storage/columns.ts`, and keeps what was written by hand:
 *
 *     node scripts/make-migrations.ts
 *
 * Only until the first release. From then on databases hold data, and a change is a migration of its own, for each
 * dialect: `drizzle-kit generate --config scripts/drizzle.<dialect>.ts --name <what changes>`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Table } from '../src/storage/column.ts';
import { TABLES } from '../src/storage/columns.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const drizzleKit = join(root, 'node_modules', 'drizzle-kit', 'bin.cjs');

/** Names of the migrations that no tool writes, in their order. */
const BY_HAND: Readonly<Record<string, readonly string[]>> = { sqlite: [], postgres: ['row_level_security'] };

for (const [dialect, names] of Object.entries(BY_HAND)) {
  const folder = join(root, 'src', 'storage', 'migrations', dialect);
  const files = names.map((name, at) => join(folder, `${String(at + 1).padStart(4, '0')}_${name}.sql`));
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  generate(dialect, '--name', 'initial');
  if (dialect === 'sqlite') dropRowIds(join(folder, '0000_initial.sql'));
  for (const [at, name] of names.entries()) {
    generate(dialect, '--custom', '--name', name);
    writeFileSync(files[at] ?? '', texts[at] ?? '');
  }
}

/** What drizzle-kit has no word for. */
function dropRowIds(file: string): void {
  let sql = readFileSync(file, 'utf8');
  for (const [name, { short }] of Object.entries<Table>(TABLES)) {
    if (short) sql = sql.replace(new RegExp(`(CREATE TABLE \`${name}\` \\([^;]*\\));`), '$1 WITHOUT ROWID;');
  }
  writeFileSync(file, sql);
}

function generate(dialect: string, ...words: string[]): void {
  const config = `scripts/drizzle.${dialect}.ts`;
  execFileSync(process.execPath, [drizzleKit, 'generate', '--config', config, ...words], {
    cwd: root,
    stdio: 'inherit',
  });
}
