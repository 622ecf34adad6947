/** Compiling a shape: the library canonizes a document whose strings are marks, and the marks show where they went. */
import type { DocumentLoader } from '../contexts.ts';
import { type Form, fits, type HashText, type Part, type Run, write } from './form.ts';
import { iriHead, parseNQuads, type Quad } from './nquads.ts';
import { fixed, incoming, joined, partsOf, place, placesIn } from './parts.ts';
import { type Context, replaceStrings, type Shape, sameTokens, shapeOf } from './shape.ts';
import { isMeaningful, meaningfulNames } from './terms.ts';

/** RDFC-1.0 canonical N-Quads of a JSON-LD document; rejects what JSON-LD does. */
export type Canonize = (
  document: object,
  options: {
    readonly documentLoader: DocumentLoader;
    /** SHA-256 unless told. */
    readonly messageDigestAlgorithm?: 'SHA-256' | 'SHA-384';
  },
) => Promise<string>;

export interface CompileInput {
  readonly document: object;
  readonly shape: Shape;
  readonly contexts: readonly Context[];
  readonly library: Canonize;
  readonly hash: HashText;
}

const MAX_STRINGS = 500;
const MAX_QUADS = 500;
/** Most characters of the canonical form without what is in slots: forms are kept. */
const MAX_TEXT = 65_536;
/** Most subjects, and most quads with one subject and one predicate: they are sorted by insertion. */
const MAX_SORTED = 64;
/** How often strings may turn out to be no slots before the shape is given up. */
const MAX_ROUNDS = 3;

const MARK = 'yinzheng-slot-';
/** Surrogates in what does not change: their lines may have another order by code points. */
const WIDE = /[\ud800-\udfff]/;
const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';

/**
 * The form of a shape, or undefined when it has none: then the document is beyond what forms can say, or a form was made
 * and did not agree with the library on this document or on others of the shape.
 */
export async function compile(input: CompileInput): Promise<Form | undefined> {
  try {
    return await compiled(input);
  } catch {
    // The library refused a document of this shape. It will say so itself when it is asked.
    return undefined;
  }
}

async function compiled(input: CompileInput): Promise<Form | undefined> {
  const { contexts, library } = input;
  // A copy, since the document is its owner's, who may go on with it, and may have gone on already.
  const document = replaceStrings(input.document, (text) => text);
  const shape = shapeOf(document, contexts);
  if (!shape || !sameTokens(shape.tokens, input.shape.tokens)) return undefined;
  const { strings } = shape;
  const names = meaningfulNames(contexts.map((context) => context.document));
  if (!names || strings.length > MAX_STRINGS || JSON.stringify(document).includes(MARK)) return undefined;
  if (strings.some((text) => text.startsWith('_:'))) return undefined;
  const documentLoader = fixedLoader(contexts);

  const constants = new Set<number>();
  replaceStrings(document, (text, name, index) => {
    if (isMeaningful(name, names)) constants.add(index);
    return text;
  });
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const marks = new Map<string, number>();
    const marked = replaceStrings(document, (text, _name, slot) => {
      if (constants.has(slot)) return text;
      marks.set(markOf(text, slot), slot);
      return markOf(text, slot);
    });
    const canonical = await library(marked, { documentLoader });
    const quads = parseNQuads(canonical);
    if (!quads || quads.length > MAX_QUADS || canonical.length > MAX_TEXT || WIDE.test(canonical)) return undefined;
    // A blank node that leads to itself would not be `_:z` in its own lines.
    if (quads.some(({ subject, object }) => subject === object)) return undefined;
    const slots = slotsOf(quads, marks);
    const lost = [...marks.values()].filter((slot) => slots.literals.has(slot) === slots.iris.has(slot));
    if (lost.length === 0) {
      // A mark that shows up inside of something else as well would be taken for fixed text.
      if (canonical.split(MARK).length - 1 !== slots.found) return undefined;
      const form = formOf(quads, { strings, constants, marks, ...slots });
      return form && (await agrees(form, { ...input, document, shape }, documentLoader)) ? form : undefined;
    }
    for (const slot of lost) constants.add(slot);
  }
  return undefined;
}

function fixedLoader(contexts: readonly Context[]): DocumentLoader {
  return async (url) => {
    const document = contexts.find((context) => context.url === url)?.document;
    if (!document) throw new Error(`${url} is no context of this document`);
    return { contextUrl: null, document, documentUrl: url };
  };
}

/** A text of the same kind that stands nowhere else. */
function markOf(text: string, slot: number): string {
  return `${iriHead(text) ?? ''}${MARK}${String(slot).padStart(4, '0')}`;
}

interface Slots {
  readonly literals: ReadonlySet<number>;
  readonly iris: ReadonlySet<number>;
  /** How many terms are marks. */
  readonly found: number;
}

