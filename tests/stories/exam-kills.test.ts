/** The processes that sign an exam are killed (SIGKILL), one after the other: each row becomes one certificate. */
import { expect, test, vi } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Certificate } from '../../src/core/certificate.ts';
import type { Store } from '../../src/core/ports.ts';
import { approveBatch } from '../../src/issue/batch/act.ts';
import { beside } from './beside.ts';
import { csv, exam, submitted } from './exams.ts';
import { A } from './people.ts';
import { run } from './processes.ts';
import { describeEngines } from './world.ts';

// Each death takes a process; a busy machine is slow to start one.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const SIGNER: Actor = { kind: 'agency', organisation: A.code, roles: ['signer'], person: 'second', key: 'second' };
const ROWS = 60;
const CHUNK = 15;
/** Which commit of a process is its last. */
const DEATHS = [2, 3, 4, 5];

async function certificatesOf(store: Store): Promise<Certificate[]> {
  const all: Certificate[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.certificates({ limit: 100, after });
    all.push(...page);
    after = page.at(-1)?.id;
    if (page.length < 100) return all;
  }
}

describeEngines('An exam whose signers are killed', ['start processes', 'reach the register'], (world) => {
  test('ends with each row issued exactly once, and with what was there already as it was', async () => {
    const batch = await submitted(world, csv(exam(world.today(), ROWS)));
    const { environment } = world;
    // Nobody else works on it: the world's own service rests while the others die, and would begin at once.
    await world.stop();
    await beside(world, (deps) => approveBatch(deps, SIGNER, batch.id, batch.hash));
    for (const nth of DEATHS) {
      const dying = await run('stories/signing-process', environment, String(nth), String(CHUNK));
      expect(await dying.ended).toBe('SIGKILL');
    }
    await world.start();
    const { store } = world.deps;
    const before = new Map((await certificatesOf(store)).map((one) => [one.id, one]));
    await expect.poll(async () => (await store.batch(batch.id))?.state, { timeout: 120_000 }).toBe('done');
    await expect.poll(() => store.prepared({ limit: 9 }), { timeout: 30_000 }).toEqual([]);

    const rows = await store.batchRows(batch.id, 1, ROWS);
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: ROWS }, (_, at) => at + 1));
    const certificates = await certificatesOf(store);
    expect(certificates.map(({ id }) => id).sort()).toEqual(rows.map(({ certificate }) => certificate).sort());
    for (const fact of ['number', 'person', 'index'] as const) {
      expect(new Set(certificates.map((one) => one[fact])).size).toBe(ROWS);
    }
    for (const one of certificates) if (before.has(one.id)) expect(one).toEqual(before.get(one.id));
    const signed = await store.events({ limit: 1_000, type: 'certificate.signed' });
    expect(signed.map(({ subject }) => subject).sort()).toEqual(certificates.map(({ id }) => id).sort());
    expect(await store.batchTally(batch.id)).toEqual({ issued: ROWS, unsigned: 0, failed: 0 });
  });
});
