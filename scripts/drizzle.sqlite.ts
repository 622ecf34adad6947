/** Settings of drizzle-kit for `drizzle-kit generate --config scripts/drizzle.sqlite.ts --name <what changes>`. */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: './src/storage/schema-sqlite.ts',
  out: './src/storage/migrations/sqlite',
});
