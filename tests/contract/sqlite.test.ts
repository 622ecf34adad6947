import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/core/ports.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { openSqliteEngine } from '../../src/storage/sqlite-node.ts';
import { createStore, sqliteBuilder } from '../../src/storage/store.ts';
import { withinLimits } from './limits.ts';
import { storeContract } from './store.ts';

storeContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yinzheng-store-'));
  const stores: Store[] = [];
  const again = async () => {
    const engine = withinLimits(await openSqliteEngine(join(folder, 'register.sqlite')));
    const store = createStore(engine, sqliteBuilder(engine), tables);
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
