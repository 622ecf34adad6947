/** What a document must look like before anybody spends time on its signature. */
import { type Instant, isLocalDate } from '../core/calendar.ts';

/** Deepest nesting of arrays and objects in a credential. */
const MAX_DEPTH = 32;
/**
 * Most values in a credential, counting every string, number, array and object; a certificate has about 120. JSON-LD
 * takes time in the square of the length of a list.
 */
const MAX_VALUES = 5_000;

/**
 * A deep copy of a JSON object, so that nobody changes what was checked. Throws `SyntaxError` when it is too deep or
 * too large, and for what JSON has no text for. Lone surrogates are refused: UTF-8 turns each of them into U+FFFD,
 * so texts that differ would have one signature.
 */
export function copyDocument(input: unknown, maxValues: number = MAX_VALUES): Record<string, unknown> {
  let values = 0;
  const copy = (value: unknown, depth: number): unknown => {
    if (++values > maxValues) throw new SyntaxError(`more than ${maxValues} values`);
    if (typeof value === 'string') {
      if (!value.isWellFormed()) throw new SyntaxError('a lone surrogate');
      return value;
    }
    if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value;
    if (depth > MAX_DEPTH) throw new SyntaxError(`nested more than ${MAX_DEPTH} deep`);
    if (Array.isArray(value)) return Array.from(value, (item) => copy(item, depth + 1));
    if (typeof value !== 'object') throw new SyntaxError(`JSON has no ${typeof value}`);
    // All at once: to give an object its members one by one takes several times as long.
    const members: Record<string, unknown> = { ...value };
    for (const name of Object.keys(members)) {
      if (name === '__proto__' || !name.isWellFormed()) throw new SyntaxError('a hostile name');
      const member = members[name];
      const own = copy(member, depth + 1);
      if (own !== member) members[name] = own;
    }
    return members;
  };
  const document = copy(input, 1);
  if (!isObject(document)) throw new SyntaxError('not a JSON object');
  return document;
}

/** The issuer of a document in which `credentialFaults` found nothing wrong. */
export function issuerOf(document: Readonly<Record<string, unknown>>): string {
  const { issuer } = document;
  return String(typeof issuer === 'string' ? issuer : Object(issuer).id);
}

/**
 * Refuses the spellings of JSON-LD that hide a member from programs that read JSON while the signed RDF stays the
 * same: full or compact IRIs as member names (`"https://www.w3.org/2018/credentials#validUntil"`), keywords such as
 * `@included`, contexts inside the document that rename terms, named blank nodes, which can be taken apart (and tied into
 * graphs that keep canonicalization busy), and `null` or empty lists, which RDF does not see. Of the keywords only
 * language-tagged text is left (VC Data Model 2.0 section 11.1). Returns what is wrong, or undefined.
 */
export function jsonLdFault(document: Readonly<Record<string, unknown>>): string | undefined {
  const { '@context': contexts, ...members } = document;
  if (!Array.isArray(contexts) || !contexts.every((url) => typeof url === 'string')) return 'contexts must be URLs';
  return nodeFault(members);
}

const TAGGED_TEXT = new Set(['@value', '@language', '@direction']);

/** Terms that our context defines as JSON literals (`@json`): their values are signed as they are written. */
export const JSON_LITERALS: ReadonlySet<string> = new Set(['entries']);

function nodeFault(value: unknown): string | undefined {
  if (value === null) return 'null says nothing';
  if (typeof value === 'string' && value.startsWith('_:')) return 'blank nodes must not have names';
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list says nothing' : firstFault(value);
  const tagged = Object.hasOwn(value, '@language') || Object.hasOwn(value, '@direction');
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (name.includes(':')) return 'member names must be terms, not IRIs';
    if (name.startsWith('@') && !(tagged && TAGGED_TEXT.has(name) && typeof member === 'string')) {
      return 'keywords are only for text with a language or direction';
    }
    const fault = JSON_LITERALS.has(name) ? undefined : nodeFault(member);
    if (fault) return fault;
  }
  return undefined;
}

function firstFault(items: readonly unknown[]): string | undefined {
  for (const item of items) {
    const fault = nodeFault(item);
    if (fault) return fault;
  }
  return undefined;
}

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** An XML Schema `dateTimeStamp` (time zone and all), or undefined. */
export function parseTimestamp(value: unknown): Instant | undefined {
  const match = typeof value === 'string' ? TIMESTAMP.exec(value) : null;
  if (!match?.[1] || !isLocalDate(match[1])) return undefined;
  const instant = Date.parse(match[0]);
  return Number.isNaN(instant) ? undefined : instant;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** VC Data Model 2.0 section 4.4: a URL, absolute and without white space, as the URL Standard reads it. */
export function isUrl(value: unknown): value is string {
  return typeof value === 'string' && !/\s/.test(value) && URL.canParse(value);
}

/** The values of a member that holds one or a list of them; none where there is no such member. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
