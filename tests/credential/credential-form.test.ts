import { describe, expect, test } from 'vitest';
import pinned from '../../schemas/contexts/index.json' with { type: 'json' };
import {
  copyDocument,
  issuerOf,
  JSON_LITERALS,
  jsonLdFault,
  parseTimestamp,
} from '../../src/credential/credential-form.ts';
import { credentialFaults } from '../../src/credential/credential-rules.ts';
import { proveDocument, verifyProofs } from '../../src/credential/data-integrity.ts';
import { canonize } from '../../src/credential/suites.ts';
import { changedAt, pathsIn, valueAt } from './mutate.ts';
import { certificate, controller, ed25519, loader, now, origin, resolver } from './world.ts';

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

describe('copyDocument', () => {
  test('copies deeply', () => {
    const input = { a: [{ b: 1 }], c: null, d: true };
    const copy = copyDocument(input);
    expect(copy).toEqual(input);
    expect(copy.a).not.toBe(input.a);
  });

  test('reads each member once, so that it cannot change between two looks', () => {
    let reads = 0;
    const copy = copyDocument({
      get number() {
        return ++reads;
      },
    });
    expect([copy.number, copy.number, reads]).toEqual([1, 1, 1]);
  });

  test.each<[string, unknown]>([
    ['text', 'x'],
    ['a list', [{}]],
    ['null', null],
    ['undefined', undefined],
    ['33 levels', { a: nested(32) }],
    ['10,000 levels', { a: nested(10_000) }],
    ['5,001 values', { a: Array(4_999).fill(0) }],
    ['a lone surrogate', { a: 'x\udc00' }],
    ['a lone surrogate as a name', { '\udc00': 'x' }],
    ['__proto__', JSON.parse('{"__proto__": 1}')],
    ['a function', { a: () => 1 }],
    ['NaN', { a: Number.NaN }],
    ['a hole in a list', { a: Array(2) }],
  ])('refuses %s', (_what, input) => {
    expect(() => copyDocument(input)).toThrow(SyntaxError);
  });

  test('takes 32 levels, 5,000 values, and more values when told', () => {
    expect(() => copyDocument({ a: nested(31) })).not.toThrow();
    expect(() => copyDocument({ a: Array(4_998).fill(0) })).not.toThrow();
    expect(() => copyDocument({ a: Array(9_998).fill(0) }, 10_000)).not.toThrow();
  });
});

describe('credentialFaults', () => {
  test('finds nothing wrong with a certificate', () => {
    expect(credentialFaults(certificate())).toEqual([]);
    expect(credentialFaults({ ...certificate(), issuer: controller, type: 'VerifiableCredential' })).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['@context', 'https://www.w3.org/ns/credentials/v2'],
    ['@context', ['https://www.w3.org/ns/did/v1', 'https://www.w3.org/ns/credentials/v2']],
    ['id', ['urn:uuid:1']],
    ['type', undefined],
    ['type', ['VocationalCertificate']],
    ['type', ['VerifiableCredential', 1]],
    ['issuer', undefined],
    ['issuer', [controller]],
    ['issuer', { name: 'x' }],
    ['validFrom', '2026-11-01'],
    ['validUntil', ['2029-10-31T15:59:59Z']],
    ['validUntil', null],
    ['validUntil', { '@value': '2029-10-31T15:59:59Z' }],
    ['credentialSubject', undefined],
    ['credentialSubject', []],
    ['credentialSubject', 'urn:uuid:1'],
    ['credentialStatus', []],
    ['credentialStatus', 'https://cert.example/status/1'],
    ['credentialSchema', [['x']]],
  ])('finds a wrong %s: %j', (name, value) => {
    const [fault] = credentialFaults({ ...certificate(), [name]: value });
    expect(fault?.pointer.split('/')[1]).toBe(name);
  });

  test('issuerOf reads both forms', () => {
    expect(issuerOf({ issuer: controller })).toBe(controller);
    expect(issuerOf({ issuer: { id: controller } })).toBe(controller);
  });
});

describe('parseTimestamp', () => {
  test.each([
    ['2026-11-01T00:00:00Z', Date.UTC(2026, 10, 1)],
    ['2026-11-01T08:00:00+08:00', Date.UTC(2026, 10, 1)],
    ['2026-11-01T00:00:00.25Z', Date.UTC(2026, 10, 1) + 250],
  ])('%s', (text, instant) => {
    expect(parseTimestamp(text)).toBe(instant);
  });

  test.each([
    '2026-11-01',
    '2026-11-01T00:00:00',
    '2026-02-30T00:00:00Z',
    '2026-11-01T25:00:00Z',
    '2026-11-01T00:00:00Z\n',
    ' 2026-11-01T00:00:00Z',
    0,
    null,
  ])('refuses %j', (value) => {
    expect(parseTimestamp(value)).toBeUndefined();
  });
});

