/** What the loaded contexts say about member names, as far as the value of a string below them may matter. */

/**
 * Member names whose strings JSON-LD reads as more than text or an IRI, in any of the contexts and scopes: aliases of
 * keywords (types choose scoped contexts, language tags are lower-cased) and terms of type `@vocab` (looked up among the
 * terms). Undefined when that cannot be told from these documents alone, because one leads to others.
 */
export function meaningfulNames(contexts: readonly object[]): ReadonlySet<string> | undefined {
  const definitions: [name: string, definition: unknown][] = [];
  if (!contexts.every((context) => collect(Object(context)['@context'] ?? {}, definitions))) return undefined;
  const names = new Set<string>();
  let before: number;
  do {
    before = names.size;
    for (const [name, definition] of definitions) {
      const id = typeof definition === 'string' ? definition : Object(definition)['@id'];
      const type = Object(definition)['@type'];
      if (type === '@vocab' || (typeof id === 'string' && id !== name && isMeaningful(id, names))) names.add(name);
    }
  } while (names.size > before);
  return names;
}

/** `@id` and `@value` stand before plain IRIs and plain text; strings of every other keyword say something else. */
export function isMeaningful(name: string, names: ReadonlySet<string>): boolean {
  return names.has(name) || (name.startsWith('@') && name !== '@id' && name !== '@value');
}

/** False when a context names another document. */
function collect(context: unknown, definitions: [string, unknown][]): boolean {
  if (context === null) return true;
  if (Array.isArray(context)) return context.every((item) => collect(item, definitions));
  if (typeof context !== 'object' || Object.hasOwn(context, '@import')) return false;
  return Object.entries(context).every(([name, definition]) => {
    if (!name.startsWith('@')) definitions.push([name, definition]);
    const scoped = Object(definition)['@context'];
    return scoped === undefined || collect(scoped, definitions);
  });
}
