/** Presentations over HTTP, signed by a holder with Digital Bazaar's library and with jose. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentLoader } from '../../src/credential/contexts.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { utf8 } from '../../src/lib/bytes.ts';
import { NOW, ORIGIN, openWorld, type World } from './world.ts';

type Json = Record<string, unknown>;

const V2 = 'https://www.w3.org/ns/credentials/v2';
const loader = documentLoader(ORIGIN);
const pair = await Ed25519Multikey.generate();
const holder = `did:key:${pair.publicKeyMultibase}`;
const suite = () => {
  const signer = { ...pair.signer(), id: `${holder}#${pair.publicKeyMultibase}` };
  return new DataIntegrityProof({ signer, cryptosuite, date: new Date(NOW) });
};

let world: World;
beforeAll(async () => {
  world = await openWorld({ vcApi: true });
});
afterAll(() => world.close());

const credential = (more: Json = {}): Json => ({
  '@context': [V2],
  type: ['VerifiableCredential'],
  issuer: holder,
  credentialSubject: { id: 'did:example:subject' },
  ...more,
});

const signed = (one: Json = credential()) => vc.issue({ credential: one, suite: suite(), documentLoader: loader });

/** A presentation as a wallet signs it, for the domain and challenge of a verifier. */
const presented = (more: Json = {}) =>
  vc.signPresentation({
    presentation: { '@context': [V2], type: ['VerifiablePresentation'], ...more },
    suite: suite(),
    challenge: 'c-1',
    domain: 'verifier.example',
    documentLoader: loader,
  }) as Promise<Json>;

async function verify(verifiablePresentation: unknown, options: Json = { checks: [] }) {
  const response = await world.send('POST', '/presentations/verify', { body: { verifiablePresentation, options } });
  const body = (await response.json()) as { verified: boolean; problemDetails: { rule: string; pointer: string }[] };
  return { status: response.status, body, rules: body.problemDetails?.map(({ rule }) => rule) };
}

describe('an embedded proof', () => {
  test.each<[string, () => Promise<Json>]>([
    ['with nothing', () => presented()],
    [
      'with an id and a type',
      () => presented({ id: 'urn:uuid:1', type: ['VerifiablePresentation', 'https://example.org/#More'] }),
    ],
    ['with a holder', () => presented({ holder })],
    ['with a holder as object', () => presented({ holder: { id: holder } })],
    ['with credentials', async () => presented({ verifiableCredential: [await signed(), await signed()] })],
    ['with contexts inside', () => presented({ '@context': [V2, { Example: 'https://example.org/#Example' }] })],
    ['with the word of its holder', () => presented({ holder, verifiableCredential: [credential()] })],
  ])('%s verifies', async (_what, make) => {
    const presentation = await make();
    expect(await verify(presentation)).toMatchObject({ status: 200, body: { verified: true } });
    const expected = { challenge: 'c-1', domain: 'verifier.example' };
    expect((await verify(presentation, expected)).status).toBe(200);
  });

  test.each<[string, (one: Json) => unknown, Json?]>([
    ['presentation/context', ({ '@context': _, ...one }) => one],
    ['presentation/context', (one) => ({ ...one, '@context': ['https://www.w3.org/ns/credentials/examples/v2', V2] })],
    ['presentation/context', (one) => ({ ...one, '@context': [V2, 123_192_875] })],
    ['credential/unknown-context', (one) => ({ ...one, '@context': [V2, 'https://example.com'] })],
    ['presentation/type', (one) => ({ ...one, type: undefined })],
    ['presentation/type', (one) => ({ ...one, type: ['https://example.org/#Other'] })],
    ['presentation/id', (one) => ({ ...one, id: 'no url' })],
    ['presentation/holder', (one) => ({ ...one, holder: { name: 'x' } })],
    ['presentation/credential', (one) => ({ ...one, verifiableCredential: ['https://example.org/1'] })],
    ['presentation/terms-of-use', (one) => ({ ...one, termsOfUse: {} })],
    ['proof/missing', ({ proof: _, ...one }) => one],
    [
      'proof/value',
      (one) => ({ ...one, proof: { ...Object(one.proof), proofValue: 'z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh' } }),
    ],
    ['proof/signature', (one) => ({ ...one, id: 'urn:uuid:2' })],
    ['proof/controller', (one) => ({ ...one, holder: 'did:example:acme' })],
    ['proof/domain', (one) => one, { domain: 'another.example' }],
    ['proof/challenge', (one) => one, { challenge: 'c-2' }],
    ['proof/purpose', (one) => one, { expectedProofPurpose: 'assertionMethod' }],
    ['credential/json', () => 4],
  ])('%s', async (rule, change, options) => {
    const { status, rules } = await verify(change(await presented()), options);
    expect({ status, rules }).toEqual({ status: 400, rules: [rule] });
  });

  test('spoils with one of its credentials, and says which', async () => {
    const good = await signed();
    const altered = { ...(await signed()), name: 'Another' };
    const { status, body } = await verify(await presented({ verifiableCredential: [good, altered] }));
    expect(status).toBe(400);
    expect(body.problemDetails).toMatchObject([{ rule: 'proof/signature', pointer: '/verifiableCredential/1/proof' }]);
  });

  test('a credential without a proof is the word of the holder alone', async () => {
    const unsigned = [credential()];
    expect((await verify(await presented({ verifiableCredential: unsigned }))).rules).toEqual([
      'presentation/self-asserted',
    ]);
    const other = [credential({ issuer: 'did:example:acme' })];
    expect((await verify(await presented({ holder, verifiableCredential: other }))).rules).toEqual([
      'presentation/self-asserted',
    ]);
  });
});

