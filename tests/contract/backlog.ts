import { describe, expect, test } from 'vitest';
import { AGENCY, certificate, job, key, NOW, securing } from './samples.ts';
import type { Current } from './store.ts';

export function backlogContract(store: Current): void {
  describe('the backlog', () => {
    test('of an empty register is empty', async () => {
      expect(await store().backlog()).toEqual({ prepared: 0, unsignable: 0, jobs: [] });
    });

    test('counts what is prepared and not signed, and knows the oldest', async () => {
      const made = [3, 1, 2].map((n) => certificate(n, { preparedAt: NOW + n }));
      await store().commit(made.map((certificate) => ({ write: 'certificate.prepare', certificate })));
      expect(await store().backlog()).toMatchObject({ prepared: 3, oldestPreparedAt: NOW + 1 });

      await store().commit([{ write: 'certificate.sign', certificate: certificate(1), securing, at: NOW }]);
      expect(await store().backlog()).toMatchObject({ prepared: 2, oldestPreparedAt: NOW + 2 });
    });

    test('tells what waits to be signed from what never can be', async () => {
      const other = { keys: { Ed25519: 'key-3', ES256: 'key-4' } };
      const made = [1, 2, 3].map((n) => certificate(n, { preparedAt: NOW + n, ...(n === 3 && other) }));
      await store().commit([
        ...[1, 2].map((n) => ({ write: 'key.add' as const, key: key(n) })),
        ...made.map((certificate) => ({ write: 'certificate.prepare' as const, certificate })),
        { write: 'certificate.sign', certificate: certificate(2), securing, at: NOW },
      ]);
      await store().commit([{ write: 'key.state', id: 'key-2', state: 'retired' }]);
      expect(await store().backlog()).toMatchObject({ prepared: 2, oldestPreparedAt: NOW + 1, unsignable: 0 });
      for (const state of ['compromised', 'destroyed'] as const) {
        await store().commit([{ write: 'key.state', id: 'key-2', state }]);
        expect(await store().backlog()).toMatchObject({ prepared: 1, oldestPreparedAt: NOW + 3, unsignable: 1 });
      }
    });

    test('knows the oldest signed list', async () => {
      const copy = { revision: 1, credential: '{}', detached: 'j' };
      const lists = [5, 2, 8].map((n) => ({ ...copy, id: `${AGENCY}-${n}-agency-revocation`, signedAt: NOW + n }));
      await store().commit(lists.map((list) => ({ write: 'list.publish', list })));
      expect(await store().backlog()).toMatchObject({ oldestListSignedAt: NOW + 2 });
    });

    test('counts the jobs that have not ended, by kind and state, and knows the oldest', async () => {
      const jobs = [
        job(1),
        job(2, { createdAt: NOW - 7 }),
        job(3, { kind: 'other' }),
        ...(['done', 'failed', 'cancelled'] as const).map((state, n) => {
          const { dueAt: _, ...ended } = job(4 + n, { state });
          return ended;
        }),
      ];
      await store().commit(jobs.map((job) => ({ write: 'job.add', job })));
      await store().claimJob({ kinds: ['count'], holder: 'a', now: NOW, leaseMs: 1_000 });
      expect((await store().backlog()).jobs).toEqual([
        { kind: 'count', state: 'running', count: 1, oldestAt: NOW },
        { kind: 'count', state: 'waiting', count: 1, oldestAt: NOW - 7 },
        { kind: 'other', state: 'waiting', count: 1, oldestAt: NOW },
      ]);
    });
  });
}
