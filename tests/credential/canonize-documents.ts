/**
 * JSON-LD documents of every sort, made from a seed: contexts that use what the standard offers, members that fit them and
 * members that do not, and strings that mean something to JSON-LD, to N-Quads or to an order.
 */

import { replaceStrings } from '../../src/credential/canonize/shape.ts';
import type { DocumentLoader } from '../../src/credential/contexts.ts';

const XSD = 'http://www.w3.org/2001/XMLSchema#';

const RICH = {
  '@version': 1.1,
  id: '@id',
  type: '@type',
  kind: 'type',
  lang: '@language',
  value: '@value',
  idx: '@index',
  dir: '@direction',
  group: '@graph',
  incl: '@included',
  set: '@set',
  list: '@list',
  nest: '@nest',
  ex: 'https://example.org/',
  pre: { '@id': 'https://prefix.example/x#', '@prefix': true },
  http: 'https://evil.example/',
  did: 'https://did.example/',
  name: 'ex:name',
  label: 'ex:name',
  full: 'https://example.org/name',
  code: 'ex:code',
  double: { '@id': 'ex:double', '@type': `${XSD}double` },
  integer: { '@id': 'ex:integer', '@type': `${XSD}integer` },
  ref: { '@id': 'ex:ref', '@type': '@id' },
  voc: { '@id': 'ex:voc', '@type': '@vocab' },
  json: { '@id': 'ex:json', '@type': '@json' },
  none: { '@id': 'ex:none', '@type': '@none' },
  ls: { '@id': 'ex:ls', '@container': '@list' },
  lref: { '@id': 'ex:lref', '@type': '@id', '@container': '@list' },
  st: { '@id': 'ex:st', '@container': '@set' },
  lm: { '@id': 'ex:lm', '@container': '@language' },
  im: { '@id': 'ex:im', '@container': '@index' },
  pim: { '@id': 'ex:pim', '@container': '@index', '@index': 'ex:prop' },
  idm: { '@id': 'ex:idm', '@container': '@id' },
  tm: { '@id': 'ex:tm', '@container': '@type' },
  gr: { '@id': 'ex:gr', '@container': '@graph' },
  rev: { '@reverse': 'ex:rev', '@type': '@id' },
  zh: { '@id': 'ex:zh', '@language': 'zh' },
  rtl: { '@id': 'ex:rtl', '@direction': 'rtl' },
  nothing: null,
  'https://example.org/y': null,
  'https://example.org/T9': { '@context': { name: 'ex:t9name' } },
  T1: {
    '@id': 'ex:T1',
    '@context': { code: { '@id': 'ex:codeRef', '@type': '@id' }, scoped: 'ex:scoped', name: 'ex:t1name' },
  },
  T2: {
    '@id': 'ex:T2',
    '@context': {
      '@propagate': true,
      code: { '@id': 'ex:codeVoc', '@type': '@vocab' },
      scoped: { '@id': 'ex:scoped', '@type': '@json' },
    },
  },
  sub: {
    '@id': 'ex:sub',
    '@context': {
      name: 'ex:subname',
      type: '@type',
      deep: { '@id': 'ex:deep', '@context': { ref: 'ex:plainref' } },
    },
  },
};

const CONTEXTS: Readonly<Record<string, object>> = {
  rich: { '@context': RICH },
  vocab: {
    '@context': {
      '@vocab': 'https://vocab.example/',
      '@language': 'en',
      T3: 'https://vocab.example/T3',
      bare: { '@type': '@id' },
    },
  },
  list: {
    '@context': [
      { '@vocab': 'https://v.example/', '@direction': 'ltr' },
      { code: { '@id': 'https://v.example/c', '@type': '@vocab' } },
    ],
  },
};

export const loader: DocumentLoader = async (url) => {
  const document = CONTEXTS[url];
  if (!document) throw new Error(`there is no ${url}`);
  return { contextUrl: null, document, documentUrl: url };
};

/** Strings that mean something to somebody. */
export const STRINGS = [
  ...['', 'a', 'b', 'x y', '1', '4', 'true', 'NaN', '1.50', '张伟'],
  ...['name', 'code', 'T1', 'T2', 'T3', '@id', '@type', '@json', '@foo', '@', 'en', 'EN', 'ltr', 'rtl'],
  ...['https://example.org/x', 'https://example.org/y', 'https://example.org/T1', 'https://example.org/name'],
  ...['https://example.org/a b', 'https://example.org/<x>', 'https://e/\u{1f600}', 'http:x', 'http://x', 'https:'],
  ...[
    'did:web:x',
    'did:web:y',
    'did://x',
    'urn:uuid:1',
    'urn:uuid:2',
    'urn://x',
    'ex:a',
    'ex://a',
    'pre:q',
    'xsd:string',
  ],
  ...['_:b0', '_:b1', '_:', ':x', 'x:', 'a/b', '#f', '//host/x', 'urn:a\u00a0b', 'urn:a\u2028b'],
  ...['\t\b\n\r\f"\\', '\u0000', '\u001f', '\u007f', '\u0080', '\u00a0', '\u2028', '\ud7ff', '\ue000', '\uff21'],
  ...['\u{1f600}', '\u{20bb7}', '\u{10ffff}', '\ud800', '\udfff', 'yinzheng-slot-0001'],
] as const;

