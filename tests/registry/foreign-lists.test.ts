import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ForeignListHead } from '../../src/core/foreign-list.ts';
import { refreshForeignLists } from '../../src/registry/foreign-lists.ts';
import { NOW, openWorld } from '../http/world.ts';

test('a host that takes the call and is silent does not hold up the end of the process', async () => {
  const { deps, lines, close } = await openWorld();
  onTestFinished(close);
  const silent = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await once(silent, 'listening');
  const host = `localhost:${(silent.address() as AddressInfo).port}`;
  const kept = { origin: `https://${host}`, key: 'z', signedAt: NOW - 10, validUntil: NOW } as ForeignListHead;
  const asking = {
    ...deps,
    settings: { ...deps.settings, allowedHosts: [host] },
    store: { ...deps.store, foreignListHeads: async () => [kept] },
  };
  const end = new AbortController();
  const refreshed = refreshForeignLists(asking, end);
  await once(silent, 'connection');
  end.abort();
  expect(await refreshed).toBe(0);
  expect(lines.join()).not.toContain('trust.not_refreshed');
});
