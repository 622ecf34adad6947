import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../../src/core/actor.ts';
import type { Batch } from '../../../src/core/batch.ts';
import type { Deps } from '../../../src/core/deps.ts';
import { YinzhengError } from '../../../src/core/errors.ts';
import type { Chunk } from '../../../src/core/jobs.ts';
import {
  approveBatch,
  cancelBatch,
  pauseBatch,
  readBatch,
  resumeBatch,
  retryBatch,
} from '../../../src/issue/batch/act.ts';
import { listRows, progressOf } from '../../../src/issue/batch/results.ts';
import { signBatch } from '../../../src/issue/batch/sign.ts';
import { submitBatch } from '../../../src/issue/batch/submit.ts';
import { setKeyState } from '../../../src/registry/keys.ts';
import { AGENCY, openWorld } from '../../http/world.ts';
import { csv, exam } from '../../stories/exams.ts';

const ROWS = 300;
const officer: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: '' };
const person = (name: string): Actor => ({
  kind: 'agency',
  organisation: AGENCY,
  roles: ['clerk', 'signer'],
  person: name,
  key: 'k',
});

async function submitted(deps: Deps, file = csv(exam('2026-11-20', ROWS))): Promise<Batch> {
  const bytes = new Blob([file]).stream();
  return (await submitBatch(deps, person('clerk'), { file: { format: 'csv', bytes }, dryRun: false })).batch;
}

async function released(deps: Deps, file?: string): Promise<Batch> {
  const batch = await submitted(deps, file);
  return batch.state === 'signing' ? batch : approveBatch(deps, person('signer'), batch.id, batch.hash);
}

async function sign(deps: Deps, id = ''): Promise<Chunk> {
  const job = await deps.store.job(id);
  if (!job) throw new Error('no job');
  return signBatch(1_000)(deps, job);
}

test('a batch that is paused is looked at between two records, and goes on with those that are left', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const { id, job } = await released(deps);

  // Somebody pauses it at the very moment when the first rows are recorded.
  const pausing: Deps['store'] = {
    ...deps.store,
    async commit(writes) {
      await deps.store.commit(writes);
      const recorded = writes.some(({ write }) => write === 'batch.row');
      if (recorded && (await deps.store.batch(id))?.state === 'signing') {
        await pauseBatch(deps, person('signer'), id);
      }
    },
  };
  expect(await sign({ ...deps, store: pausing }, job)).toEqual({ writes: [], done: 0 });
  expect(await deps.store.batchTally(id)).toEqual({ issued: 256, unsigned: 0, failed: 0 });
  expect((await deps.store.batch(id))?.state).toBe('paused');

  const resumed = await resumeBatch(deps, person('signer'), id);
  expect(await sign(deps, resumed.job)).toMatchObject({ done: ROWS });
  expect(await deps.store.batchTally(id)).toEqual({ issued: ROWS, unsigned: 0, failed: 0 });
});

test('rows that a death left with a key that was compromised then are told, and hold up no other', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const { id, job } = await released(deps);

  // It dies when the first 256 rows are recorded.
  let dead = false;
  const dying: Deps['store'] = {
    ...deps.store,
    async commit(writes) {
      if (dead) throw new YinzhengError('unavailable', 'dead');
      dead = writes.some(({ write }) => write === 'batch.row');
      await deps.store.commit(writes);
    },
  };
  await expect(sign({ ...deps, store: dying }, job)).rejects.toThrow('dead');
  expect(await deps.store.batchTally(id)).toEqual({ issued: 256, unsigned: 256, failed: 0 });
  const key = (await deps.store.keys(AGENCY)).find(({ algorithm }) => algorithm === 'Ed25519');
  await setKeyState(deps, officer, key?.id ?? '', { state: 'compromised', since: deps.clock() });

  const { writes, done } = await sign(deps, job);
  expect(done).toBe(ROWS);
  await deps.store.commit(writes);
  const batch = await readBatch(deps, person('clerk'), 'batch.read', id);
  expect(batch.state).toBe('done');
  expect(await progressOf(deps, batch)).toMatchObject({ issued: ROWS - 256, failed: 256 });
  const failed = await listRows(deps, person('clerk'), id, { after: 0, limit: ROWS, state: 'failed' });
  expect(failed).toHaveLength(256);
  expect(failed[0]?.faults).toMatchObject([{ code: 'key_unavailable', zh: expect.stringContaining('重新提交') }]);

  // Submitted again, as they were told to be, they hold nothing yet.
  const again = await submitted(deps);
  expect(again.id).not.toBe(id);
  const warned = await listRows(deps, person('clerk'), again.id, { after: 0, limit: ROWS, warned: true });
  expect(warned.map(({ n }) => n)).toEqual(Array.from({ length: ROWS - 256 }, (_, at) => 257 + at));
});