const SCALARS = [null, true, false, 0, -0, 1, 4, 1.5, 1e21, -7];
const NAMES = [
  ...[
    'name',
    'label',
    'full',
    'code',
    'ref',
    'voc',
    'st',
    'zh',
    'rtl',
    'lm',
    'ls',
    'lref',
    'scoped',
    'sub',
    'sub',
    'deep',
  ],
  ...['id', 'id', 'type', 'type', 'kind', 'json', 'none', 'double', 'integer', 'rev', 'other', 'bare'],
];
const RARE_NAMES = [
  ...['lang', 'value', 'idx', 'dir', 'group', 'incl', 'set', 'list', 'nest', 'im', 'pim', 'idm', 'tm', 'gr', 'nothing'],
  ...['ex:name', 'pre:foo', 'https://example.org/name', 'https://example.org/code', 'en', 'zh-CN', '@none'],
  ...['@id', '@type', '@value', '@language', '@direction', '@graph', '@included', '@index', '@list', '@set', '@nest'],
  ...['@reverse', '@json', '@context', '__proto__', 'toString', ''],
];
const IDS = [
  'https://example.org/x',
  'https://example.org/y',
  'urn:uuid:1',
  'urn:uuid:2',
  'urn:uuid:3',
  'voc:x',
  'ex:x',
];
const TYPES = ['T1', 'T2', 'https://example.org/T9', 'ex:T8'];

/** Numbers from 0 to 1 (Mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function documents(random: () => number) {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const chance = (share: number) => random() < share;

  const value = (depth: number): unknown => {
    const kind = random();
    if (depth <= 0 || kind < 0.45) return pick(STRINGS);
    if (kind < 0.5) return pick(SCALARS);
    if (kind < 0.68) return Array.from({ length: Math.floor(random() * 4) }, () => value(depth - 1));
    if (kind < 0.76) return valueObject();
    return node(depth - 1);
  };

  const valueObject = (): unknown => ({
    '@value': chance(0.9) ? pick(STRINGS) : pick(SCALARS),
    ...(chance(0.5) && { '@language': pick(['en', 'zh', 'EN', 'x y']) }),
    ...(chance(0.2) && { '@direction': pick(['ltr', 'rtl']) }),
    ...(chance(0.2) && { '@type': pick(['ex:dt', 'https://example.org/dt', '@json', 'T1', `${XSD}double`]) }),
    ...(chance(0.1) && { '@index': 'i' }),
  });

  const node = (depth: number): Record<string, unknown> => {
    const members: [string, unknown][] = [];
    const count = Math.floor(random() * 5);
    for (let i = 0; i < count; i++) {
      const name = chance(0.88) ? pick(NAMES) : pick(RARE_NAMES);
      members.push([name, chance(0.93) ? fitting(name, depth) : value(depth)]);
    }
    return Object.fromEntries(members);
  };

  /** A value that JSON-LD can take under this name. */
  const fitting = (name: string, depth: number): unknown => {
    if (/^@?id$/.test(name)) return pick(IDS);
    if (/^(?:@?type|kind)$/.test(name)) return chance(0.7) ? pick(TYPES) : [pick(TYPES), pick(TYPES)];
    if (/^@?dir/.test(name)) return pick(['ltr', 'rtl']);
    if (/^@?lang/.test(name)) return pick(['en', 'zh-Hans']);
    if (/ref$|^rev$/.test(name)) return chance(0.7) ? pick(IDS) : [pick(IDS), node(depth - 1)];
    if (name === 'voc') return pick([...TYPES, 'name', 'code', 'https://example.org/x']);
    if (name === 'lm') return { en: pick(STRINGS), id: [pick(STRINGS), pick(STRINGS)] };
    if (name === 'sub' && chance(0.3)) return twins(depth);
    return value(depth);
  };

  /** Nodes that look alike until one looks at their neighbours. */
  const twins = (depth: number): unknown => {
    const texts = [pick(STRINGS), pick(STRINGS)];
    return texts.map((text) => ({ deep: { label: text, ...(depth > 1 && { deep: { label: text } }) } }));
  };

  return {
    /** A document with a name, so that hardly any is empty. */
    document(): Record<string, unknown> {
      const context = pick([
        ['rich'],
        ['rich'],
        ['rich'],
        'rich',
        ['vocab'],
        ['rich', 'vocab'],
        ['list', 'rich'],
        ['list'],
      ]);
      const document: Record<string, unknown> = { '@context': context, name: 'top', ...node(4), ...node(3) };
      if (chance(0.7)) document.id = pick(['urn:uuid:7', 'https://example.org/top']);
      return document;
    },

    /** The same document with some of its strings exchanged: anything for anything, or like for like. */
    variant(document: object, wild: boolean): Record<string, unknown> {
      const share = pick([0.15, 0.5, 1]);
      return replaceStrings(document, (text, name) => {
        if (!chance(share) || (!wild && /^@|type|kind|lang|idx|dir|voc|code/.test(name))) return text;
        if (wild) return pick(STRINGS);
        const head = /^(?:[a-z]+:(?:\/\/)?)?/.exec(text)?.[0] ?? '';
        return head + pick(['u', 'v', 'w', '张', '\u{20bb7}', '\uff21', 'q"', 'k\\', 'top']) + pick(['', '1', '2']);
      });
    },
  };
}
