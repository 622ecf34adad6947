import { expect, test } from 'vitest';
import type { ForeignList } from '../../src/core/foreign-list.ts';
import { NOW } from './samples.ts';
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

export function foreignListsContract(store: Current): void {
  test('trust lists of other deployments come by origin, one each, and end', async () => {
    const [a, b] = ['https://a.example', 'https://b.example'] as const;
    await store().commit([b, a].map((origin) => ({ write: 'foreign-list.put', list: list(origin) })));
    expect(await store().foreignLists()).toEqual([list(a), list(b)]);
    await store().commit([{ write: 'foreign-list.put', list: list(a, 2) }]);
    expect(await store().foreignList(a)).toEqual(list(a, 2));
    expect(await store().foreignLists()).toEqual([list(a, 2), list(b)]);
    await store().commit([{ write: 'foreign-list.end', origin: a }]);
    await store().commit([{ write: 'foreign-list.end', origin: a }]);
    expect(await store().foreignList(a)).toBeUndefined();
    expect(await store().foreignLists()).toEqual([list(b)]);
  });
}