test('a version of a template that comes while a batch is signed signs nothing that was released under another', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const { id, job } = await released(deps);

  // It comes when the first 256 rows are recorded.
  const changing: Deps['store'] = {
    ...deps.store,
    async commit(writes) {
      await deps.store.commit(writes);
      const template = await deps.store.template('skill-level-cn');
      if (template?.version !== 1 || !writes.some(({ write }) => write === 'batch.row')) return;
      await deps.store.commit([{ write: 'template.add', template: { ...template, version: 2 } }]);
    },
  };
  const { writes } = await sign({ ...deps, store: changing }, job);
  await deps.store.commit(writes);
  expect(await deps.store.batchTally(id)).toEqual({ issued: 256, unsigned: 0, failed: ROWS - 256 });
  const failed = await listRows(deps, person('clerk'), id, { after: 0, limit: ROWS, state: 'failed' });
  expect(new Set(failed.map(({ faults }) => faults[0]?.code))).toEqual(new Set(['version']));
});

test('nothing is kept of rows that all became certificates, the last of them when they were tried again', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const { id, job } = await released(deps);

  // The agency is not on record yet for who signs them at first.
  const first = await sign({ ...deps, clock: () => Date.parse('2019-06-01T00:00:00Z') }, job);
  await deps.store.commit(first.writes);
  expect(await deps.store.batchTally(id)).toEqual({ issued: 0, unsigned: 0, failed: ROWS });

  const retried = await retryBatch(deps, person('signer'), id);
  const second = await sign(deps, retried.job);
  await deps.store.commit(second.writes);
  expect(await deps.store.batchTally(id)).toEqual({ issued: ROWS, unsigned: 0, failed: 0 });
  expect(await deps.store.batch(id)).toMatchObject({ state: 'done' });
  expect((await deps.store.batchPart(id, 0))?.sealed).toBeUndefined();
  await expect(retryBatch(deps, person('signer'), id)).rejects.toThrow('Every row that is kept is a certificate.');
});

test('of two exams with the same people that are signed at one moment, the second finds who has theirs from the first', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  // The agency knows them all, from another level.
  const people = exam('2026-11-20', 3);
  const known = await released(deps, csv(people.map((row) => ({ ...row, 技能等级: '四级/中级工' }))));
  await deps.store.commit((await sign(deps, known.job)).writes);

  const first = await released(deps, csv(people));
  const [one, two, three] = people;
  const second = await released(deps, csv([three, two, one].flatMap((row) => row ?? [])));
  let raced = false;
  const racing: Deps['store'] = {
    ...deps.store,
    async commit(writes) {
      if (!raced && writes.some(({ write }) => write === 'batch.row')) {
        raced = true;
        await deps.store.commit((await sign(deps, first.job)).writes);
      }
      await deps.store.commit(writes);
    },
  };
  await deps.store.commit((await sign({ ...deps, store: racing }, second.job)).writes);
  expect(await deps.store.batchTally(first.id)).toMatchObject({ issued: 3, failed: 0 });
  expect(await deps.store.batchTally(second.id)).toMatchObject({ issued: 0, failed: 3 });
});

test('a batch that is cancelled while its rows are read is stopped, and nobody is told that they were changed', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const { id, job } = await released(deps, csv(exam('2026-11-20', 2)));
  const cancelling: Deps['store'] = {
    ...deps.store,
    async batchDigests(of) {
      await cancelBatch(deps, person('signer'), id);
      return deps.store.batchDigests(of);
    },
  };
  expect(await sign({ ...deps, store: cancelling }, job)).toEqual({ writes: [], done: 0 });
  expect(await deps.store.batch(id)).toMatchObject({ state: 'cancelled' });
});
