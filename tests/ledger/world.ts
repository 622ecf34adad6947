/** A register with events in several blocks, and somebody who writes its tables past us. */

import type { Deps } from '../../src/core/deps.ts';
import { createListCache } from '../../src/core/list-cache.ts';
import { eventWrite } from '../../src/core/record-event.ts';
import { sealEvents } from '../../src/ledger/seal.ts';
import { initialise } from '../../src/registry/init.ts';
import { openVault } from '../../src/registry/vault.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { openSqliteEngine } from '../../src/storage/sqlite-node.ts';
import { createStore, sqliteBuilder } from '../../src/storage/store.ts';

export interface Tampered {
  readonly deps: Deps;
  /** Ids of the sealed events, and of those in the last block. */
  readonly sealed: readonly string[];
  readonly lastBlock: readonly string[];
  readonly blocks: number;
  readonly checkpoints: readonly string[];
  /** Writes, lets look at it, and takes it back. */
  undone(sql: readonly (readonly [string, ...unknown[]])[], look: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const BLOCKS = 4;

export async function openTampered(): Promise<Tampered> {
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const engine = await openSqliteEngine(':memory:');
  const store = createStore(engine, sqliteBuilder(engine), tables);
  const write = (sql: string, ...params: unknown[]) => engine.all({ sql, params });
  const signer = createLocalSigner({ kek: random(32), random });
  const settings = { origin: 'https://cert.example', timeZone: 'Asia/Shanghai', allowedHosts: [] };
  let now = Date.parse('2026-11-20T08:00:00Z');
  const clock = () => now++;
  const vault = await openVault(store, signer, random);
  const deps: Deps = { store, signer, vault, clock, random, log: () => {}, settings, lists: createListCache() };
  const happen = (count: number) =>
    store.commit(
      Array.from({ length: count }, (_, n) =>
        eventWrite(deps, { person: `p-${n}`, organisation: 'o' }, 'certificate.signed', {
          subject: `s-${n}`,
          owner: 'S000033000107',
          data: { number: String(now) },
          ...(n % 3 === 0 && { once: `once-${now}` }),
        }),
      ),
    );
  await initialise(deps, { authority: { name: { zh: '甲', en: 'A' }, uscc: '11990000DEM0000013' } });
  for (let n = 0; n < BLOCKS; n++) {
    await happen(2 + n);
    await sealEvents(deps);
  }
  const blocks = await store.blocks({ limit: 99, after: 0 });
  const idsOf = (some: typeof blocks) => some.flatMap(({ entries }) => entries.map(([id]) => id));
  await happen(2);
  const putBack = await keeping(write);
  return {
    deps,
    sealed: idsOf(blocks),
    lastBlock: idsOf(blocks.slice(-1)),
    blocks: blocks.length,
    checkpoints: blocks.map(({ checkpoint }) => checkpoint),
    async undone(sql, look) {
      try {
        for (const [text, ...values] of sql) await write(text, ...values);
        await look();
      } finally {
        await putBack();
      }
    },
    close: () => store.close(),
  };
}

/** Keeps the rows as they are now. No transaction lasts as long as somebody looks: reads end the one that they meet. */
async function keeping(write: (sql: string) => Promise<unknown[][]>): Promise<() => Promise<void>> {
  const restoring: string[] = [];
  for (const table of ['event', 'ledger', 'signing_key']) {
    // Without those that the engine makes of others.
    const names = (await write(`SELECT name FROM pragma_table_info('${table}')`))
      .map(([name]) => `"${name}"`)
      .join(', ');
    await write(`CREATE TEMP TABLE kept_${table} AS SELECT ${names} FROM ${table}`);
    restoring.push(`DELETE FROM ${table}`, `INSERT INTO ${table} (${names}) SELECT ${names} FROM kept_${table}`);
  }
  return async () => {
    for (const sql of restoring) await write(sql);
  };
}
