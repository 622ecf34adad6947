/** A canonizer beside the library: every answer is held against the library's. */
import { expect } from 'vitest';
import { libraryCanonize as library } from '../../src/credential/canonize/library.ts';
import { type Canonical, createCanonizer } from '../../src/credential/canonize.ts';
import type { DocumentLoader } from '../../src/credential/contexts.ts';

export interface Answer {
  /** Who answered; `rejected` when both refused the document, for the same reason. */
  readonly by: 'form' | 'library' | 'rejected';
  readonly learn: Canonical['learn'];
}

export interface Comparison {
  /** Fails the test when the canonizer does not do as the library does. */
  compare(document: object): Promise<Answer>;
  /** Lets the canonizer learn the documents' shapes, and makes sure that it did. */
  know(...documents: object[]): Promise<void>;
}

export function comparison(documentLoader: DocumentLoader): Comparison {
  // The library is slow, so it is asked once for both: `expected` holds its answer while the canonizer works.
  let expected: Promise<string> | undefined;
  let asked = 0;
  const canonizer = createCanonizer({
    library: (document) => {
      asked++;
      return expected ?? library(document, { documentLoader });
    },
  });

  const compare = async (document: object): Promise<Answer> => {
    expected = library(structuredClone(document), { documentLoader });
    const [right] = await Promise.allSettled([expected]);
    const before = asked;
    const [actual] = await Promise.allSettled([canonizer.canonize(document, { documentLoader })]);
    expected = undefined;
    if (right.status === 'rejected' || actual.status === 'rejected') {
      expect(actual, JSON.stringify(document)).toEqual(right);
      return { by: 'rejected', learn: undefined };
    }
    const { nquads, learn } = actual.value;
    if (nquads !== right.value) expect(nquads, JSON.stringify(document)).toBe(right.value);
    return { by: asked === before ? 'form' : 'library', learn };
  };

  return {
    compare,
    async know(...documents) {
      for (const document of [...documents, ...documents]) await (await compare(document)).learn?.('ours');
      for (const document of documents) expect((await compare(document)).by).toBe('form');
    },
  };
}