describe('an envelope', () => {
  /** A did:jwk of a fresh key, and tokens signed by it. */
  async function wallet(alg: 'ES256' | 'ES384') {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const did = `did:jwk:${encodeBase64url(utf8(JSON.stringify(await exportJWK(publicKey))))}`;
    const token = (payload: Json, header: Json = {}) =>
      new CompactSign(utf8(JSON.stringify(payload)))
        .setProtectedHeader({ alg, kid: `${did}#0`, ...header })
        .sign(privateKey);
    return { did, token };
  }
  const envelope = (type: string, media: string, jwt: string): Json => ({
    '@context': [V2],
    type,
    id: `data:${media},${jwt}`,
  });
  const inner = (jwt: string) => envelope('EnvelopedVerifiableCredential', 'application/vc+jwt', jwt);
  const outer = (jwt: string) => envelope('EnvelopedVerifiablePresentation', 'application/vp+jwt', jwt);

  test.each(['ES256', 'ES384'] as const)('of %s verifies, with a credential in one', async (alg) => {
    const { did, token } = await wallet(alg);
    const own = await token(credential({ issuer: did }), { typ: 'vc+jwt' });
    const vp = { '@context': [V2], type: ['VerifiablePresentation'], holder: did, verifiableCredential: [inner(own)] };
    const good = outer(await token({ ...vp, nonce: 'c-1', aud: 'verifier.example' }, { typ: 'vp+jwt', cty: 'vp' }));
    expect(await verify(good, { challenge: 'c-1', domain: 'verifier.example' })).toMatchObject({ status: 200 });
    expect((await verify(good, { challenge: 'c-2' })).rules).toEqual(['proof/challenge']);
    expect((await verify(good, { domain: 'another.example' })).rules).toEqual(['proof/domain']);
    expect((await verify({ ...good, '@context': [] })).rules).toEqual(['envelope/context']);
    expect((await verify({ ...good, type: ['VerifiablePresentation'] })).status).toBe(400);
    expect((await verify({ ...good, id: String(good.id).split(',')[1] })).rules).toEqual(['envelope/id']);

    const rules = async (payload: Json, header: Json = {}) => (await verify(outer(await token(payload, header)))).rules;
    expect(await rules({ ...vp, vp: {} })).toEqual(['jwt/claims']);
    expect(await rules(vp, { typ: 'vc+jwt' })).toEqual(['jwt/typ']);
    expect(await rules(vp, { cty: 'vc' })).toEqual(['jwt/cty']);
    expect(await rules({ ...vp, iss: 'did:example:acme' })).toEqual(['jwt/iss']);
    expect(await rules({ ...vp, holder: 'did:example:acme' })).toEqual(['jwt/kid']);
    expect(await rules({ ...vp, exp: 1 })).toEqual(['jwt/time']);
    expect(await rules({ ...vp, type: 'Other' })).toEqual(['presentation/type']);
    // Credentials in a JWT must be secured, and enveloped.
    expect(await rules({ ...vp, verifiableCredential: [await signed()] })).toEqual(['presentation/credential']);
    expect(await rules({ ...vp, verifiableCredential: [credential({ issuer: did })] })).toEqual([
      'presentation/self-asserted',
    ]);
    expect(await rules({ ...vp, verifiableCredential: [inner(`${own.slice(0, -4)}AAAA`)] })).toEqual(['jwt/signature']);
  });
});
