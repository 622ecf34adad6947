/** Takes ranges of one counter and tells each on its own line, `first count`: `writer.ts PATH HOW_OFTEN`. */
import { writeSync } from 'node:fs';
import { openSqlite } from '../../src/storage/sqlite-node.ts';
import { event } from '../contract/samples.ts';

const [, , path = '', times = ''] = process.argv;
const store = await openSqlite(path, { busyTimeout: 20_000 });
for (let n = 0; n < Number(times); n++) {
  const count = 1 + (n % 40);
  const [first = Number.NaN] = await store.allocate([{ counter: 'slot', count }]);
  writeSync(1, `${first} ${count}\n`);
  await store.commit([{ write: 'event.add', event: event(first) }]);
}
await store.close();
