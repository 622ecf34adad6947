/**
 * RDFC-1.0 canonical N-Quads without running JSON-LD again for documents that differ from a known one in nothing but
 * texts and names.
 *
 * Why that is sound: JSON-LD expansion branches on member names, on the kinds of values, on contexts, and on strings in
 * a few places (types, language tags, terms of type `@vocab`). All of that is part of a shape, the last as constants of
 * its form. Any other string is copied: into the text of a literal as it is, into an IRI as it is when it is absolute
 * and its scheme is no prefix. What still depends on copied strings is looked at each time: whether two values of a
 * property or two nodes are the same, the order of lines, and the labels of blank nodes (by their first-degree hashes).
 * Where that is not enough, as for blank nodes that look alike, the library does the work, as it does for every unknown
 * shape. Members in another order make another shape, so nothing rests on their order either.
 */
import { type Canonize, compile } from './canonize/compile.ts';
import { type HashText, write } from './canonize/form.ts';
import { libraryCanonize } from './canonize/library.ts';
import { builtInHash } from './canonize/sha256-node.ts';
import { type Context, shapeOf } from './canonize/shape.ts';
import { createShapeCache, type ShapeCache } from './canonize/shape-cache.ts';
import type { DocumentLoader } from './contexts.ts';

/** Whose documents may push shapes out of a cache. Strangers never push out ours. */
export type Whose = 'ours' | 'strangers';

export interface Canonical {
  readonly nquads: string;
  /**
   * Only when the library had to do the work: call it for a document that is worth knowing, after its signature was
   * made or verified. A shape is compiled when it is learned for the second time (strangers': third).
   */
  readonly learn?: (whose: Whose) => Promise<void>;
}

interface Options {
  readonly documentLoader: DocumentLoader;
}

export interface Canonizer {
  /** Rejects what JSON-LD in safe mode does: undefined terms, relative IRIs, contexts that the loader does not have. */
  canonize(document: object, options: Options): Promise<Canonical>;
  /**
   * The canonical form of a document of a known shape, else undefined. It has the tokens and the constants of a document
   * that was learned, and its other strings are well-formed and do not begin with `_:`. So whatever else can be said
   * of all documents that are learned can be said of this one, unless it is about what its strings are.
   */
  recall(document: object, options: Options): Promise<string | undefined>;
  /** Whether `canonize` cannot reject the document, since one of its shape was learned. */
  knows(document: object, options: Options): Promise<boolean>;
}

export interface CanonizerOptions {
  /** JSON-LD in safe mode without a base, then RDFC-1.0. Its answers are the measure. */
  readonly library?: Canonize;
  /** What the runtime has, unless told. With null, everything is left to the library. */
  readonly hash?: HashText | null;
}

export function createCanonizer({
  library = libraryCanonize,
  hash = builtInHash()?.hex ?? null,
}: CanonizerOptions = {}): Canonizer {
  const caches: Readonly<Record<Whose, ShapeCache>> = {
    ours: createShapeCache({ size: 256, variants: 8, sightings: 2 }),
    strangers: createShapeCache({ size: 64, variants: 2, sightings: 3 }),
  };

  const recognise = async (document: object, { documentLoader }: Options): Promise<Recognised> => {
    const contexts = hash && (await contextsOf(document, documentLoader));
    const shape = contexts && shapeOf(document, contexts);
    if (!hash || !contexts || !shape) return {};
    const form = caches.ours.find(shape) ?? caches.strangers.find(shape);
    if (form) return { known: () => write(form, shape.strings, hash) };
    const learn = (whose: Whose) =>
      caches[whose].sight(shape, () => compile({ document, shape, contexts, library, hash }));
    return { learn };
  };

  return {
    async canonize(document, options) {
      const { known, learn } = await recognise(document, options);
      const nquads = known?.();
      if (nquads !== undefined) return { nquads };
      return { nquads: await library(document, options), ...(learn && { learn }) };
    },

    recall: async (document, options) => (await recognise(document, options)).known?.(),

    knows: async (document, options) => (await recognise(document, options)).known !== undefined,
  };
}

interface Recognised {
  /** For a document of a known shape: its canonical form, unless that is for the library to tell. */
  readonly known?: () => string | undefined;
  /** For one of another shape. */
  readonly learn?: (whose: Whose) => Promise<void>;
}

/** Most contexts of a document that has a shape. */
const MAX_CONTEXTS = 8;

/** What the URLs of `@context` stand for; undefined when they are not all URLs that the loader has documents for. */
async function contextsOf(document: object, loader: DocumentLoader): Promise<Context[] | undefined> {
  const urls = [Object(document)['@context'] ?? []].flat();
  if (urls.length > MAX_CONTEXTS || !urls.every((url) => typeof url === 'string')) return undefined;
  const contexts: Context[] = [];
  try {
    for (const url of urls) contexts.push({ url, document: (await loader(url)).document });
  } catch {
    // The library meets the same fault, and has the words for it.
    return undefined;
  }
  return contexts;
}
