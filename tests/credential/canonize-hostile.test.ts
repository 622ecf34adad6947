/** Documents that try to pass for a shape that is known, and documents of a known shape that need the whole algorithm. */
import { describe, expect, test } from 'vitest';
import { libraryCanonize as library } from '../../src/credential/canonize/library.ts';
import { createCanonizer } from '../../src/credential/canonize.ts';
import { comparison } from './canonize-compare.ts';
import { loader } from './canonize-documents.ts';
import { changedAt, type Path, pathsIn, valueAt } from './mutate.ts';

/** Compares documents by a canonizer that knows the shapes of `documents`. */
async function knowing(...documents: object[]) {
  const { compare, know } = comparison(loader);
  await know(...documents);
  return async (document: unknown) => (await compare(Object(document))).by;
}

const known = {
  '@context': ['rich'],
  id: 'urn:uuid:1',
  type: ['T1', 'https://example.org/T9'],
  name: 'a name',
  label: 'a label',
  code: 'https://example.org/code-ref',
  ref: ['https://example.org/r', { id: 'did://r', full: 'r' }],
  voc: 'https://example.org/v',
  integer: 4,
  double: '1.50',
  st: ['one', 'two', true, 1.5],
  ls: ['one', 'one', { id: 'urn:uuid:9', name: 'in a list' }],
  lm: { en: 'text', id: ['teks', 'lain'] },
  zh: '文本',
  json: { b: 'x', a: ['y', 1] },
  sub: [
    { name: 'first', deep: { label: 'deep' } },
    { name: 'second', '@type': 'ex:T8', none: { '@value': 'v', '@language': 'en' } },
  ],
};

/** What may be written in the place of a string or anything else. */
const REPLACEMENTS: readonly ((old: unknown) => unknown)[] = [
  ...[
    ...[
      '',
      ' ',
      'x',
      '_:b0',
      '@id',
      '@type',
      '@foo',
      'name',
      'T1',
      'T2',
      'ex:T8',
      'ex:r',
      'pre:r',
      'xsd:string',
      'a b',
    ],
    ...[
      'https://example.org/r',
      'https://example.org/y',
      'https:',
      'http:x',
      'did:x',
      'did://x',
      'urn:uuid:1',
      'urn:uuid:9',
    ],
    ...['//host/x', '#x', 'https://e/ x', 'https://e/\u00a0', 'https://e/<', 'https://e/\\', 'https://e/\u{1f600}'],
    ...['one', 'two', 'second', '4', '1.5', 'true', '\u0000', '"', '\ud800', 'yinzheng-slot-0003'],
    ...[4, 5, 1.5, 1e21, true, false, null, undefined],
  ].map((value) => () => value),
  () => [],
  () => ({}),
  (old) => [old],
  (old) => [old, old],
  (old) => [[old]],
  (old) => ({ '@value': old }),
  (old) => ({ '@value': old, '@language': 'EN' }),
  (old) => ({ '@value': old, '@type': 'https://example.org/dt' }),
  (old) => ({ '@value': old, '@type': '@json' }),
  (old) => ({ '@id': old }),
  (old) => ({ id: old }),
  (old) => ({ '@list': [old] }),
  (old) => ({ '@set': [old] }),
  (old) => ({ '@graph': old }),
  (old) => ({ name: old }),
];

/** Members that are put into every object. */
const ADDITIONS: Readonly<Record<string, unknown>> = {
  '@context': { name: 'https://evil.example/name' },
  '@id': 'https://example.org/added',
  '@type': 'T2',
  '@index': 'i',
  '@language': 'en',
  '@value': 'v',
  '@direction': 'rtl',
  '@graph': [{ name: 'inner' }],
  '@included': [{ id: 'urn:uuid:8', name: 'included' }],
  '@nest': { name: 'nested' },
  '@reverse': { 'ex:of': { id: 'urn:uuid:1' } },
  '@list': ['x'],
  '@set': ['x'],
  'https://example.org/name': 'the same name by its IRI',
  'ex:name': 'the same name by a prefix',
  full: 'the same name by another term',
  kind: 'T2',
  nothing: 'no term at all',
  unknown: 'not a term',
  ['__proto__']: { name: 'x' },
};

