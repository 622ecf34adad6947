import { expect, test } from 'vitest';
import { UniqueKeyError } from '../../src/core/errors.ts';
import type { ForeignList, ForeignListHead } from '../../src/core/foreign-list.ts';
import { longText, NOW } from './samples.ts';
import type { Current } from './store.ts';

const list = (origin: string, version = 1): ForeignList => ({
  origin,
  key: 'did:key:z6Mk',
  timeZone: 'Asia/Shanghai',
  authority: { zh: '主管部门', en: 'Authority' },
  list: '{"a":"列"}',
  version,
  signedAt: NOW,
  validUntil: NOW + 1,
  importedAt: NOW + 2,
});

const head = ({ list: _, ...rest }: ForeignList): ForeignListHead => rest;

export function foreignListsContract(store: Current): void {
  test('trust lists of other deployments come by origin, one each, and end', async () => {
    const [a, b] = ['https://a.example', 'https://b.example'] as const;
    await store().commit([b, a].map((origin) => ({ write: 'foreign-list.put', list: list(origin) })));
    expect(await store().foreignListHeads()).toEqual([head(list(a)), head(list(b))]);
    await store().commit([{ write: 'foreign-list.put', list: list(a, 2) }]);
    expect(await store().foreignList(a)).toEqual(list(a, 2));
    expect(await store().foreignListHead(a)).toEqual(head(list(a, 2)));
    expect(await store().foreignListHeads()).toEqual([head(list(a, 2)), head(list(b))]);
    await store().commit([{ write: 'foreign-list.end', origin: a }]);
    await store().commit([{ write: 'foreign-list.end', origin: a }]);
    expect(await store().foreignList(a)).toBeUndefined();
    expect(await store().foreignListHeads()).toEqual([head(list(b))]);
  });

  test('a trust list gives way to no older one, and one that was fetched anew to nothing that changed meanwhile', async () => {
    const origin = 'https://c.example';
    const put = (version: number) => store().commit([{ write: 'foreign-list.put', list: list(origin, version) }]);
    const refresh = (version: number, more: Partial<ForeignList> = {}) => {
      const { timeZone: _, ...fresh } = { ...list(origin, version), ...more };
      return store().commit([{ write: 'foreign-list.refresh', list: fresh }]);
    };
    const kept = () => store().foreignList(origin);
    await refresh(1);
    expect(await kept()).toBeUndefined();
    await put(2);
    await expect(put(1)).rejects.toThrow(UniqueKeyError);
    await refresh(1);
    await refresh(3, { key: 'did:key:zDn' });
    expect(await kept()).toEqual(list(origin, 2));
    // Longer than a row, then short again.
    const country = longText(2_100_000, 9);
    await refresh(3, { list: country });
    expect(await kept()).toEqual({ ...list(origin, 3), list: country });
    await refresh(3, { list: '{}' });
    expect(await kept()).toEqual({ ...list(origin, 3), list: '{}' });
    await store().commit([{ write: 'foreign-list.end', origin }]);
  });
}