describe('jsonLdFault', () => {
  test('leaves JSON literals alone, and only they are what the pinned contexts define as such', async () => {
    expect(jsonLdFault({ '@context': [], entries: [[], null, { 'a:b': {}, '@c': 1 }] })).toBeUndefined();
    for (const url of certificate()['@context'] as string[]) {
      const { document } = await loader(url);
      for (const path of pathsIn(document)) {
        if (JSON_LITERALS.has(String(path.at(-1)))) expect(valueAt(document, path)).toMatchObject({ '@type': '@json' });
      }
    }
  });
});

/** Where Open Badges has one IRI for a property and the class of its values. */
const CLASS_AND_PROPERTY = ['Criteria', 'GeoCoordinates'].map(
  (name) => `https://purl.imsglobal.org/spec/vc/ob/vocab.html#${name}`,
);

test('no pinned context has a second name for anything, so adding one to a certificate hides nothing', async () => {
  const names = new Map<string, string>();
  for (const url of Object.keys(pinned)) {
    const { document } = await loader(url.replace('{origin}', origin));
    for (const path of pathsIn(document)) {
      const term = String(path.at(-1));
      const iri = valueAt(document, [...path, '@id']) ?? valueAt(document, path);
      if (term.startsWith('@') || typeof iri !== 'string' || CLASS_AND_PROPERTY.includes(iri)) continue;
      expect(names.get(iri) ?? term).toBe(term);
      names.set(iri, term);
    }
  }
  expect(names.get('https://www.w3.org/2018/credentials#validUntil')).toBe('validUntil');
});

/**
 * The signature covers RDF, and programs read JSON. Each of these hides a member of a signed certificate from a
 * program, or shows it one that was not signed, without changing the RDF. The first expectation shows that the
 * danger is real, the second that it is averted.
 */
describe('spellings that the signature does not see', async () => {
  const document = certificate();
  const proof = await proveDocument(document, { key: ed25519, controller, created: now, loader });
  const { validUntil, credentialStatus, ...rest } = document;
  const dateTime = 'http://www.w3.org/2001/XMLSchema#dateTime';
  const typedEnd = { '@type': dateTime, '@value': validUntil };
  const contexts = document['@context'] as unknown[];

  test.each<[string, Record<string, unknown>]>([
    [
      'an IRI for validUntil',
      { ...rest, credentialStatus, 'https://www.w3.org/2018/credentials#validUntil': typedEnd },
    ],
    [
      'an IRI for the status',
      { ...rest, validUntil, 'https://www.w3.org/2018/credentials#credentialStatus': credentialStatus },
    ],
    [
      'a context that renames',
      {
        ...rest,
        credentialStatus,
        '@context': [
          ...contexts,
          { end: { '@id': 'https://www.w3.org/2018/credentials#validUntil', '@type': dateTime } },
        ],
        end: validUntil,
      },
    ],
    [
      'a compact IRI',
      {
        ...rest,
        credentialStatus,
        '@context': [...contexts, { cred: 'https://www.w3.org/2018/credentials#' }],
        'cred:validUntil': typedEnd,
      },
    ],
    [
      'a node beside the credential',
      { ...rest, credentialStatus, '@included': { id: rest.id, type: rest.type, validUntil } },
    ],
    ['a list of one date', { ...document, validUntil: [validUntil] }],
    ['a typed value', { ...document, validUntil: { '@value': validUntil, '@type': dateTime } }],
    ['a set of status entries', { ...document, credentialStatus: { '@set': credentialStatus } }],
    ['a keyword for id', { '@id': document.id, ...Object(changedAt(document, ['id'], () => undefined)) }],
    ['a value object for text', { ...document, number: { '@value': document.number } }],
    ['null', { ...document, replaces: null }],
    ['a name for a blank node', changedAt(document, ['credentialSubject', 'id'], () => '_:b0') as typeof document],
    [
      'a blank node taken apart',
      {
        ...document,
        credentialSubject: [
          { id: '_:b0', type: 'CertificateHolder', name: '张伟' },
          { ...Object(changedAt(document.credentialSubject, ['name'], () => undefined)), id: '_:b0' },
        ],
      },
    ],
    ['an empty list', { ...document, evidence: [] }],
    ['a context inside', changedAt(document, ['credentialSubject', '@context'], () => contexts[1]) as typeof document],
  ])('%s', async (_what, hidden) => {
    const plain = await canonize(document, { documentLoader: loader });
    expect(await canonize(hidden, { documentLoader: loader })).toBe(plain);
    expect(await verifyProofs({ ...hidden, proof }, { resolver, loader, now })).toMatchObject({ outcome: 'fail' });
  });
});
