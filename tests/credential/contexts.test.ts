import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import index from '../../schemas/contexts/index.json' with { type: 'json' };
import type { KeyRecord } from '../../src/core/key.ts';
import { CREDENTIALS_V2, certificateContextUrl, contextFile, documentLoader } from '../../src/credential/contexts.ts';
import { agencyDid, didDocument } from '../../src/credential/did.ts';
import { canonize } from '../../src/credential/suites.ts';
import { sha256, utf8 } from '../../src/lib/bytes.ts';
import { ORIGIN } from './build-input.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('pinned files', () => {
  test.each(Object.entries(index))('%s is served byte for byte, with the digest of the index', async (_, entry) => {
    const bytes = readFileSync(new URL(`../../schemas/contexts/${entry.file}`, import.meta.url));
    const body = contextFile(entry.file)?.body ?? '';
    expect(Buffer.from(body, 'utf8').equals(bytes)).toBe(true);
    expect(hex(await sha256(utf8(body)))).toBe(entry.sha256);
  });

  test('have the digests that the Recommendations state', () => {
    const digests = Object.fromEntries(Object.entries(index).map(([url, { sha256: digest }]) => [url, digest]));
    // VC Data Model 2.0, VC Data Integrity 1.0 and Controlled Identifiers 1.0, each under "Contexts and Vocabularies".
    expect(digests).toMatchObject({
      [CREDENTIALS_V2]: '59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734',
      'https://w3id.org/security/data-integrity/v2': '67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4',
      'https://w3id.org/security/multikey/v1': 'ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597',
      'https://w3id.org/security/jwk/v1': '0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece',
    });
  });

  test('there is no other file', () => {
    expect([contextFile('index.json'), contextFile('../regions.json'), contextFile('__proto__')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('documentLoader', () => {
  const load = documentLoader(ORIGIN);

  test('gives every pinned context under its URL', async () => {
    for (const named of Object.keys(index)) {
      const url = named.replace('{origin}', ORIGIN);
      const { contextUrl, document, documentUrl } = await load(url);
      expect([contextUrl, documentUrl, Object.keys(document)]).toEqual([null, url, ['@context']]);
    }
  });

  test.each([
    'https://w3id.org/citizenship/v1',
    'https://www.w3.org/ns/credentials/v2#',
    'http://www.w3.org/ns/credentials/v2',
    certificateContextUrl('https://other.example'),
    'constructor',
  ])('refuses %s', async (url) => {
    await expect(load(url)).rejects.toMatchObject({ code: 'lint_failed' });
  });

  test('asks for what is not pinned, and only for that', async () => {
    const asked: string[] = [];
    const extended = documentLoader(ORIGIN, async (url) => {
      asked.push(url);
      return url === 'did:key:z6Mk' ? { id: url } : undefined;
    });
    await extended(CREDENTIALS_V2);
    expect(await extended('did:key:z6Mk')).toEqual({
      contextUrl: null,
      document: { id: 'did:key:z6Mk' },
      documentUrl: 'did:key:z6Mk',
    });
    await expect(extended('did:key:z6Ml')).rejects.toThrow('did:key:z6Ml');
    expect(asked).toEqual(['did:key:z6Mk', 'did:key:z6Ml']);
  });
});

describe('certificate-v1', () => {
  type Context = Record<string, unknown>;
  const own: Context = JSON.parse(contextFile('certificate-v1.jsonld')?.body ?? '')['@context'];

  /** Every context of the file with the terms that it defines. */
  function contexts(context: Context): { context: Context; terms: [string, unknown][] }[] {
    const terms = Object.entries(context).filter(([term]) => !term.startsWith('@'));
    const inner = terms.map(([, definition]) => (definition as { '@context'?: Context })['@context']);
    return [{ context, terms }, ...inner.flatMap((one) => (one ? contexts(one) : []))];
  }

  test('protects all terms, gives each an IRI of ours or of the standard for pictures, and takes no unknown ones', () => {
    for (const { context, terms } of contexts(own)) {
      expect(context).toMatchObject({ '@protected': true });
      expect(context).not.toHaveProperty('@vocab');
      for (const [term, definition] of terms) {
        const iri = typeof definition === 'string' ? definition : (definition as Context)['@id'];
        expect(iri, term).toMatch(
          /^(?:urn:yinzheng:vocab:|https:\/\/w3id\.org\/vc\/render-method#)[A-Za-z][A-Za-z0-9]*$/,
        );
      }
    }
  });

  test('leaves the terms of the credentials context alone', () => {
    const theirs = JSON.parse(contextFile('credentials-v2.jsonld')?.body ?? '')['@context'] as Context;
    const terms = contexts(own).flatMap((entry) => entry.terms.map(([term]) => term));
    expect(terms.length).toBeGreaterThan(40);
    expect(terms.filter((term) => Object.hasOwn(theirs, term))).toEqual([]);
  });

  const trustList = {
    '@context': [CREDENTIALS_V2, certificateContextUrl(ORIGIN)],
    id: `${ORIGIN}/trust-list`,
    type: ['VerifiableCredential', 'TrustListCredential'],
    issuer: 'did:web:cert.example',
    credentialSubject: {
      id: `${ORIGIN}/trust-list#list`,
      type: 'TrustList',
      version: 7,
      entries: [{ agency: 'S000033000107', anything: [1.5, null, { nested: true }] }],
    },
  };

  test('carries the entries of a trust list as one JSON literal', async () => {
    const quads = await canonize(trustList, { documentLoader: documentLoader(ORIGIN) });
    expect(quads).toContain(
      '<urn:yinzheng:vocab:entries> "[{\\"agency\\":\\"S000033000107\\",\\"anything\\":[1.5,null,{\\"nested\\":true}]}]"^^' +
        '<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>',
    );
    expect(quads).toContain('<urn:yinzheng:vocab:version> "7"^^<http://www.w3.org/2001/XMLSchema#integer>');
  });

  test('a term that nobody defined is an error', async () => {
    const odd = { ...trustList, credentialSubject: { ...trustList.credentialSubject, surprise: 'x' } };
    await expect(canonize(odd, { documentLoader: documentLoader(ORIGIN) })).rejects.toMatchObject({
      details: { event: { code: 'invalid property' } },
    });
  });
});

test('our DID documents are JSON-LD in safe mode with the pinned contexts', async () => {
  const head = { owner: 'S000033000107', wrapped: null, createdAt: 0 };
  const keys: KeyRecord[] = [
    {
      ...head,
      id: 'AAAAAAAAAAA',
      algorithm: 'Ed25519',
      publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'VCpo2LMLhn6iWku8MKvSLg2ZAoC-nlOyPVQaO3FxVeQ' },
      state: 'retired',
      retiredAt: Date.UTC(2026, 10, 1),
    },
    {
      ...head,
      id: 'BBBBBBBBBBB',
      algorithm: 'ES256',
      publicJwk: {
        kty: 'EC',
        crv: 'P-256',
        x: 'fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI',
        y: 'hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU',
      },
      state: 'compromised',
      compromisedSince: Date.UTC(2026, 10, 2),
    },
  ];
  const document = didDocument(agencyDid(ORIGIN, 'S000033000107'), keys);
  const quads = await canonize(document, { documentLoader: documentLoader(ORIGIN) });
  expect(quads).toContain('<https://w3id.org/security#publicKeyJwk>');
  expect(quads).toContain('"2026-11-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>');
});
