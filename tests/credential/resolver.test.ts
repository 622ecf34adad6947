import { describe, expect, test } from 'vitest';
import type { KeyRecord } from '../../src/core/key.ts';
import { didDocument } from '../../src/credential/did.ts';
import type { Fetch } from '../../src/credential/guarded-fetch.ts';
import { createResolver, type ResolverOptions } from '../../src/credential/resolver.ts';
import { agency, controller, didKeyController, ed25519, keyRecord, now, origin, p256 } from './world.ts';

const host = 'other.example';
const did = `did:web:${host}`;
const id = `${did}#${ed25519.id}`;
const foreign = didDocument(did, [keyRecord(ed25519), keyRecord(p256)]);
const methods = foreign.verificationMethod as Record<string, unknown>[];

/** A resolver whose network is a function, and what it was asked for. */
function world(answer: (url: string) => Response | Promise<Response>, more: Partial<ResolverOptions> = {}) {
  const asked: string[] = [];
  const fetch: Fetch = async (url) => {
    asked.push(url);
    return answer(url);
  };
  const ownKeys = async () => undefined;
  const resolver = createResolver({ origin, ownKeys, allowedHosts: [host], clock: () => now, fetch, ...more });
  return { asked, resolver };
}

const serving = (document: unknown) => world(() => Response.json(document));

describe('our own keys', () => {
  const compromised = { state: 'compromised', compromisedSince: now } as const;
  test.each<[string, Partial<KeyRecord>]>([
    ['active', {}],
    ['retired', { state: 'retired', retiredAt: now }],
    ['compromised', compromised],
    ['destroyed', { state: 'destroyed', retiredAt: now }],
  ])('%s: from the register, with its record, without any network', async (_state, change) => {
    const record = keyRecord(ed25519, change);
    const { asked, resolver } = world(() => Response.error(), {
      ownKeys: async (owner) => (owner === agency ? [record] : undefined),
      allowedHosts: ['cert.example'],
    });
    const resolved = await resolver.verificationMethod(`${controller}#${ed25519.id}`);
    expect(resolved).toEqual({ id: `${controller}#${ed25519.id}`, controller, jwk: ed25519.publicJwk, record });
    for (const name of [`${controller}#other`, 'did:web:cert.example:agencies:S999#x', 'did:web:cert.example#x']) {
      await expect(resolver.verificationMethod(name)).rejects.toMatchObject({ kind: 'not_found' });
    }
    expect(asked).toEqual([]);
  });
});

test('references may leave out the DID that the document is about (DID Core section 3.2.2)', async () => {
  const short = `#${ed25519.id}`;
  const relative = {
    ...foreign,
    assertionMethod: [short],
    verificationMethod: methods.map((method) => (method.id === id ? { ...method, id: short } : method)),
  };
  expect(await serving(relative).resolver.verificationMethod(id)).toMatchObject({ id, jwk: ed25519.publicJwk });
  const embedded = { ...foreign, assertionMethod: [{ ...methods.find((method) => method.id === id), id: short }] };
  expect(await serving(embedded).resolver.verificationMethod(id)).toMatchObject({ id, jwk: ed25519.publicJwk });
  const other = { ...relative, assertionMethod: ['#other'] };
  await expect(serving(other).resolver.verificationMethod(id)).rejects.toMatchObject({ kind: 'not_found' });
});

describe('did:key', () => {
  const { resolver } = world(() => Response.error());

  test('is its own document', async () => {
    const name = `${didKeyController}#${didKeyController.slice(8)}`;
    expect(await resolver.verificationMethod(name)).toEqual({
      id: name,
      controller: didKeyController,
      jwk: ed25519.publicJwk,
    });
  });

  test.each([
    ['another fragment', `${didKeyController}#x`, 'not_found'],
    [
      'another kind of key',
      'did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc#z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc',
      'invalid',
    ],
    ['no fragment', didKeyController, 'invalid'],
    ['a path', `${didKeyController}/x#y`, 'invalid'],
    ['a query', `${didKeyController}?x=1#y`, 'invalid'],
    ['no DID', 'https://cert.example/key#1', 'invalid'],
    ['nothing', '', 'invalid'],
    ['a method that we do not know', 'did:example:1#key', 'not_allowed'],
  ])('refuses %s', async (_what, name, kind) => {
    await expect(resolver.verificationMethod(name)).rejects.toMatchObject({ kind });
  });
});

