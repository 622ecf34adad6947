import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalizeJson } from '../../src/lib/jcs.ts';

test('members are ordered by UTF-16 code units, at every level', () => {
  // U+1F600 is after U+FB33 by code point, before it by code unit.
  expect(canonicalizeJson({ '\ufb33': 1, '\u{1f600}': 2, b: { z: 1, a: [{ y: 1, x: 2 }] }, '': 0 })).toBe(
    '{"":0,"b":{"a":[{"x":2,"y":1}],"z":1},"\u{1f600}":2,"\ufb33":1}',
  );
});

test('is the same whatever the order of members, and says the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.infiniteStream(fc.nat()), (object, order) => {
      fc.pre(!Object.hasOwn(object, '__proto__'));
      const shuffled = Object.fromEntries(
        Object.entries(object)
          .map((entry) => [order.next().value ?? 0, entry] as const)
          .sort(([a], [b]) => a - b)
          .map(([, entry]) => entry),
      );
      const text = canonicalizeJson(object);
      expect(canonicalizeJson(shuffled)).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(object)));
    }),
  );
});

test('undefined members are left out, as in JSON.stringify', () => {
  expect(canonicalizeJson({ b: undefined, a: 1 })).toBe('{"a":1}');
});

describe('refuses what I-JSON cannot say', () => {
  test.each([
    ['a lone surrogate', ['\ud800']],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['NaN', NaN],
    ['infinity', [-Infinity]],
    ['undefined', undefined],
    ['a hole', new Array(1)],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', { a: new Map() }],
    ['bytes', new Uint8Array(1)],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
  ])('%s', (_, value) => {
    expect(() => canonicalizeJson(value)).toThrow(RangeError);
  });
});
