/**
 * A JSON-LD document taken apart: its strings, and everything else. Documents whose "everything else" is the same differ
 * in nothing but strings.
 */

/** Deepest nesting that is looked at; anything deeper has no shape. */
const MAX_DEPTH = 32;
/** Most tokens of a shape: a certificate has about 330. */
const MAX_TOKENS = 2_000;

const CONTEXTS = Symbol('contexts');
const OBJECT = Symbol('object');
const ARRAY = Symbol('array');
const STRING = Symbol('string');
const END = Symbol('end');

export interface Shape {
  /**
   * A prefix code of the document without its strings: member names in the order in which they stand, where arrays and
   * objects begin and end, numbers, booleans and nulls by value, contexts by identity of the loaded documents. Two
   * documents with equal tokens differ in `strings` only.
   */
  readonly tokens: readonly unknown[];
  /** The strings in the order of their `STRING` tokens, without those of `@context`. */
  readonly strings: readonly string[];
  /** Equal for equal tokens. */
  readonly fingerprint: number;
}

/** A context by the URL under which the document names it, and what was loaded from there. */
export interface Context {
  readonly url: string;
  readonly document: object;
}

/**
 * The shape of a document whose `@context` was resolved to `contexts`. Undefined for what the compiled form never
 * handles: a `@context` below the root, values that JSON has no text for, and documents that are too deep or too large.
 */
export function shapeOf(document: object, contexts: readonly Context[]): Shape | undefined {
  const tokens: unknown[] = [];
  const strings: string[] = [];
  let fingerprint = contexts.length;

  const visit = (value: unknown, depth: number): boolean => {
    if (typeof value === 'string') {
      tokens.push(STRING);
      strings.push(value);
      return true;
    }
    if (typeof value === 'object' && value !== null) {
      if (depth > MAX_DEPTH || tokens.length > MAX_TOKENS) return false;
      return Array.isArray(value) ? visitArray(value, depth) : visitObject(value, depth);
    }
    if (typeof value === 'number' ? !Number.isFinite(value) : typeof value !== 'boolean' && value !== null)
      return false;
    tokens.push(value);
    fingerprint = mix(fingerprint, Number(value));
    return true;
  };

  const visitArray = (array: readonly unknown[], depth: number): boolean => {
    tokens.push(ARRAY);
    fingerprint = mix(fingerprint, array.length);
    for (let i = 0; i < array.length; i++) if (!visit(array[i], depth + 1)) return false;
    tokens.push(END);
    return tokens.length <= MAX_TOKENS;
  };

  const visitObject = (object: object, depth: number): boolean => {
    const prototype = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype && prototype !== null) return false;
    tokens.push(OBJECT);
    for (const name in object) {
      if (name === '__proto__') return false;
      tokens.push(name);
      fingerprint = mix(fingerprint, name.length + 64 * name.charCodeAt(0));
      const value = (object as Record<string, unknown>)[name];
      if (name === '@context') {
        if (depth > 1 || !names(value, contexts)) return false;
        tokens.push(CONTEXTS, Array.isArray(value), ...contexts.map((context) => context.document), END);
      } else if (!visit(value, depth + 1)) return false;
    }
    tokens.push(END);
    fingerprint = mix(fingerprint, depth);
    return tokens.length <= MAX_TOKENS;
  };

  return visit(document, 1) ? { tokens, strings, fingerprint } : undefined;
}

/** Whether `value` is an `@context` that names these contexts, in this order. */
function names(value: unknown, contexts: readonly Context[]): boolean {
  if (!Array.isArray(value)) return contexts.length === 1 && value === contexts[0]?.url;
  return value.length === contexts.length && contexts.every(({ url }, index) => value[index] === url);
}

function mix(hash: number, more: number): number {
  return (Math.imul(hash, 31) + more) | 0;
}

export function sameTokens(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * A copy of a document that has a shape, with each string replaced. `name` is the member that holds the string, itself or
 * in an array; `index` is its place in `Shape.strings`.
 */
export function replaceStrings(
  document: object,
  replace: (text: string, name: string, index: number) => string,
): Record<string, unknown> {
  let index = 0;
  const copy = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return replace(value, name, index++);
    if (Array.isArray(value)) return value.map((item) => copy(item, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        key === '@context' ? structuredClone(member) : copy(member, key),
      ]),
    );
  };
  return copy(document, '') as Record<string, unknown>;
}
