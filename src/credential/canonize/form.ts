/** A compiled shape: the canonical form of its documents as text with places for their strings. */
import { escapeLiteral, hasHead, isSpecial, sortLines } from './nquads.ts';

/** SHA-256 of the UTF-8 of a text, as lower-case hexadecimal. */
export type HashText = (text: string) => string;

/** Text with places: the first text, the term of the first place, the second text, and so on; a text comes last. */
export interface Run {
  readonly texts: readonly string[];
  /** Indexes of terms: the strings of the document as N-Quads write them, then the labels of blank nodes. */
  readonly places: readonly number[];
}

/** Lines that begin alike, and whose order is known when their places are filled. */
export interface Choice {
  readonly before: Run;
  /** What follows in each. */
  readonly ends: readonly Run[];
  /** The texts of its literals: places, or text as it is written. JSON-LD makes one of two that are equal. */
  readonly literals: readonly (number | string)[];
}

/** Lines in their order. */
export type Part = Run | Choice;

export interface NamedNode {
  /** The index of its IRI, or the text `<iri>`. */
  readonly name: number | string;
  readonly quads: readonly Part[];
}

export interface BlankNode {
  readonly quads: readonly Part[];
  /** What RDFC-1.0 section 4.6 hashes of it: the quads that it is in, with `_:a` for itself and `_:z` for all others. */
  readonly firstDegree: readonly Part[];
  /** The strings in it. */
  readonly slots: readonly number[];
}

export interface Form {
  /** Strings that are the same in all documents of this form, since JSON-LD looks at them. */
  readonly constants: readonly (readonly [slot: number, text: string])[];
  /** Strings that are IRIs, and how each begins. */
  readonly iris: readonly (readonly [slot: number, head: string])[];
  /** Strings that are the texts of literals. */
  readonly literals: readonly number[];
  /** The IRIs of subjects and objects that do not change. */
  readonly fixedIris: ReadonlySet<string>;
  readonly named: readonly NamedNode[];
  readonly blank: readonly BlankNode[];
  /** Of each blank node, what was hashed last: in an exam most say the same from row to row. */
  readonly hashed: Hashed[];
}

interface Hashed {
  /** As `slots` has them. */
  readonly strings: readonly string[];
  readonly hash: string;
}

/** Whether a document with these strings (and the tokens of the form) is one that the form speaks of. */
export function fits(form: Form, strings: readonly string[]): boolean {
  for (const [slot, text] of form.constants) if (strings[slot] !== text) return false;
  for (const [slot, head] of form.iris) if (!hasHead(strings[slot] ?? '', head)) return false;
  return true;
}

/**
 * The canonical N-Quads of a document that fits, or undefined where only the whole algorithm can tell: nodes with one
 * name, blank nodes that look alike, equal values of one property, and lines whose order depends on how characters are
 * encoded. Strings that look odd are left to it as well: lone surrogates, and texts that begin as names of blank nodes.
 */
export function write(form: Form, strings: readonly string[], hash: HashText): string | undefined {
  if (!namesDiffer(form, strings)) return undefined;
  const terms = strings.slice();
  let wide = false;
  for (const slot of form.literals) {
    const text = terms[slot] ?? '';
    if (text.startsWith('_:')) return undefined;
    if (!isSpecial(text)) continue;
    if (!text.isWellFormed()) return undefined;
    terms[slot] = escapeLiteral(text);
    wide = true;
  }
  const blanks = orderOfBlanks(form, terms, wide, hash);
  if (!blanks) return undefined;
  const { labels, sorted } = namesOf(blanks.length);
  for (const [rank, node] of blanks.entries()) terms[strings.length + node] = labels[rank] ?? '';

  // `<` comes before `_`.
  let text = '';
  for (const index of orderOf(form.named.map(({ name }) => (typeof name === 'number' ? `<${terms[name]}>` : name)))) {
    const quads = filled(form.named[index]?.quads ?? [], terms, wide);
    if (quads === undefined) return undefined;
    text += quads;
  }
  for (const rank of sorted) {
    const quads = filled(form.blank[blanks[rank] ?? 0]?.quads ?? [], terms, wide);
    if (quads === undefined) return undefined;
    text += quads;
  }
  return text;
}

