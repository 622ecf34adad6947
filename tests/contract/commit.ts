import { describe, expect, test } from 'vitest';
import { UniqueKeyError } from '../../src/core/errors.ts';
import type { Store, Write } from '../../src/core/ports.ts';
import {
  AGENCY,
  agency,
  apiKey,
  certificate,
  event,
  id,
  job,
  key,
  mark,
  NOW,
  occupation,
  person,
  securing,
  standard,
  step,
  template,
} from './samples.ts';
import type { Current } from './store.ts';

/** Writes that fail when they are made twice, with the table that says so. */
const TAKEN: readonly [string, Write][] = [
  ['secret', { write: 'secret.add', name: 'n', wrapped: 'w' }],
  ['agency', { write: 'agency.add', agency: agency() }],
  ['standing', { write: 'standing.add', step: step(1) }],
  ['occupation', { write: 'occupation.add', occupation: occupation('4-04-05-05') }],
  [
    'level_scheme',
    { write: 'levels.add', scheme: { code: 'X', name: { zh: '级', en: 'X' }, passMark: 60, levels: [] } },
  ],
  ['standard', { write: 'standard.add', standard: standard(1, '2026-01-01') }],
  ['template', { write: 'template.add', template: template('a', 1) }],
  ['signing_key', { write: 'key.add', key: key(1) }],
  ['api_key', { write: 'apikey.add', apiKey: apiKey(1) }],
  ['person', { write: 'person.add', person: person(1) }],
  ['certificate', { write: 'certificate.prepare', certificate: certificate(1) }],
  ['status_mark', { write: 'status.mark', mark: mark(1) }],
  ['event', { write: 'event.add', event: event(1) }],
  ['job', { write: 'job.add', job: job(1) }],
];

export function commitContract(store: Current, again: () => Promise<Store>): void {
  describe('commit', () => {
    test('of nothing does nothing', async () => {
      await store().commit([]);
      await store().ping();
    });

    test('keeps nothing when a write in the middle fails', async () => {
      await store().commit([
        { write: 'key.add', key: key(1) },
        { write: 'person.add', person: person(1) },
        { write: 'event.add', event: event(1, { once: 'x' }) },
      ]);
      const failing = store().commit([
        { write: 'agency.add', agency: agency() },
        { write: 'key.state', id: 'key-1', state: 'destroyed' },
        { write: 'person.erase', id: id(1) },
        { write: 'certificate.prepare', certificate: certificate(1) },
        { write: 'status.mark', mark: mark(1) },
        { write: 'event.add', event: event(2, { once: 'x' }) },
        { write: 'event.add', event: event(3) },
      ]);
      await expect(failing).rejects.toBeInstanceOf(UniqueKeyError);
      expect(await store().agency(AGENCY)).toBeUndefined();
      expect(await store().key('key-1')).toEqual(key(1));
      expect(await store().person(id(1))).toEqual(person(1));
      expect(await store().prepared({ limit: 9 })).toEqual([]);
      expect(await store().listRevision(`${AGENCY}-1-agency-revocation`)).toBe(0);
      expect(await store().events({ limit: 9 })).toEqual([event(1, { once: 'x' })]);
    });

    test.each(TAKEN)('names %s when its key is taken', async (table, write) => {
      await store().commit([write]);
      await expect(store().commit([write])).rejects.toMatchObject({ name: 'UniqueKeyError', table });
    });

    test('lets one of two signers of a certificate through', async () => {
      await store().commit([{ write: 'certificate.prepare', certificate: certificate(1) }]);
      const sign = (n: number): Write[] => [
        { write: 'certificate.sign', certificate: certificate(1), securing, at: NOW + n },
        { write: 'event.add', event: event(n, { once: `signed:${id(1)}` }) },
      ];
      const other = await again();
      const results = await Promise.allSettled([store().commit(sign(1)), other.commit(sign(2))]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const [said] = await store().events({ limit: 9 });
      expect((await store().certificate(id(1)))?.signedAt).toBe(said?.at);
    });

    test('is seen by every read after it, through any connection', async () => {
      const other = await again();
      for (let n = 1; n <= 20; n++) {
        const [writer, reader] = n % 2 === 0 ? [store(), other] : [other, store()];
        await writer.commit([{ write: 'event.add', event: event(n) }]);
        expect(await reader.events({ limit: 99 })).toHaveLength(n);
      }
    });
  });
}
