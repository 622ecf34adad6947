/** A compiled shape: which quads a document of the shape has, and where its strings go in them. */
import { escapeLiteral, hasHead, isSpecial, sortLines } from './nquads.ts';

/** SHA-256 of the UTF-8 of a text, as lower-case hexadecimal. */
export type HashText = (text: string) => string;

/** A quad from its predicate to the end of its line. */
export interface Line {
  /** All of it up to the string or blank node that is its object; all of it when there is neither. */
  readonly before: string;
  /** The string that is (part of) the object, or -1. */
  readonly slot: number;
  /** The blank node that is the object, as an index of `Form.subjects`, or -1. */
  readonly node: number;
  readonly after: string;
}

/** The lines of a subject that have one predicate: their order is that of their objects. */
export interface Group {
  readonly from: number;
  /** End of those whose objects are no blank nodes. The ones with blank nodes follow, up to `end`. */
  readonly to: number;
  readonly end: number;
  /** The texts of its literals: slots, or text as it is written. JSON-LD makes one of two that are equal. */
  readonly literals: readonly (number | string)[];
}

export interface Subject {
  /** Slot of its IRI, or the text `<iri>`, or `''` for a blank node. */
  readonly name: number | string;
  /** In the order of their predicates. */
  readonly lines: readonly Line[];
  /** Predicates with more than one line. */
  readonly groups: readonly Group[];
  /** Of a blank node: quads that lead here from subjects with a name, as index and predicate. */
  readonly fromNamed: readonly (readonly [subject: number, predicate: string])[];
  /** Of a blank node: quads that lead here from other blank nodes, as RDFC-1.0 section 4.6 writes them, sorted. */
  readonly fromBlank: string;
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
  /** Those with a name first, then blank nodes. */
  readonly subjects: readonly Subject[];
  readonly blankFrom: number;
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
  const values = strings.slice();
  let wide = false;
  for (const slot of form.literals) {
    const text = values[slot] ?? '';
    if (text.startsWith('_:')) return undefined;
    if (!isSpecial(text)) continue;
    if (!text.isWellFormed()) return undefined;
    values[slot] = escapeLiteral(text);
    wide = true;
  }
  const names: string[] = [];
  const lines: string[][] = [];
  for (const subject of form.subjects) {
    const own = linesOf(subject, values, wide);
    if (!own) return undefined;
    lines.push(own);
    names.push(typeof subject.name === 'number' ? `<${values[subject.name]}>` : subject.name);
  }
  if (!labelNodes(form, names, lines, hash)) return undefined;

  let text = '';
  for (const index of orderOf(names)) {
    const name = names[index] ?? '';
    for (const line of labelled(form.subjects[index], lines[index] ?? [], names)) text += name + line;
  }
  return text;
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

/** The lines of a subject, with `_:z` for blank nodes. `wide`: there may be supplementary characters. */
function linesOf({ lines, groups }: Subject, values: readonly string[], wide: boolean): string[] | undefined {
  const texts: string[] = [];
  for (const { before, slot, node, after } of lines) {
    texts.push(slot >= 0 ? before + values[slot] + after : node >= 0 ? `${before}_:z${after}` : before);
  }
  for (const { from, to, literals } of groups) {
    if (!areDistinct(literals, values) || !sortLines(texts, from, to, wide)) return undefined;
  }
  return texts;
}

function areDistinct(literals: Group['literals'], values: readonly string[]): boolean {
  for (let i = 1; i < literals.length; i++) {
    const text = textOf(literals[i], values);
    for (let j = 0; j < i; j++) if (textOf(literals[j], values) === text) return false;
  }
  return true;
}

function textOf(literal: number | string | undefined, values: readonly string[]): string | undefined {
  return typeof literal === 'number' ? values[literal] : literal;
}

/**
 * Names the blank nodes in the order of their first-degree hashes (RDFC-1.0 section 4.4.3, steps 3 and 4). False when two
 * hashes are equal.
 */
function labelNodes({ subjects, blankFrom }: Form, names: string[], lines: readonly string[][], hash: HashText) {
  const hashes: string[] = [];
  if (subjects.length - blankFrom > 1) {
    for (let index = blankFrom; index < subjects.length; index++) {
      hashes.push(hash(firstDegree(subjects[index], lines[index] ?? [], names)));
    }
  }
  const order = orderOf(hashes);
  for (let rank = 1; rank < order.length; rank++) {
    if (hashes[order[rank] ?? 0] === hashes[order[rank - 1] ?? 0]) return false;
  }
  for (const [rank, node] of order.entries()) names[blankFrom + node] = `_:c14n${rank}`;
  if (hashes.length === 0 && blankFrom < subjects.length) names[blankFrom] = '_:c14n0';
  return true;
}

/** What RDFC-1.0 section 4.6 hashes for a blank node, which is `_:a` in it; `<` sorts before `_`. */
function firstDegree(node: Subject | undefined, lines: readonly string[], names: readonly string[]): string {
  if (!node) return '';
  const incoming = node.fromNamed.map(([subject, predicate]) => `${names[subject]} ${predicate} _:a .\n`);
  sortLines(incoming, 0, incoming.length, false);
  let text = incoming.join('');
  for (const line of lines) text += `_:a${line}`;
  return text + node.fromBlank;
}

/** The lines of a subject with the names of its blank nodes. */
function labelled(subject: Subject | undefined, texts: readonly string[], names: readonly string[]): readonly string[] {
  if (!subject?.lines.some(({ node }) => node >= 0)) return texts;
  const final = subject.lines.map(({ before, node, after }, index) =>
    node >= 0 ? before + names[node] + after : (texts[index] ?? ''),
  );
  for (const { to, end } of subject.groups) sortLines(final, to, end, false);
  return final;
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
