/** The shapes that were seen: how often, and the form of those that were compiled. */
import { type Form, fits } from './form.ts';
import { type Shape, sameTokens } from './shape.ts';

interface Entry {
  readonly tokens: readonly unknown[];
  sightings: number;
  /** `none` while it is being compiled, and for a shape that has no form. */
  form?: Form | 'none';
}

export interface ShapeCacheOptions {
  /** Most fingerprints. */
  readonly size: number;
  /** Most entries with one fingerprint: documents of one outline that differ in what JSON-LD looks at, such as types. */
  readonly variants: number;
  /** A shape is compiled when it is seen for so many times. */
  readonly sightings: number;
}

export interface ShapeCache {
  find(shape: Shape): Form | undefined;
  /** Counts a document that `find` knew no form for. Resolves when the shape is compiled, if it is time for that. */
  sight(shape: Shape, compile: () => Promise<Form | undefined>): Promise<void>;
}

/** Keeps the shapes that were used last. Each is compiled once at most, whether or not that works. */
export function createShapeCache({ size, variants, sightings }: ShapeCacheOptions): ShapeCache {
  const cache = new Map<number, Entry[]>();

  return {
    find(shape) {
      const entries = cache.get(shape.fingerprint);
      if (!entries) return undefined;
      // Least recently used first.
      cache.delete(shape.fingerprint);
      cache.set(shape.fingerprint, entries);
      for (const { tokens, form } of entries) {
        if (form && form !== 'none' && sameTokens(tokens, shape.tokens) && fits(form, shape.strings)) return form;
      }
      return undefined;
    },

    async sight({ fingerprint, tokens, strings }, compile) {
      const entries = cache.get(fingerprint) ?? [];
      const same = entries.filter((entry) => sameTokens(entry.tokens, tokens));
      if (same.some(({ form }) => form === 'none')) return;
      const open = same.find(({ form }) => form === undefined);
      const entry = open ?? { tokens, sightings: 0 };
      if (!open) entries.push(entry);
      if (entries.length > variants) entries.shift();
      cache.delete(fingerprint);
      cache.set(fingerprint, entries);
      const [oldest] = cache.keys();
      if (cache.size > size && oldest !== undefined) cache.delete(oldest);
      entry.sightings++;
      if (entry.sightings < sightings) return;
      entry.form = 'none';
      const form = await compile();
      if (form && fits(form, strings)) entry.form = form;
    },
  };
}