interface Names {
  /** By rank (RDFC-1.0 section 4.5). */
  readonly labels: readonly string[];
  /** The ranks in the order of their labels, which are texts. */
  readonly sorted: readonly number[];
}

const known: Names[] = [];

/** For so many blank nodes. */
function namesOf(count: number): Names {
  const before = known[count];
  if (before) return before;
  const labels = Array.from({ length: count }, (_, rank) => `_:c14n${rank}`);
  const names = { labels, sorted: orderOf(labels) };
  known[count] = names;
  return names;
}

/** Nodes with one name are one node, which no form expects. */
function namesDiffer({ iris, fixedIris }: Form, strings: readonly string[]): boolean {
  const names = new Set<string>();
  for (const [slot] of iris) {
    const name = strings[slot] ?? '';
    if (fixedIris.has(name) || names.has(name)) return false;
    names.add(name);
  }
  return true;
}

/**
 * Blank nodes in the order of their first-degree hashes (RDFC-1.0 section 4.4.3, steps 3 and 4). Undefined when two are
 * equal, and where the lines of one cannot be put in order.
 */
function orderOfBlanks({ blank, hashed }: Form, terms: readonly string[], wide: boolean, hash: HashText) {
  if (blank.length < 2) return blank.map((_, node) => node);
  const hashes: string[] = [];
  for (let node = 0; node < blank.length; node++) {
    const { firstDegree, slots } = blank[node] as BlankNode;
    let last = hashed[node];
    if (!last || slots.some((slot, at) => terms[slot] !== last?.strings[at])) {
      const text = filled(firstDegree, terms, wide);
      if (text === undefined) return undefined;
      last = { strings: slots.map((slot) => terms[slot] ?? ''), hash: hash(text) };
      hashed[node] = last;
    }
    hashes.push(last.hash);
  }
  const order = orderOf(hashes);
  const alike = order.some((node, rank) => rank > 0 && hashes[node] === hashes[order[rank - 1] ?? 0]);
  return alike ? undefined : order;
}

/** `wide`: there may be supplementary characters. Undefined where the order of lines is not for this to tell. */
function filled(parts: readonly Part[], terms: readonly string[], wide: boolean): string | undefined {
  let text = '';
  for (const part of parts) {
    if ('texts' in part) text += runOf(part, terms);
    else {
      if (!areDistinct(part.literals, terms)) return undefined;
      const before = runOf(part.before, terms);
      const ends = part.ends.map((end) => runOf(end, terms));
      if (!sortLines(ends, wide)) return undefined;
      for (const end of ends) text += before + end;
    }
  }
  return text;
}

function runOf({ texts, places }: Run, terms: readonly string[]): string {
  let text = texts[0] ?? '';
  for (let at = 0; at < places.length; at++) text += (terms[places[at] ?? 0] ?? '') + (texts[at + 1] ?? '');
  return text;
}

function areDistinct(literals: Choice['literals'], terms: readonly string[]): boolean {
  for (let i = 1; i < literals.length; i++) {
    const text = textOf(literals[i], terms);
    for (let j = 0; j < i; j++) if (textOf(literals[j], terms) === text) return false;
  }
  return true;
}

function textOf(literal: number | string | undefined, terms: readonly string[]): string | undefined {
  return typeof literal === 'number' ? terms[literal] : literal;
}

/** The indexes of texts in the order of the texts, by UTF-16 code units. */
function orderOf(texts: readonly string[]): number[] {
  const order: number[] = [];
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] ?? '';
    let at = i;
    for (; at > 0 && (texts[order[at - 1] ?? 0] ?? '') > text; at--) order[at] = order[at - 1] ?? 0;
    order[at] = i;
  }
  return order;
}