describe('did:web', () => {
  test('finds Multikey and JsonWebKey methods', async () => {
    const { resolver } = serving(foreign);
    expect(await resolver.verificationMethod(id)).toEqual({ id, controller: did, jwk: ed25519.publicJwk });
    const second = `${did}#${p256.id}`;
    expect(await resolver.verificationMethod(second)).toEqual({ id: second, controller: did, jwk: p256.publicJwk });
  });

  test('finds a method that stands under assertionMethod itself', async () => {
    const { resolver } = serving({ ...foreign, verificationMethod: undefined, assertionMethod: methods });
    expect(await resolver.verificationMethod(id)).toMatchObject({ jwk: ed25519.publicJwk });
  });

  test.each([
    ['did:web:other.example#1', 'https://other.example/.well-known/did.json'],
    ['did:web:other.example:issuers:7#1', 'https://other.example/issuers/7/did.json'],
    ['did:web:other.example%3A8443#1', 'https://other.example:8443/.well-known/did.json'],
  ])('%s is at %s', async (name, url) => {
    const { asked, resolver } = world(() => Response.json({}), { allowedHosts: [host, `${host}:8443`] });
    await expect(resolver.verificationMethod(name)).rejects.toMatchObject({ kind: 'invalid' });
    expect(asked).toEqual([url]);
  });

  test.each([
    ['a host that is not listed', 'did:web:evil.example#1', 'not_allowed'],
    ['another port', 'did:web:other.example%3A8443#1', 'not_allowed'],
    ['this machine', 'did:web:localhost%3A8787#1', 'not_allowed'],
    ['a private address', 'did:web:10.0.0.1#1', 'not_allowed'],
    ['a cloud metadata service', 'did:web:169.254.169.254:latest#1', 'not_allowed'],
    ['a listed host as user name', 'did:web:other.example%40evil.example#1', 'invalid'],
    ['a listed host as prefix', 'did:web:other.example.evil.example#1', 'not_allowed'],
    ['a path upwards', 'did:web:other.example:..:secret#1', 'invalid'],
    ['a slash in a path', 'did:web:other.example:a%2Fb#1', 'invalid'],
    ['capital letters', 'did:web:OTHER.example#1', 'invalid'],
  ])('asks nobody for %s', async (_what, name, kind) => {
    const { asked, resolver } = serving(foreign);
    await expect(resolver.verificationMethod(name)).rejects.toMatchObject({ name: 'ResolutionError', kind });
    expect(asked).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['about another DID', { ...foreign, id: 'did:web:evil.example' }, 'invalid'],
    ['that does not list the method', { ...foreign, assertionMethod: [] }, 'not_found'],
    ['that lists it for something else', { ...foreign, assertionMethod: undefined, authentication: [id] }, 'not_found'],
    ['without methods', { ...foreign, verificationMethod: 'x' }, 'not_found'],
    ['with a method of another controller', withMethod({ controller: 'did:web:evil.example' }), 'invalid'],
    ['with a revoked key', withMethod({ revoked: '2026-01-01T00:00:00Z' }), 'not_found'],
    ['with an expired key', withMethod({ expires: '2026-01-01T00:00:00Z' }), 'not_found'],
    ['with a key that ends some day', withMethod({ expires: 'some day' }), 'not_found'],
    ['with a broken key', withMethod({ publicKeyMultibase: 'z123' }), 'invalid'],
    [
      'with a private key',
      withMethod({ type: 'JsonWebKey', publicKeyMultibase: undefined, publicKeyJwk: { ...p256.publicJwk, d: 'x' } }),
      'invalid',
    ],
    ['with a kind of key that we do not know', withMethod({ type: 'RsaVerificationKey2018' }), 'not_allowed'],
    ['that is a list', [foreign], 'invalid'],
    ['that is null', null, 'invalid'],
    [
      'full of nonsense',
      { id: did, assertionMethod: [null, 1, [], {}, id], verificationMethod: [null, 1, 'x', [], {}] },
      'not_found',
    ],
  ])('refuses a document %s', async (_what, document, kind) => {
    await expect(serving(document).resolver.verificationMethod(id)).rejects.toMatchObject({
      name: 'ResolutionError',
      kind,
    });
  });

  function withMethod(change: object): object {
    return { ...foreign, verificationMethod: [{ ...methods[0], ...change }] };
  }

  test('a key that ends later is good until then', async () => {
    const { resolver } = serving(withMethod({ expires: '2027-01-01T00:00:00Z' }));
    expect(await resolver.verificationMethod(id)).toMatchObject({ jwk: ed25519.publicJwk });
  });

  test.each<[string, () => Response | Promise<Response>, string]>([
    ['not found', () => new Response('', { status: 404 }), 'not_found'],
    ['gone', () => new Response('', { status: 410 }), 'not_found'],
    ['broken', () => new Response('', { status: 500 }), 'unreachable'],
    [
      'elsewhere',
      () => new Response('', { status: 302, headers: { location: 'https://evil.example/' } }),
      'unreachable',
    ],
    ['unreachable', () => Promise.reject(new TypeError('fetch failed')), 'unreachable'],
    ['too long', () => new Response(`${JSON.stringify(foreign)}${' '.repeat(65_536)}`), 'invalid'],
    ['no JSON', () => new Response('<html>'), 'invalid'],
    ['JSON with duplicates', () => new Response(`{"id":"${did}","id":"${did}"}`), 'invalid'],
    ['no UTF-8', () => new Response(Uint8Array.of(0x22, 0xff, 0x22)), 'invalid'],
    ['empty', () => new Response(null), 'invalid'],
  ])('an answer that is %s', async (_what, answer, kind) => {
    await expect(world(answer).resolver.verificationMethod(id)).rejects.toMatchObject({
      name: 'ResolutionError',
      kind,
    });
  });

  test('an endless answer is cut off', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(stream) {
        sent += 1024;
        stream.enqueue(new Uint8Array(1024).fill(0x20));
      },
    });
    const { resolver } = world(() => new Response(endless));
    await expect(resolver.verificationMethod(id)).rejects.toMatchObject({ kind: 'invalid' });
    expect(sent).toBeLessThan(80_000);
  });

  test('asks without following redirects, and with an end in time', async () => {
    let seen: RequestInit | undefined;
    const fetch: Fetch = async (_url, init) => {
      seen = init;
      return Response.json(foreign);
    };
    await world(() => Response.error(), { fetch }).resolver.verificationMethod(id);
    expect(seen).toMatchObject({ redirect: 'manual', signal: expect.any(AbortSignal) });
  });

  test('keeps a document for a minute, and failures not at all', async () => {
    let time = now;
    let down = true;
    const answer = () => (down ? new Response('', { status: 503 }) : Response.json(foreign));
    const { asked, resolver } = world(answer, { clock: () => time });
    await expect(resolver.verificationMethod(id)).rejects.toMatchObject({ kind: 'unreachable' });
    down = false;
    await resolver.verificationMethod(id);
    time += 59_999;
    await resolver.verificationMethod(`${did}#${p256.id}`);
    expect(asked).toHaveLength(2);
    time += 1;
    await resolver.verificationMethod(id);
    expect(asked).toHaveLength(3);
  });
});
