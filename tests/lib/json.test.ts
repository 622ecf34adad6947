import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonError, parseJson } from '../../src/lib/json.ts';

function refusal(text: string, maxDepth?: number): JsonError {
  try {
    parseJson(text, maxDepth === undefined ? {} : { maxDepth });
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
  throw new Error(`was accepted: ${text.slice(0, 80)}`);
}

function acceptedByJsonParse(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('like JSON.parse', () => {
  test('gives the same value for any JSON, in the same order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!text.includes('__proto__'));
        const parsed = parseJson(text);
        expect(parsed).toStrictEqual(JSON.parse(text));
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(value));
      }),
      { numRuns: 1000 },
    );
  });

  test('accepts and refuses the same texts, whatever was done to them', () => {
    const pieces = fc.constantFrom(...'{}[]:,"\\ue+-.0123456789truefalsn \n\t\r\u0000\u00a0\u2028\ufeff/\'');
    const edited = fc.tuple(
      fc.json({ maxDepth: 3 }),
      fc.array(fc.tuple(fc.nat(60), fc.nat(2), pieces), { maxLength: 3 }),
    );
    const texts = fc.oneof(
      fc.string({ unit: pieces, maxLength: 12 }),
      edited.map(([json, edits]) =>
        edits.reduce((text, [at, cut, piece]) => text.slice(0, at) + piece + text.slice(at + cut), json),
      ),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let parsed: unknown;
        try {
          parsed = parseJson(text);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonError);
          const { kind, message } = error as JsonError;
          if (kind === 'syntax' && !message.includes('__proto__')) expect(acceptedByJsonParse(text)).toBe(false);
          return;
        }
        expect(parsed).toStrictEqual(JSON.parse(text));
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    '-0',
    '0',
    '1e5',
    '1E-5',
    '-1.25e+2',
    '1e999',
    '123456789012345678901234567890',
    '5e-324',
    ' \t\r\n null \n',
    '"\\u0041\\ud800\\n\\/"',
    '"\ud800"',
    '"\u007f\u2028"',
    '{"":{}}',
    '{"2":0,"1":0,"b":0,"a":0}',
  ])('%j', (text) => {
    expect(parseJson(text)).toStrictEqual(JSON.parse(text));
    expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
  });

  test.each([
    '',
    ' ',
    '01',
    '-',
    '+1',
    '.5',
    '1.',
    '1e',
    '0x1',
    'NaN',
    'nul',
    'True',
    '[1,]',
    '[,1]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '[1 2]',
    '"\n"',
    '"\u0000"',
    '"\\x"',
    '"\\u12G4"',
    '"open',
    '"\\',
    '{"a"}',
    '{"a":}',
    '[',
    '{',
    '1 2',
    '\ufeff1',
    '\u00a01',
    '// 1',
  ])('refuses %j', (text) => {
    expect(acceptedByJsonParse(text)).toBe(false);
    expect(refusal(text).kind).toBe('syntax');
  });
});

describe('duplicate members', () => {
  test.each([
    ['plain', '{"a":1,"a":2}', '/a'],
    ['equal values too', '{"a":1,"b":0,"a":1}', '/a'],
    ['one of them escaped', '{"a":1,"\\u0061":2}', '/a'],
    ['escaped in two ways', '{"/":1,"\\/":2}', '/~1'],
    ['deep inside', '[{"x":{"~k":[],"~k":[]}}]', '/0/x/~0k'],
    ['names of Object.prototype', '{"toString":1,"toString":2}', '/toString'],
    ['the empty name', '{"":1,"":2}', '/'],
  ])('%s', (_, text, pointer) => {
    expect(refusal(text)).toMatchObject({ kind: 'duplicate', pointer });
  });

  test('the same name in two objects is none', () => {
    expect(parseJson('[{"a":{"a":1}},{"a":2}]')).toEqual([{ a: { a: 1 } }, { a: 2 }]);
  });

  test('names that look alike but differ are none', () => {
    expect(parseJson('{"é":1,"e\u0301":2,"constructor":3}')).toEqual({ é: 1, 'e\u0301': 2, constructor: 3 });
  });
});

test('__proto__ is refused, however written', () => {
  expect(refusal('{"a":[{"__proto__":{}}]}')).toMatchObject({ kind: 'syntax', pointer: '/a/0/__proto__' });
  expect(refusal('{"\\u005f_proto__":null}').kind).toBe('syntax');
});

describe('depth', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  test('64 unless told', () => {
    expect(parseJson(nested(64))).toHaveLength(1);
    expect(refusal(nested(65))).toMatchObject({ kind: 'depth', pointer: '/0'.repeat(64) });
    expect(parseJson(nested(3), { maxDepth: 3 })).toEqual([[[]]]);
    expect(refusal('{"a":{"b":{}}}', 2)).toMatchObject({ kind: 'depth', pointer: '/a/b' });
  });

  test('10,000 nested arrays or objects are refused at the bound', () => {
    expect(refusal(nested(10_000)).kind).toBe('depth');
    expect(refusal('{"a":'.repeat(10_000)).kind).toBe('depth');
  });

  test('siblings do not count', () => {
    expect(parseJson(`[${'[[]],'.repeat(500)}[]]`, { maxDepth: 3 })).toHaveLength(501);
  });
});

test('an error tells where, and repeats no value', () => {
  const error = refusal('{"holder":{"idNumber":"11010519491231002X" oops}}');
  expect(error.message).toBe('expected a comma or the end of the object at character 44');
  expect(error.pointer).toBe('/holder');
  expect(`${error.message}${error.pointer}`).not.toContain('1101');
});