describe('changes in one place of a known document', () => {
  test('every value replaced by every other kind of value', async () => {
    const check = await knowing(known);
    const seen = { form: 0, library: 0, rejected: 0 };
    for (const path of pathsIn(known)) {
      for (const replace of REPLACEMENTS) seen[await check(changedAt(known, path, replace))]++;
    }
    expect(seen.form).toBeGreaterThan(300);
    expect(seen.library).toBeGreaterThan(300);
    expect(seen.rejected).toBeGreaterThan(300);
  });

  test('members added, renamed, and put in another order', async () => {
    const check = await knowing(known);
    for (const path of [[], ...pathsIn(known)]) {
      const object = valueAt(known, path);
      if (typeof object !== 'object' || object === null || Array.isArray(object) || path[0] === '@context') continue;
      for (const [name, value] of Object.entries(ADDITIONS)) {
        if (Object.hasOwn(object, name)) continue;
        const added = Object.fromEntries([...Object.entries(object), [name, value]]);
        expect(await check(changedAt(known, path, () => added))).not.toBe('form');
        for (const old of Object.keys(object)) {
          const renamed = Object.entries(object).map(([key, member]) => [key === old ? name : key, member]);
          expect(await check(changedAt(known, path, () => Object.fromEntries(renamed)))).not.toBe('form');
        }
      }
      const turned = Object.fromEntries(Object.entries(object).toReversed());
      if (Object.keys(object).length > 1) {
        expect(await check(changedAt(known, path, () => turned))).toBe('library');
      }
    }
  });

  test.each<[string, unknown]>([
    ['another context', ['vocab']],
    ['the same without a list', 'rich'],
    ['one more', ['rich', 'vocab']],
    ['twice the same', ['rich', 'rich']],
    ['one of its own', ['rich', { name: 'https://evil.example/name' }]],
    ['null first', [null, 'rich']],
    ['none', []],
    ['an unknown one', ['rich', 'unknown']],
    ['a number', 1],
  ])('%s as context', async (_what, context) => {
    const check = await knowing(known);
    expect(await check({ ...known, '@context': context })).not.toBe('form');
  });
});

describe('documents of a known shape that need the library', () => {
  const node = (name: string, deep: string) => ({ name, deep: { label: deep } });
  const parents = (first: string, second: string) => ({
    '@context': ['rich'],
    name: 'n',
    sub: {},
    rev: [first, second],
  });

  test.each<[string, object, Path, unknown]>([
    ['equal values of one property', { '@context': ['rich'], id: 'urn:x', st: ['a', 'b'] }, ['st', 1], 'a'],
    ['… under two terms', { '@context': ['rich'], id: 'urn:x', name: 'a', label: 'b' }, ['label'], 'a'],
    [
      '… of which one is tagged',
      { '@context': ['rich'], st: ['a', { '@value': 'b', '@language': 'en' }] },
      ['st', 0],
      'b',
    ],
    ['… of which one is a number', { '@context': ['rich'], st: ['a', 4] }, ['st', 0], '4'],
    [
      'two nodes with one name',
      { '@context': ['rich'], id: 'urn:x', ref: { id: 'urn:y', name: 'y' } },
      ['ref', 'id'],
      'urn:x',
    ],
    [
      'a node with a fixed name',
      { '@context': ['rich'], id: 'ex:x', ref: 'https://a/' },
      ['ref'],
      'https://example.org/x',
    ],
    [
      'blank nodes that look alike',
      { '@context': ['rich'], sub: [node('a', 'x'), node('b', 'y')] },
      ['sub', 1, 'name'],
      'a',
    ],
    ['orders that differ', { '@context': ['rich'], st: ['\u{20bb7}', 'a'] }, ['st', 1], '\uff21'],
  ])('%s', async (_what, document, path, value) => {
    const check = await knowing(document);
    expect(await check(changedAt(document, path, () => value))).toBe('library');
  });

  test('equal values of two properties or of two nodes are no reason', async () => {
    const check = await knowing({ '@context': ['rich'], name: 'a', none: 'b', ref: { id: 'urn:y', name: 'c' } });
    expect(await check({ '@context': ['rich'], name: 'a', none: 'a', ref: { id: 'urn:y', name: 'a' } })).toBe('form');
  });

  test('names in every order', async () => {
    const check = await knowing(parents('urn:a', 'urn:b'));
    expect(await check(parents('urn:b', 'urn:a'))).toBe('form');
    expect(await check(parents('urn:c', 'urn:ba'))).toBe('form');
  });

  test('supplementary characters where both orders agree', async () => {
    const check = await knowing({ '@context': ['rich'], st: ['a', 'b', 'c'] });
    expect(await check({ '@context': ['rich'], st: ['\u{10ffff}', '\u{1f600}', '\ud7ff'] })).toBe('form');
    expect(await check({ '@context': ['rich'], st: ['\ue000', '\uff21', 'é'] })).toBe('form');
    expect(await check({ '@context': ['rich'], st: ['x\u{1f600}', 'x\ue000', 'x'] })).toBe('library');
  });
});

test('more than ten blank nodes, whose labels sort as texts', async () => {
  const nodes = (count: number, salt: string) =>
    Array.from({ length: count }, (_, index) => ({ name: `${salt}${index}`, deep: { label: `${salt}${index}` } }));
  const document = (salt: string) => ({ '@context': ['rich'], id: 'urn:x', sub: nodes(14, salt) });
  const check = await knowing(document('a'));
  for (const salt of ['b', '张', '\u{1f600}', '"\n']) expect(await check(document(salt))).toBe('form');
});

test('a shape that has no form is tried once', async () => {
  const documentLoader = loader;
  let asked = 0;
  const canonizer = createCanonizer({
    library: (document) => {
      asked++;
      return library(document, { documentLoader });
    },
  });
  const graph = { '@context': ['rich'], gr: { name: 'in a graph' } };
  for (const most of [1, 3, 4, 5]) {
    await (await canonizer.canonize(graph, { documentLoader })).learn?.('ours');
    expect(asked).toBe(most);
  }
});
