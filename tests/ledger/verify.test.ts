/** Somebody with the database in their hands changes it; the ledger says what they did. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { AUTHORITY } from '../../src/core/key.ts';
import type { Store } from '../../src/core/ports.ts';
import { eventWrite } from '../../src/core/record-event.ts';
import { BEGINNING, blockHash } from '../../src/ledger/chain.ts';
import { signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { sealEvents } from '../../src/ledger/seal.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { rotateKey } from '../../src/registry/keys.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { openTampered, type Tampered } from './world.ts';

let world: Tampered;
beforeAll(async () => {
  world = await openTampered();
});
afterAll(() => world.close());

const kinds = async (options = {}) => (await verifyLedger(world.deps, options)).faults.map(({ kind }) => kind);

test('what nobody touched is intact, also while events wait', async () => {
  const findings = await verifyLedger(world.deps);
  expect(findings).toMatchObject({ faults: [], blocks: world.blocks, events: world.sealed.length, waiting: 2 });
  expect(await kinds({ checkpoint: world.checkpoints[0] })).toEqual([]);
});

test('an event with half a character in it is sealed like any other', async () => {
  const { deps } = await openTampered();
  onTestFinished(() => deps.store.close());
  const happening = { subject: 's', owner: 'S000033000107', data: { note: 'x\ud800' } };
  await deps.store.commit([eventWrite(deps, { person: 'p', organisation: 'o' }, 'certificate.revoked', happening)]);
  await sealEvents(deps);
  expect(await verifyLedger(deps)).toMatchObject({ faults: [], waiting: 0 });
});

test('a key of the authority that comes while it is read is known', async () => {
  const { deps } = await openTampered();
  onTestFinished(() => deps.store.close());
  const officer: Actor = { kind: AUTHORITY, organisation: AUTHORITY, roles: ['officer'], person: 'o', key: '' };
  let rotated = false;
  const store: Store = {
    ...deps.store,
    async blocks(page) {
      if (!rotated) {
        rotated = true;
        await rotateKey(deps, officer, { owner: AUTHORITY, algorithm: 'ES256' });
        await sealEvents(deps);
      }
      return deps.store.blocks(page);
    },
  };
  expect(await verifyLedger({ ...deps, store })).toMatchObject({ faults: [] });
  expect(rotated).toBe(true);
});

/** Mulberry32: the same tamperings each time. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

interface Tampering {
  readonly sql: readonly (readonly [string, ...unknown[]])[];
  /** What must be named, each with its kind. */
  readonly named: readonly string[];
}

const COLUMNS = ['at', 'type', 'subject', 'owner', 'person', 'organisation', 'data', 'once'] as const;

function tampering(pick: (below: number) => number): Tampering {
  const { sealed, blocks } = world;
  const id = sealed[pick(sealed.length)] ?? '';
  const other = sealed[(sealed.indexOf(id) + 1 + pick(sealed.length - 1)) % sealed.length] ?? '';
  const fresh = `01995000-0000-7000-8000-${pick(2 ** 31)
    .toString(16)
    .padStart(12, '0')}`;
  const seq = 1 + pick(blocks - 1);
  const column = COLUMNS[pick(COLUMNS.length)] ?? 'at';
  const value = column === 'at' ? pick(1e9) : column === 'data' ? `{"number":"${pick(1e9)}"}` : `x${pick(1e9)}`;
  const swap = (table: string, key: string, a: unknown, b: unknown, aside: unknown) =>
    [
      [a, aside],
      [b, a],
      [aside, b],
    ].map(([from, to]) => [`UPDATE ${table} SET ${key} = ? WHERE ${key} = ?`, to, from] as const);
  const all: (() => Tampering)[] = [
    () => ({ sql: [[`UPDATE event SET "${column}" = ? WHERE id = ?`, value, id]], named: [`event_edited ${id}`] }),
    () => ({ sql: [['DELETE FROM event WHERE id = ?', id]], named: [`event_removed ${id}`] }),
    () => ({
      sql: [
        [
          `INSERT INTO event SELECT ?, at, type, subject, owner, person, organisation, data, NULL FROM event WHERE id = ?`,
          fresh,
          id,
        ],
      ],
      named: [`event_inserted ${fresh}`],
    }),
    () => ({
      sql: [['UPDATE event SET id = ? WHERE id = ?', fresh, id]],
      named: [`event_removed ${id}`, `event_inserted ${fresh}`],
    }),
    // Two events change places.
    () => ({ sql: swap('event', 'id', id, other, 'aside'), named: [`event_edited ${id}`, `event_edited ${other}`] }),
    () => ({ sql: swap('ledger', 'seq', seq, blocks, -1), named: [`block_altered ${seq}`, `block_altered ${blocks}`] }),
    () => ({ sql: [['DELETE FROM ledger WHERE seq = ?', seq]], named: [`block_removed ${seq}`] }),
    () => ({
      sql: [
        ['UPDATE event SET person = ? WHERE id = ?', 'somebody else', id],
        ['UPDATE ledger SET entries = replace(entries, ?, ?)', id, fresh],
      ],
      named: [`event_inserted ${id}`, `event_removed ${fresh}`],
    }),
    () => ({ sql: [['UPDATE ledger SET hash = ? WHERE seq = ?', fresh, seq]], named: [`block_altered ${seq}`] }),
    () => ({ sql: [['UPDATE ledger SET at = at + 1 WHERE seq = ?', seq]], named: [`block_altered ${seq}`] }),
    () => ({ sql: [['UPDATE event SET data = ? WHERE id = ?', '{"number', id]], named: ['event_edited'] }),
  ];
  return (all[pick(all.length)] as () => Tampering)();
}

