/** The pieces of the compiled form, each against what it stands for. */
import { describe, expect, test } from 'vitest';
import { escapeLiteral, hasHead, iriHead, parseNQuads, sortLines } from '../../src/credential/canonize/nquads.ts';
import { builtInHash } from '../../src/credential/canonize/sha256-node.ts';
import { replaceStrings, sameTokens, shapeOf } from '../../src/credential/canonize/shape.ts';
import { meaningfulNames } from '../../src/credential/canonize/terms.ts';
import { sha256, utf8 } from '../../src/lib/bytes.ts';
import { certificate } from './world.ts';

test('SHA-256 of a text is that of its UTF-8', async () => {
  const builtIn = builtInHash();
  for (const text of ['', 'a', 'é', '张伟', '\u{1f600}', '\ud800', 'x\udfff', '\u0000', 'long '.repeat(20_000)]) {
    const expected = await sha256(utf8(text));
    expect(builtIn?.hex(text)).toBe(Buffer.from(expected).toString('hex'));
    expect(builtIn?.bytes(text)).toEqual(expected);
  }
});

describe('shapes', () => {
  const shape = (document: unknown) => shapeOf(Object(document), [{ url: 'urn:c', document: {} }]);
  const context = { '@context': 'urn:c' };
  const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)]);

  test.each<[string, unknown]>([
    ['a member without a value', { ...context, a: undefined }],
    ['a function', { ...context, a: () => 1 }],
    ['a date', { ...context, a: new Date(0) }],
    ['no number', { ...context, a: Number.NaN }],
    ['a big integer', { ...context, a: 1n }],
    ['an item without a value', { ...context, a: ['x', undefined, 'y'] }],
    ['a context inside', { ...context, a: { '@context': 'urn:c' } }],
    ['another context than was loaded', { '@context': 'urn:d' }],
    ['one more context than was loaded', { '@context': ['urn:c', 'urn:c'] }],
    ['too much depth', { ...context, a: nested(40) }],
    ['too many values', { ...context, a: Array(2_001).fill(1) }],
    ['too many members', { ...context, a: Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`m${i}`, 1])) }],
  ])('a document with %s has none', (_what, document) => {
    expect(shape(document)).toBeUndefined();
    expect(shape({ ...context, a: 'x' })).toBeDefined();
  });

  test('documents that differ in more than strings have different tokens', () => {
    const x = 'x';
    const documents = [
      ...[{ a: x }, { b: x }, { a: x, b: x }, { b: x, a: x }, { a: [x] }, { a: [x, x] }, { a: [[x]] }, { a: { a: x } }],
      ...[
        { a: [] },
        { a: {} },
        { a: null },
        { a: 1 },
        { a: 2 },
        { a: true },
        { a: false },
        { a: [[], []] },
        { a: [[[]]] },
      ],
      ...[{ a: [x], b: [] }, { a: [], b: [x] }, { a: { b: x } }, { a: {}, b: x }, { a: [x, 1] }, { a: [1, x] }],
    ].map((document) => shape({ ...context, ...document })?.tokens ?? []);
    for (const [i, one] of documents.entries()) {
      for (const [j, other] of documents.entries()) expect(sameTokens(one, other)).toBe(i === j);
    }
  });

  test('strings are counted in the order in which they are replaced', () => {
    const document = certificate();
    const contexts = [document['@context']].flat().map((url) => ({ url: String(url), document: {} }));
    const { strings, tokens } = shapeOf(document, contexts) ?? { strings: [], tokens: [] };
    const seen: string[] = [];
    const copy = replaceStrings(document, (text, _name, index) => {
      seen[index] = text;
      return `${text}!`;
    });
    expect(seen).toEqual(strings);
    const other = shapeOf(copy, contexts);
    expect(sameTokens(other?.tokens ?? [], tokens)).toBe(true);
    expect(other?.strings).toEqual(strings.map((text) => `${text}!`));
  });
});

