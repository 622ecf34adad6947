import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/core/ports.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { storeContract } from './store.ts';

storeContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yinzheng-store-'));
  const stores: Store[] = [];
  const again = async () => {
    const store = await openSqlite(join(folder, 'register.sqlite'));
    stores.push(store);
    return store;
  };
  return {
    store: await again(),
    again,
    dispose: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await rm(folder, { recursive: true });
    },
  };
});