test('of 1,000 tamperings each is found and what it met is named', async () => {
  const pick = generator(20261126);
  for (let n = 0; n < 1_000; n++) {
    const { sql, named } = tampering(pick);
    await world.undone(sql, async () => {
      const found = (await verifyLedger(world.deps)).faults.map(({ kind, subject }) => `${kind} ${subject}`);
      for (const name of named) {
        expect(
          found.some((one) => one.startsWith(name)),
          `${JSON.stringify(sql)}: ${found}`,
        ).toBe(true);
      }
    });
  }
}, 90_000);

test('an end that was cut off is only found by a checkpoint that was kept elsewhere', async () => {
  const { blocks, checkpoints } = world;
  const last = world.lastBlock.map((id) => ['DELETE FROM event WHERE id = ?', id] as const);
  await world.undone([['DELETE FROM ledger WHERE seq = ?', blocks], ...last], async () => {
    expect(await kinds()).toEqual([]);
    expect(await kinds({ checkpoint: checkpoints.at(-2) })).toEqual([]);
    expect(await kinds({ checkpoint: checkpoints.at(-1) })).toEqual(['checkpoint_missed']);
  });
});

test('a whole chain computed anew is betrayed by its signatures, also with a key that the forger put there', async () => {
  const { store } = world.deps;
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const forger = createLocalSigner({ kek: random(32), random });
  const made = await forger.createKey('ES256');
  const key = { ...made, owner: AUTHORITY, algorithm: 'ES256', state: 'active', createdAt: 1 } as const;
  const forging = { ...world.deps, signer: forger };
  const all = await store.blocks({ limit: 99, after: 0 });
  const sql: [string, ...unknown[]][] = [
    [
      'INSERT INTO signing_key (id, owner, algorithm, public_jwk, wrapped, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[key.id, key.owner, key.algorithm, JSON.stringify(key.publicJwk), key.wrapped, key.state, key.createdAt],
    ],
  ];
  let previous = BEGINNING;
  for (const block of all) {
    const content = { ...block, at: block.at + 1 };
    const hash = await blockHash(previous, content);
    const forged = { ...forging, store: { ...store, keys: async () => [key] } };
    const checkpoint = await signCheckpoint(forged, { ...content, hash });
    sql.push([
      'UPDATE ledger SET at = ?, hash = ?, checkpoint = ? WHERE seq = ?',
      ...[content.at, hash, checkpoint, block.seq],
    ]);
    previous = hash;
  }
  await world.undone(sql, async () => {
    expect(await kinds()).toEqual(['head_unproven']);
    expect(await kinds({ checkpoint: world.checkpoints[0] })).toEqual(['head_unproven', 'checkpoint_missed']);
  });
  expect(await kinds({ checkpoint: encodeBase64url(random(9)) })).toEqual(['checkpoint_missed']);
});

test('two processes that seal at once make one chain', async () => {
  await Promise.all([sealEvents(world.deps), sealEvents(world.deps), sealEvents(world.deps)]);
  expect(await verifyLedger(world.deps)).toMatchObject({ faults: [], events: world.sealed.length + 2, waiting: 0 });
});
