/**
 * The one text of a JSON value (JSON Canonicalization Scheme, RFC 8785): members in the order of their UTF-16 code
 * units, numbers and strings as ECMAScript writes them, no white space. Members that are `undefined` are left out, as
 * `JSON.stringify` does. Throws `RangeError` for what I-JSON cannot say: lone surrogates, NaN and infinities, and
 * anything that is not null, a boolean, number, string, array or plain object.
 */
export function canonicalizeJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new RangeError('a string with a lone surrogate has no canonical form');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new RangeError(`${value} is not a JSON number`);
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${Array.from(value, canonicalizeJson).join(',')}]`;
      return canonicalizeObject(value);
    default:
      throw new RangeError(`${typeof value} is not a JSON value`);
  }
}

function canonicalizeObject(object: object): string {
  const prototype = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw new RangeError('only plain objects are JSON values');
  const members: string[] = [];
  // The default order of `sort` is by UTF-16 code units, which is what section 3.2.3 asks for.
  for (const [name, member] of Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (member !== undefined) members.push(`${canonicalizeJson(name)}:${canonicalizeJson(member)}`);
  }
  return `{${members.join(',')}}`;
}
