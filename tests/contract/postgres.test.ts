import type { Store } from '../../src/core/ports.ts';
import { openPostgres } from '../../src/storage/postgres-node.ts';
import { postgresDatabase } from '../storage/postgres-database.ts';
import { type Opened, storeContract } from './store.ts';

const database = await postgresDatabase();

storeContract('PostgreSQL', openEmpty, { walls: true });

async function openEmpty(): Promise<Opened> {
  const stores: Store[] = [];
  const again = async () => {
    const store = await openPostgres(database.url);
    stores.push(store);
    return store;
  };
  return {
    store: await again(),
    again,
    dispose: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await database.empty();
    },
  };
}
