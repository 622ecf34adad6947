import type { PublishedList } from './status.ts';

/** The signed lists that this process saw last, for the time when the Store cannot be asked. */
export interface ListCache {
  get(id: string): PublishedList | undefined;
  keep(list: PublishedList): void;
}

/** Keeps the `size` lists that were kept last; a signed list takes 3 to 30 KB. */
export function createListCache(size = 1_000): ListCache {
  const lists = new Map<string, PublishedList>();
  return {
    get: (id) => lists.get(id),
    keep(list) {
      lists.delete(list.id);
      lists.set(list.id, list);
      const oldest = lists.keys().next().value;
      if (lists.size > size && oldest !== undefined) lists.delete(oldest);
    },
  };
}
