/** Opens a register, adds one event and leaves: `open-once.ts PATH`. */
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { event } from '../contract/samples.ts';

const store = await openSqlite(process.argv[2] ?? '', { busyTimeout: 20_000 });
await store.commit([{ write: 'event.add', event: event(process.pid) }]);
await store.close();
