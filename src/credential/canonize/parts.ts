/** Quads of a document whose strings are marks, as text with places. */
import type { Choice, Part, Run } from './form.ts';
import { type Quad, sortLines } from './nquads.ts';

/** How a term is written: as it is, or with a place in it. */
export type TermRun = (term: string) => Run;

export function fixed(text: string): Run {
  return { texts: [text], places: [] };
}

export function place(before: string, index: number, after: string): Run {
  return { texts: [before, after], places: [index] };
}

/** The quads of one subject in their order. */
export function partsOf(quads: readonly Quad[], runOf: TermRun): Part[] {
  const byPredicate = [...Map.groupBy(quads, ({ predicate }) => predicate)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return joined(
    byPredicate.map(([predicate, same]) => {
      const before = join(runOf(same[0]?.subject ?? ''), fixed(` ${predicate} `));
      const ends = same.map(({ object, suffix }) => join(runOf(object), fixed(`${suffix} .\n`)));
      const literals = same.map(({ object }) => object).filter((object) => object.startsWith('"'));
      return inOrder(
        before,
        ends,
        literals.map((text) => runOf(text).places[0] ?? text.slice(1, -1)),
      );
    }),
  );
}

/** The quads that lead to a node, which is `_:a` then: their order is that of the nodes that they come from. */
export function incoming(quads: readonly Quad[], runOf: TermRun): Part[] {
  if (quads.length === 0) return [];
  const lines = quads.map(({ subject, predicate }) => join(runOf(subject), fixed(` ${predicate} _:a .\n`)));
  return [inOrder(fixed(''), lines, [])];
}

/** The places in them, each once. */
export function placesIn(parts: readonly Part[]): number[] {
  const runs = parts.flatMap((part) => ('texts' in part ? [part] : [part.before, ...part.ends]));
  return [...new Set(runs.flatMap(({ places }) => places))];
}

/** Parts that follow each other, with as few runs as there can be. */
export function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last && 'texts' in last && 'texts' in part) all[all.length - 1] = join(last, part);
    else all.push(part);
  }
  return all;
}

/** Lines in the order of their ends: as a run where that is known already. */
function inOrder(before: Run, ends: readonly Run[], literals: Choice['literals']): Part {
  const [only] = ends;
  if (only && ends.length === 1) return join(before, only);
  if (ends.some(({ places }) => places.length > 0)) return { before, ends, literals };
  const texts = ends.map(({ texts }) => texts.join(''));
  sortLines(texts, false);
  return join(...texts.flatMap((text) => [before, fixed(text)]));
}

function join(...runs: readonly Run[]): Run {
  const texts = [''];
  for (const {
    texts: [first = '', ...others],
  } of runs) {
    texts[texts.length - 1] += first;
    texts.push(...others);
  }
  return { texts, places: runs.flatMap(({ places }) => places) };
}
