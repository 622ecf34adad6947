/** Counters for numbers and slots. */
import { eq, sql } from 'drizzle-orm';
import type { Store } from '../core/ports.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Builder, Writes } from './statements.ts';
import { filling, first, hole } from './statements.ts';

/** Where counters begin that do not exist yet; see `counters.skip`. */
const FLOOR = '';

interface Part {
  readonly reads: Pick<Store, 'allocate' | 'counter'>;
  readonly writes: Writes<'counters.skip'>;
}

export function counters(engine: Engine, db: Builder, { counter }: Tables): Part {
  const handedOut = db
    .select()
    .from(counter)
    .where(eq(counter.name, hole('name')))
    .prepare();
  // The engine lets rivals pass one by one, and each sees the end of its own range.
  const begin = sql`coalesce((select ${counter.value} from ${counter} where ${counter.name} = ${FLOOR}), 0)`;
  const take = filling(
    db
      .insert(counter)
      .values({ name: hole('name'), value: sql`${begin} + ${hole('count')}` })
      .onConflictDoUpdate({ target: counter.name, set: { value: sql`${counter.value} + ${hole('count')}` } })
      .returning({ value: counter.value }),
  );
  const layFloor = db.insert(counter).values({ name: FLOOR, value: 0 }).onConflictDoNothing().toSQL();
  const moveAll = filling(db.update(counter).set({ value: sql`${counter.value} + ${hole('count')}` }));

  const reads: Part['reads'] = {
    counter: async (name) => (await first(handedOut.execute({ name })))?.value ?? 0,
    allocate: async (ranges) => {
      if (ranges.some(({ count }) => !Number.isSafeInteger(count) || count < 1)) {
        throw new RangeError('a range has at least one value');
      }
      // Everybody in one order: two writers that lock the same counters must not wait for each other.
      const ordered = ranges.map((range, at) => ({ ...range, at }));
      ordered.sort((a, b) => (a.counter < b.counter ? -1 : a.counter > b.counter ? 1 : 0));
      const takes = ordered.map(({ counter: name, count }) => take({ name, count }));
      // Whoever uses a number commits what has it, and with it that it is taken.
      const ends = await engine.atomic(takes, 'later');
      const starts: number[] = [];
      for (const [i, { at, count }] of ordered.entries()) starts[at] = Number(ends[i]?.[0]?.[0]) - count;
      return starts;
    },
  };
  return { reads, writes: { 'counters.skip': ({ count }) => [layFloor, moveAll({ count })] } };
}
