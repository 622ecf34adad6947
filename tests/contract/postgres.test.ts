import { afterAll } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { openPostgres } from '../../src/storage/postgres-node.ts';
import { postgresDatabase } from '../storage/postgres-database.ts';
import { type Opened, storeContract } from './store.ts';

const database = await postgresDatabase('migrated');
const store = await openPostgres(database.url);
afterAll(async () => {
  await store.close();
  await database.drop();
});

storeContract('PostgreSQL', openEmpty, { walls: true });

async function openEmpty(): Promise<Opened> {
  const others: Store[] = [];
  const again = async () => {
    const other = await openPostgres(database.url);
    others.push(other);
    return other;
  };
  return {
    store,
    again,
    dispose: async () => {
      await Promise.all(others.map((other) => other.close()));
      await database.empty();
    },
  };
}