test('names whose strings mean something: aliases of keywords, however far, and terms of type @vocab, in every scope', () => {
  const context = {
    '@context': [
      {
        id: '@id',
        type: '@type',
        kind: 'type',
        sort: { '@id': 'kind' },
        lang: '@language',
        text: '@value',
        plain: 'urn:plain',
      },
      {
        scope: {
          '@id': 'urn:s',
          '@context': { inner: { '@id': 'urn:i', '@type': '@vocab' }, ref: { '@type': '@id' } },
        },
      },
    ],
  };
  expect([...(meaningfulNames([context]) ?? [])].toSorted()).toEqual(['inner', 'kind', 'lang', 'sort', 'type']);
  expect(meaningfulNames([{ '@context': { '@import': 'urn:other' } }])).toBeUndefined();
  expect(meaningfulNames([{ '@context': ['urn:other'] }])).toBeUndefined();
  expect(meaningfulNames([{ '@context': { scope: { '@context': 'urn:other' } } }])).toBeUndefined();
  expect(meaningfulNames([{}, { '@context': { scope: { '@context': null } } }])?.size).toBe(0);
});

describe('N-Quads', () => {
  test('what is escaped in a literal, and what is not (RDFC-1.0 section 5)', () => {
    expect(escapeLiteral('\b\t\n\f\r"\\')).toBe('\\b\\t\\n\\f\\r\\"\\\\');
    expect(escapeLiteral('\u0000\u0007\u000b\u001f\u007f')).toBe('\\u0000\\u0007\\u000B\\u001F\\u007F');
    const plain = " '\u0080\u00a0\u2028\ud7ff\ue000\ufffd\u{10ffff}";
    expect(escapeLiteral(plain)).toBe(plain);
  });

  test('only absolute IRIs without anything to escape have a head', () => {
    for (const [iri, head] of [
      ['https://example.org/x', 'https://'],
      ['urn:uuid:1', 'urn:'],
      ['did:web:x%3A1:y#z', 'did:'],
      ['a+b.c-1:x', 'a+b.c-1:'],
      ['urn:张', 'urn:'],
    ] as const) {
      expect(iriHead(iri)).toBe(head);
      expect(hasHead(`${head}other`, head)).toBe(true);
    }
    for (const text of [
      'x',
      '',
      ':x',
      '1:x',
      '_:b',
      '//host',
      '#x',
      'a b:c',
      'urn:a b',
      'urn:a\u00a0b',
      'urn:<',
      'urn:\\',
    ]) {
      expect(iriHead(text)).toBeUndefined();
    }
    for (const text of ['http://x', 'urn:x y', 'urn:"', 'urn:\n', 'urn:\u{1f600}', 'ur', '']) {
      expect(hasHead(text, 'urn:')).toBe(false);
    }
  });

  test('orders: by code units, unless code points would tell otherwise', () => {
    const sorted = (lines: string[]) => (sortLines(lines, true) ? lines : undefined);
    expect(sorted(['b', 'a', 'aa', ''])).toEqual(['', 'a', 'aa', 'b']);
    expect(sorted(['\u{20bb7}', 'z', '\ud7ff'])).toEqual(['z', '\ud7ff', '\u{20bb7}']);
    expect(sorted(['\u{20bb7}b', '\u{20bb7}a', '\u{10ffff}'])).toEqual(['\u{20bb7}a', '\u{20bb7}b', '\u{10ffff}']);
    expect(sorted(['\uff21', '\u{20bb7}'])).toBeUndefined();
    expect(sorted(['x\u{20bb7}', 'x\ue000'])).toBeUndefined();
  });

  test('canonical lines, of the default graph alone', () => {
    const text = '<urn:a> <urn:p> "x \\" \\\\"@en .\n_:c14n0 <urn:p> "1"^^<urn:t> .\n_:c14n0 <urn:p> _:c14n1 .\n';
    expect(parseNQuads(text)).toEqual([
      { subject: '<urn:a>', predicate: '<urn:p>', object: '"x \\" \\\\"', suffix: '@en' },
      { subject: '_:c14n0', predicate: '<urn:p>', object: '"1"', suffix: '^^<urn:t>' },
      { subject: '_:c14n0', predicate: '<urn:p>', object: '_:c14n1', suffix: '' },
    ]);
    expect(parseNQuads('<urn:a> <urn:p> <urn:b> <urn:graph> .\n')).toBeUndefined();
    expect(parseNQuads('')).toEqual([]);
  });
});