/** The slots that came out whole, as the text of a literal or as an IRI that is not a type. */
function slotsOf(quads: readonly Quad[], marks: ReadonlyMap<string, number>): Slots {
  const literals = new Set<number>();
  const iris = new Set<number>();
  let found = 0;
  for (const { subject, predicate, object } of quads) {
    for (const term of predicate === RDF_TYPE ? [subject] : [subject, object]) {
      const slot = marks.get(term.slice(1, -1));
      if (slot === undefined) continue;
      (term.startsWith('"') ? literals : iris).add(slot);
      found++;
    }
  }
  return { literals, iris, found };
}

interface FormInput extends Slots {
  readonly strings: readonly string[];
  readonly constants: ReadonlySet<number>;
  readonly marks: ReadonlyMap<string, number>;
}

function formOf(quads: readonly Quad[], input: FormInput): Form | undefined {
  const { strings, constants, marks, literals, iris } = input;
  const terms = [...new Set(quads.flatMap(({ subject, object }) => [subject, object]))];
  const named = [...new Set(quads.map(({ subject }) => subject))].filter((term) => !isBlank(term));
  const blank = terms.filter(isBlank);
  const most = Object.values(Object.groupBy(quads, ({ subject, predicate }) => `${subject} ${predicate}`));
  if (Math.max(named.length + blank.length, ...most.map((same) => same?.length ?? 0)) > MAX_SORTED) return undefined;

  const label = (term: string) => place('', strings.length + blank.indexOf(term), '');
  const runOf = (term: string) => (isBlank(term) ? label(term) : slotIn(term, marks));
  const from = (subject: string) => quads.filter((quad) => quad.subject === subject);
  return {
    constants: [...constants].map((slot) => [slot, strings[slot] ?? '']),
    iris: [...iris].map((slot) => [slot, iriHead(strings[slot] ?? '') ?? '']),
    literals: [...literals],
    fixedIris: new Set(terms.filter((term) => term.startsWith('<')).map((term) => term.slice(1, -1))),
    named: named.map((term) => ({
      name: marks.get(term.slice(1, -1)) ?? term,
      quads: partsOf(from(term), runOf),
    })),
    blank: blank.map((term) => {
      const first = firstDegree(quads, term, marks);
      return { quads: partsOf(from(term), runOf), firstDegree: first, slots: placesIn(first) };
    }),
    hashed: [],
  };
}

/** RDFC-1.0 section 4.6: the quads of a blank node, sorted; `<` comes before `_:a`, and that before `_:z`. */
function firstDegree(quads: readonly Quad[], node: string, marks: ReadonlyMap<string, number>): Part[] {
  const runOf = (term: string) => (isBlank(term) ? fixed(term === node ? '_:a' : '_:z') : slotIn(term, marks));
  const leading = quads.filter(({ object }) => object === node);
  return joined([
    ...incoming(
      leading.filter(({ subject }) => !isBlank(subject)),
      runOf,
    ),
    ...partsOf(
      quads.filter(({ subject }) => subject === node),
      runOf,
    ),
    ...incoming(
      leading.filter(({ subject }) => isBlank(subject)),
      runOf,
    ),
  ]);
}

function isBlank(term: string): boolean {
  return term.startsWith('_:');
}

/** An IRI or a literal, with a place where it is one of the marks. */
function slotIn(term: string, marks: ReadonlyMap<string, number>): Run {
  const slot = marks.get(term.slice(1, -1));
  return slot === undefined ? fixed(term) : place(term.slice(0, 1), slot, term.slice(-1));
}

/** Texts that try what a literal can hold, and what an order can depend on. */
const TRIALS = [
  '',
  'a',
  '\t\b\n\r\f"\\',
  '\u0000\u001f\u007f\u0080',
  '张伟',
  '\ud7ff',
  '\u{1f600}',
  'https://example.org/',
];

/** Whether the form writes what the library writes, for this document and for others of the shape. */
async function agrees(form: Form, input: CompileInput, documentLoader: DocumentLoader): Promise<boolean> {
  const { document, shape, library, hash } = input;
  const kept = new Map(form.constants);
  const heads = new Map(form.iris);
  for (const round of [0, 1, 2]) {
    const strings = shape.strings.map((text, slot) => {
      if (round === 0 || kept.has(slot)) return text;
      const tail = `${(slot * 7 + round) % 10}-${slot}`;
      return heads.has(slot) ? heads.get(slot) + tail : `${TRIALS[(slot + round) % TRIALS.length]}${tail}`;
    });
    const written = fits(form, strings) ? write(form, strings, hash) : undefined;
    // The document itself may be one that forms leave to the library.
    if (written === undefined && round === 0) continue;
    const trial = replaceStrings(document, (_text, _name, slot) => strings[slot] ?? '');
    if (written !== (await library(trial, { documentLoader }))) return false;
  }
  return true;
}
