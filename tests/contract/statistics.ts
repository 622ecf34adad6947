import { describe, expect, test } from 'vitest';
import type { Cell } from '../../src/core/statistics.ts';
import { AGENCY, certificate, event, id, key, mark, NOW, OTHER, person, securing } from './samples.ts';
import type { Current } from './store.ts';

const NONE = { issued: 0, persons: 0, revoked: 0, replaced: 0, suspended: 0, reinstated: 0 };
export const cell = (value: string, more: Partial<Cell> = {}): Cell => ({
  ...NONE,
  scope: 'all',
  dimension: 'level',
  month: '2026-10',
  value,
  ...more,
});

export function statisticsContract(store: Current): void {
  describe('roll-ups', () => {
    const query = { scope: 'all', dimension: 'level', from: '2026-01', to: '2026-12', by: 'value' } as const;

    test('add up over blocks, months and values', async () => {
      expect(await store().tallied()).toBe(0);
      const first = [cell('4', { issued: 2, persons: 1 }), cell('3', { issued: 5, month: '2026-11' })];
      await store().commit([{ write: 'tally.add', block: 1, cells: first }]);
      const second = [cell('4', { issued: 1, revoked: 1 }), cell('4', { scope: 'region:33', issued: 9 })];
      await store().commit([{ write: 'tally.add', block: 2, cells: second }]);
      expect(await store().tallied()).toBe(2);
      expect(await store().tally(query)).toEqual([
        { ...NONE, key: '3', issued: 5 },
        { ...NONE, key: '4', issued: 3, persons: 1, revoked: 1 },
      ]);
      expect(await store().tally({ ...query, by: 'month' })).toEqual([
        { ...NONE, key: '2026-10', issued: 3, persons: 1, revoked: 1 },
        { ...NONE, key: '2026-11', issued: 5 },
      ]);
      expect(await store().tally({ ...query, to: '2026-10' })).toHaveLength(1);
      expect(await store().tally({ ...query, scope: 'region:33' })).toEqual([{ ...NONE, key: '4', issued: 9 }]);
      expect(await store().tally({ ...query, dimension: 'route' })).toEqual([]);
    });

    test('count a block once', async () => {
      const add = { write: 'tally.add', block: 1, cells: [cell('4', { issued: 1 })] } as const;
      await store().commit([add]);
      await expect(store().commit([add])).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'tallied' });
      expect((await store().tally(query))[0]?.issued).toBe(1);
    });

    test('take more cells at once than a statement has values, and blocks with none', async () => {
      const cells = Array.from({ length: 45 }, (_, n) => cell(`v${n}`, { issued: 1 }));
      await store().commit([{ write: 'tally.add', block: 1, cells }]);
      await store().commit([{ write: 'tally.add', block: 2, cells: [] }]);
      expect(await store().tally(query)).toHaveLength(45);
      expect(await store().tallied()).toBe(2);
    });
  });

  describe('holdings', () => {
    test('are found by certificate and by identity, in all agencies, and know whether they ended', async () => {
      await store().commit([
        { write: 'person.add', person: person(1) },
        { write: 'person.add', person: person(2, { agency: OTHER, blindIndex: 'blind-1' }) },
        { write: 'certificate.prepare', certificate: certificate(1, { jobDirection: '数据标注员' }) },
        { write: 'certificate.prepare', certificate: certificate(2, { agency: OTHER, person: id(2) }) },
        { write: 'certificate.prepare', certificate: certificate(3, { person: id(1) }) },
        { write: 'certificate.sign', certificate: certificate(1), securing, at: NOW },
        { write: 'status.mark', mark: mark(1) },
        { write: 'status.mark', mark: mark(3, { kind: 'agency-suspension' }) },
      ]);
      const found = await store().holdingsOf(['blind-1', 'blind-9']);
      expect(found.map(({ id, agency, signedAt, ended }) => [id, agency, signedAt, ended]).sort()).toEqual([
        [id(1), AGENCY, NOW, true],
        [id(2), OTHER, undefined, false],
        [id(3), AGENCY, undefined, false],
      ]);
      expect(await store().holdings([id(1), id(9)])).toMatchObject([
        { id: id(1), person: id(1), blindIndex: 'blind-1', jobDirection: '数据标注员', level: { code: '3' } },
      ]);
      expect(await store().scopedTo(AGENCY).holdingsOf(['blind-1'])).toHaveLength(3);
      await store().commit([{ write: 'person.erase', id: id(1) }]);
      expect((await store().holdingsOf(['blind-1'])).map(({ id }) => id)).toEqual([id(2)]);
      expect(await store().holdingsOf([])).toEqual([]);
    });

    test('end with a lost key while they are not signed', async () => {
      await store().commit([
        { write: 'key.add', key: key(1) },
        { write: 'person.add', person: person(1) },
        ...[1, 2].map((n) => ({
          write: 'certificate.prepare' as const,
          certificate: certificate(n, { person: id(1), keys: { Ed25519: 'key-1', ES256: 'key-2' } }),
        })),
        { write: 'certificate.sign', certificate: certificate(1), securing, at: NOW },
        { write: 'key.state', id: 'key-1', state: 'compromised', compromisedSince: NOW },
      ]);
      const found = await store().holdingsOf(['blind-1']);
      expect(found.map(({ id, ended }) => [id, ended]).sort()).toEqual([
        [id(1), false],
        [id(2), true],
      ]);
    });

    test('events are found among ids', async () => {
      await store().commit([1, 2, 3].map((n) => ({ write: 'event.add', event: event(n) })));
      const many = Array.from({ length: 150 }, (_, n) => id(n + 3));
      expect(await store().eventsAmong([...many, id(1)])).toEqual(expect.arrayContaining([event(1), event(3)]));
      expect(await store().eventsAmong([])).toEqual([]);
    });
  });
}
