import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import { compileSchema, type Schema } from '../../src/lib/json-schema.ts';

/** What the library says that is asked when a compiled test says no. */
function valid(schema: Schema, value: unknown): boolean {
  return new Validator(schema as object, '2020-12', false).validate(value).valid;
}

const none = (ref: string): never => {
  throw new Error(ref);
};

const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, 1, 1.5, -3, '', 'a', 'ab', '张', '\u{1f600}', '\u{1f600}\u{1f600}', 'abc', '2026-02-28'],
  ...['2026-02-29', '2024-02-29', '2026-04-31', '2026-12-31', '2026-13-01', '2026-1-1', '2026-12-31T23:59:59Z'],
  ...['2026-02-30T00:00:00Z', '2026-12-31T24:00:00Z', '2026-12-31'],
  ...[[], [1], [1, 1], [1, '1'], [[1], [1]], ['a', 'b'], ['a', 2, 3], [{ a: 1 }, { a: 1 }], {}, { a: 1 }, { b: 'x' }],
  ...[{ a: 1, b: 'x' }, { a: 'x', c: null }, JSON.parse('{"__proto__": 1}'), { toString: 1 }],
];

const SCHEMAS: Readonly<Record<string, Schema>> = {
  everything: true,
  nothing: false,
  object: { type: 'object' },
  integer: { type: 'integer' },
  types: { type: ['string', 'null'] },
  constant: { const: 'a' },
  structure: { const: { b: 'x', a: 1 } },
  list: { enum: ['a', 1, null] },
  pattern: { pattern: '^.$' },
  least: { minLength: 2 },
  most: { maxLength: 1 },
  bounds: { minimum: 0, maximum: 1 },
  required: { required: ['a', 'toString'] },
  size: { minProperties: 2 },
  names: { propertyNames: { pattern: '^[ab]$' } },
  members: { properties: { a: { type: 'number' }, toString: false }, additionalProperties: { type: 'string' } },
  closed: { properties: { a: true }, additionalProperties: false },
  counts: { minItems: 1, maxItems: 2 },
  unique: { uniqueItems: true },
  first: { prefixItems: [{ type: 'string' }, { type: 'string' }], items: { type: 'number' } },
  contains: { contains: { const: 1 } },
  both: { allOf: [{ type: 'string' }, { minLength: 1 }, { maxLength: 2 }] },
  one: { oneOf: [{ type: 'string' }, { type: 'number' }, { const: 1 }] },
  either: JSON.parse('{"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "object"}}'),
  either_without: JSON.parse('{"if": {"type": "string"}, "then": {"minLength": 2}}'),
  date: { format: 'date' },
};

describe.each(Object.entries(SCHEMAS))('%s', (_, schema) => {
  test('says what the library says', () => {
    const compiled = compileSchema(schema, none);
    for (const value of VALUES) expect([value, compiled(value)]).toEqual([value, valid(schema, value)]);
  });
});

test('never takes a time that the library refuses', () => {
  const schema = { format: 'date-time' };
  const compiled = compileSchema(schema, none);
  const passed = VALUES.filter((value) => typeof value === 'string' && compiled(value));
  expect(passed).toEqual(['2026-12-31T23:59:59Z']);
  expect(passed.every((value) => valid(schema, value))).toBe(true);
});

test('follows references, also in a circle', () => {
  const node: Schema = { type: 'object', properties: { next: { $ref: '#node' } }, additionalProperties: false };
  const compiled = compileSchema({ $ref: '#node' }, () => node);
  expect(compiled({ next: { next: {} } })).toBe(true);
  expect(compiled({ next: { next: { other: 1 } } })).toBe(false);
  expect(compileSchema({ $ref: 'other' }, () => (value) => value === 7)(7)).toBe(true);
});

test('refuses what it does not know instead of passing over it', () => {
  for (const schema of [{ not: {} }, { format: 'uri' }, { type: 'text' }]) {
    expect(() => compileSchema(schema, none)).toThrow(RangeError);
  }
});
