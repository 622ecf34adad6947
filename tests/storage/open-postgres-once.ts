/** Opens a register, adds one event and leaves: `open-postgres-once.ts URL`. */
import { openPostgres } from '../../src/storage/postgres-node.ts';
import { event } from '../contract/samples.ts';

const store = await openPostgres(process.argv[2] ?? '', { patience: 20_000 });
await store.commit([{ write: 'event.add', event: event(process.pid) }]);
await store.close();
