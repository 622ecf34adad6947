/** Canonical N-Quads (RDFC-1.0 section 5) of the default graph, as far as compiled forms read and write them. */

export interface Quad {
  /** `<iri>` or `_:c14nN`. */
  readonly subject: string;
  /** `<iri>`. */
  readonly predicate: string;
  /** `<iri>`, `_:c14nN`, or the quoted and escaped text of a literal. */
  readonly object: string;
  /** What follows the quotes of a literal: `@language`, `^^<datatype>`, or nothing. */
  readonly suffix: string;
}

const LINE = /^(<[^>]*>|_:c14n\d+) (<[^>]*>) (<[^>]*>|_:c14n\d+|"(?:[^"\\]|\\.)*")(@[^ ]+|\^\^<[^>]*>|) \.$/;

/** The quads of a canonical document in their order, or undefined when it is more than a default graph. */
export function parseNQuads(text: string): Quad[] | undefined {
  const quads: Quad[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const [, subject, predicate, object, suffix] = LINE.exec(line) ?? [];
    if (!subject || !predicate || !object || suffix === undefined) return undefined;
    quads.push({ subject, predicate, object, suffix });
  }
  return quads;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
const TO_ESCAPE = /[\u0000-\u001f\u007f"\\]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** The text of a literal between its quotes. */
export function escapeLiteral(text: string): string {
  return text.replace(TO_ESCAPE, (character) => ESCAPES[character] ?? codePoint(character));
}

function codePoint(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what makes an IRI unfit
const UNFIT_IN_IRI = /[\s\u0000-\u0020<>"{}|^`\\\ud800-\udfff]/;

/** Text that a literal may not show as it is, or whose place in an order depends on how characters are encoded. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above
const SPECIAL = /[\u0000-\u001f\u007f"\\\ud800-\udfff]/;

export function isSpecial(text: string): boolean {
  return SPECIAL.test(text);
}

/**
 * The beginning of an absolute IRI on which its expansion depends: the scheme, with `//` where it follows. JSON-LD takes
 * an IRI apart at its first colon, looks up what is before it among the prefixes unless `//` comes next, and leaves the
 * rest alone (JSON-LD 1.1 API section 5.2.2). Undefined for text that is not an absolute IRI, would be escaped, or has
 * supplementary characters in it.
 */
export function iriHead(text: string): string | undefined {
  return UNFIT_IN_IRI.test(text) ? undefined : /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/)?/.exec(text)?.[0];
}

/** Whether `text` expands as another text with this head does: it is an absolute IRI and nothing in it is escaped. */
export function hasHead(text: string, head: string): boolean {
  return text.startsWith(head) && !UNFIT_IN_IRI.test(text);
}

/**
 * Sorts lines in place by UTF-16 code units, as the library does. RDFC-1.0 asks for code points; where the two differ
 * (a supplementary character against U+E000–U+FFFF) the answer is false. `wide` says that there may be supplementary
 * characters.
 */
export function sortLines(lines: string[], wide: boolean): boolean {
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    let at = i;
    for (; at > 0 && (lines[at - 1] ?? '') > line; at--) lines[at] = lines[at - 1] ?? '';
    lines[at] = line;
  }
  return !wide || !lines.some((line, i) => i > 0 && ordersDiffer(lines[i - 1] ?? '', line));
}

function ordersDiffer(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
  return isSurrogate(x) ? y >= 0xe000 : isSurrogate(y) && x >= 0xe000;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}
