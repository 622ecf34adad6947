import { expect, onTestFinished, test } from 'vitest';
import type { Deps } from '../../src/core/deps.ts';
import { createListCache } from '../../src/core/list-cache.ts';
import { trustList } from '../../src/issue/publish-trust-list.ts';
import { initialise } from '../../src/registry/init.ts';
import { openVault } from '../../src/registry/vault.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { openSqlite } from '../../src/storage/sqlite-node.ts';

const NOW = Date.parse('2026-11-20T08:00:00Z');
const HOUR = 3_600_000;
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

test('a list that was signed by a clock hours ahead is signed anew once the clock is right', async () => {
  const store = await openSqlite(':memory:');
  onTestFinished(() => store.close());
  const signer = createLocalSigner({ kek: random(32), random });
  const vault = await openVault(store, signer, random);
  const settings = { origin: 'https://cert.example', timeZone: 'Asia/Shanghai', allowedHosts: [] };
  const at = (now: number): Deps => {
    return { store, signer, vault, clock: () => now, random, log: () => {}, settings, lists: createListCache() };
  };
  await initialise(at(NOW), { authority: { name: { zh: '甲', en: 'A' }, uscc: '11990000DEM0000013' } });

  const wrong = await trustList(at(NOW + 8 * HOUR));
  expect(JSON.parse(wrong.credential).validFrom).toBe('2026-11-20T16:00:00Z');
  const right = await trustList(at(NOW));
  expect(JSON.parse(right.credential).validFrom).toBe('2026-11-20T08:00:00Z');
  expect(await trustList(at(NOW + HOUR))).toEqual(right);
  // Clocks that differ a little do not sign by turns.
  expect(await trustList(at(NOW - 2_000))).toEqual(right);
});
