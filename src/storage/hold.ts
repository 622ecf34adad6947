/** The hold: while its row is there, nothing is written but signed lists and the hold itself. */
import { eq } from 'drizzle-orm';
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import type { Write } from '../core/ports.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Builder, Theme } from './statements.ts';
import { filling, hole, read } from './statements.ts';

const KEY = 'hold';

export const hold: Theme<'hold', 'hold.put' | 'hold.lift'> = (db, { hold: table }) => {
  const put = filling(
    db
      .insert(table)
      .values({ id: KEY, hold: hole('hold') as never })
      .onConflictDoUpdate({ target: table.id, set: { hold: hole('hold') as never } }),
  );
  const lift = db.delete(table).where(eq(table.id, KEY)).toSQL();
  const row = db.select().from(table).prepare();
  return {
    reads: { hold: async () => (await read(row.execute()))[0]?.hold },
    writes: {
      'hold.put': (write) => [put({ hold: write.hold })],
      'hold.lift': () => [lift],
    },
  };
};

/** True for a list of writes that a hold does not stop: verification goes on, and the hold must be able to end. */
export function passesHold(writes: readonly Write[]): boolean {
  const kinds = writes.map(({ write }) => write);
  const signed = kinds.every((kind) => kind === 'list.publish' || kind === 'trust-list.archive');
  return signed || kinds.some((kind) => kind.startsWith('hold.'));
}

/**
 * An engine whose `atomic` throws `on_hold` while the hold is there. It asks in the same transaction and without a look
 * at the answer, which not every engine has: the hold's row is written a second time, and its key is taken.
 */
export function behindHold(engine: Engine, db: Builder, { hold: table }: Tables): Engine {
  const again = db.insert(table).select(db.select().from(table)).toSQL();
  return {
    ...engine,
    async atomic(statements, durability) {
      try {
        return (await engine.atomic([again, ...statements], durability)).slice(1);
      } catch (error) {
        if (error instanceof UniqueKeyError && error.table === 'hold') throw onHold(error);
        throw error;
      }
    },
  };
}

function onHold(cause: unknown): YinzhengError {
  return new YinzhengError(
    'on_hold',
    'This register was put back to an earlier state and does not know what it issued since, so it takes no entries. ' +
      'Its operator decides what follows: see `yinzheng restore --help`.',
    { cause },
  );
}
