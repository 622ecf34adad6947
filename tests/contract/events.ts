import { describe, expect, test } from 'vitest';
import { uuidv7 } from '../../src/core/ids.ts';
import { AGENCY, event, id, OTHER } from './samples.ts';
import type { Current } from './store.ts';

export function eventsContract(store: Current): void {
  describe('events', () => {
    const ids = async (page: Parameters<ReturnType<Current>['events']>[0]) =>
      (await store().events(page)).map((event) => event.id);

    test('come oldest first, in pages', async () => {
      await store().commit([3, 1, 2].map((n) => ({ write: 'event.add', event: event(n) })));
      expect(await store().events({ limit: 2 })).toEqual([event(1), event(2)]);
      expect(await store().events({ limit: 2, after: id(2) })).toEqual([event(3)]);
      expect(await store().events({ limit: 2, after: id(3) })).toEqual([]);
    });

    test('are narrowed by owner, subject and type, alone and together', async () => {
      const subject = id(50);
      const all = [
        event(1, { subject }),
        event(2, { subject, owner: OTHER }),
        event(3, { subject, type: 'certificate.signed' }),
        event(4, { type: 'certificate.signed' }),
      ];
      await store().commit(all.map((event) => ({ write: 'event.add', event })));
      expect(await ids({ limit: 9, owner: AGENCY })).toEqual([id(1), id(3), id(4)]);
      expect(await ids({ limit: 9, subject })).toEqual([id(1), id(2), id(3)]);
      expect(await ids({ limit: 9, type: 'certificate.signed' })).toEqual([id(3), id(4)]);
      expect(await ids({ limit: 9, owner: AGENCY, subject, type: 'certificate.signed' })).toEqual([id(3)]);
      expect(await ids({ limit: 9, owner: AGENCY, after: id(1) })).toEqual([id(3), id(4)]);
    });

    test('are narrowed by who acted and by the time in their ids', async () => {
      const at = Date.parse('2026-11-01T00:00:00Z');
      const random = (length: number) => new Uint8Array(length);
      const made = [0, 0, 1, 60_000].map((ms, n) => {
        const id = uuidv7(() => at + ms, random);
        return event(n, { id: `${id.slice(0, -1)}${n}`, ...(n % 2 === 1 && { person: 'p-2', organisation: OTHER }) });
      });
      const [first, second, third, fourth] = made.map(({ id }) => id);
      await store().commit(made.map((event) => ({ write: 'event.add', event })));
      expect(await ids({ limit: 9, person: 'p-2' })).toEqual([second, fourth]);
      expect(await ids({ limit: 9, organisation: AGENCY })).toEqual([first, third]);
      expect(await ids({ limit: 9, from: at, to: at + 1 })).toEqual([first, second]);
      expect(await ids({ limit: 9, from: at + 1, to: at + 60_000 })).toEqual([third]);
      expect(await ids({ limit: 9, from: at + 1, person: 'p-2' })).toEqual([fourth]);
      expect(await ids({ limit: 9, to: at })).toEqual([]);
      expect(await ids({ limit: 9, from: at, after: first })).toEqual([second, third, fourth]);
      expect(await ids({ limit: 9, from: at + 2, after: first })).toEqual([fourth]);
    });

    test('of the service itself are found like all others, and so is what happens every day', async () => {
      const system = { person: 'system', organisation: 'system' };
      const all = [
        event(1),
        event(2, { type: 'certificate.signed', ...system }),
        event(3, { type: 'person.erased' }),
        event(4, { type: 'verification.removed', ...system }),
      ];
      await store().commit(all.map((event) => ({ write: 'event.add', event })));
      expect(await store().events({ limit: 9 })).toEqual(all);
      expect(await store().eventsAmong([id(2), id(3)])).toEqual(all.slice(1, 3));
      expect(await store().unsealed({ limit: 9 })).toEqual(all);
      expect(await ids({ limit: 9, person: 'system' })).toEqual([id(2), id(4)]);
      expect(await ids({ limit: 9, organisation: 'system', type: 'verification.removed' })).toEqual([id(4)]);
      expect(await ids({ limit: 9, type: 'certificate.prepared' })).toEqual([id(1)]);
      expect(await ids({ limit: 9, type: 'certificate.signed', person: 'p-1' })).toEqual([]);
      expect(await ids({ limit: 9, type: 'person.erased' })).toEqual([id(3)]);
    });

    test('may carry a text that only one event can carry', async () => {
      const once = `signed:${id(1)}`;
      await store().commit([1, 2].map((n) => ({ write: 'event.add', event: event(n) })));
      await store().commit([{ write: 'event.add', event: event(3, { once }) }]);
      expect(await store().events({ limit: 9, after: id(2) })).toEqual([event(3, { once })]);
      await expect(store().commit([{ write: 'event.add', event: event(4, { once }) }])).rejects.toMatchObject({
        name: 'UniqueKeyError',
        table: 'event',
      });
    });

    test('are never written over: an id that is there already fails', async () => {
      await store().commit([{ write: 'event.add', event: event(1) }]);
      const changed = event(1, { data: { number: 'another' } });
      await expect(store().commit([{ write: 'event.add', event: changed }])).rejects.toMatchObject({ table: 'event' });
      expect(await store().events({ limit: 9 })).toEqual([event(1)]);
    });
  });
}
