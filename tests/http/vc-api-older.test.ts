/** Credentials of VC Data Model 1.1, signed by others: they verify here, and are not issued. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentLoader } from '../../src/credential/contexts.ts';
import { type Json, openVcApi, rulesOf, type VcApiWorld } from './vc-api-world.ts';
import { NOW, ORIGIN } from './world.ts';

const V1 = 'https://www.w3.org/2018/credentials/v1';
const pair = await Ed25519Multikey.generate();
const issuer = `did:key:${pair.publicKeyMultibase}`;
const signer = { ...pair.signer(), id: `${issuer}#${pair.publicKeyMultibase}` };
const date = new Date(NOW);

let world: VcApiWorld;
beforeAll(async () => {
  world = await openVcApi();
});
afterAll(() => world.world.close());

const SUITES = [
  [
    'eddsa-rdfc-2022',
    'https://w3id.org/security/data-integrity/v2',
    () => new DataIntegrityProof({ signer, cryptosuite, date }),
  ],
  [
    'Ed25519Signature2020',
    'https://w3id.org/security/suites/ed25519-2020/v1',
    () => new Ed25519Signature2020({ signer, date }),
  ],
] as const;

const unsigned = (context: string, more: Json = {}): Json => ({
  '@context': [V1, context, { alumniOf: 'https://schema.org/alumniOf' }],
  id: 'urn:uuid:86294362-4254-4f36-854f-3952fe42555d',
  type: ['VerifiableCredential'],
  issuer,
  issuanceDate: '2026-11-01T00:00:00Z',
  credentialSubject: { id: 'did:example:alice', alumniOf: 'The School of Examples' },
  ...more,
});

describe.each(SUITES)('%s', (_name, context, suite) => {
  const signed = async (more: Json = {}) =>
    (await vc.issue({
      credential: unsigned(context, more),
      suite: suite(),
      documentLoader: documentLoader(ORIGIN),
    })) as unknown as Json;

  test('verifies, to its end and no longer', async () => {
    const good = { status: 200, body: { verified: true, problemDetails: [], warnings: [] } };
    expect(await world.verify(await signed())).toEqual(good);
    expect(await world.verify(await signed({ expirationDate: '2026-12-01T00:00:00Z' }))).toEqual(good);
    const late = await world.verify(await signed({ expirationDate: '2026-11-19T00:00:00Z' }));
    expect(rulesOf(late.body)).toEqual(['credential/expired']);
  });

  test.each<[string, (one: Json) => Json, string]>([
    ['another subject', (one) => ({ ...one, credentialSubject: { id: 'did:example:bob' } }), 'proof/signature'],
    ['another issuer', (one) => ({ ...one, issuer: 'did:example:other' }), 'proof/controller'],
    ['no day of issue', ({ issuanceDate: _, ...one }) => one, 'credential/valid-from'],
    ['a day of issue that is none', (one) => ({ ...one, issuanceDate: 'soon' }), 'credential/valid-from'],
    ['the context in another order', (one) => ({ ...one, '@context': [context, V1] }), 'credential/context'],
    ['another purpose', (one) => ({ ...one, proof: { ...Object(one.proof), proofPurpose: 'x' } }), 'proof/purpose'],
    ['no proof', ({ proof: _, ...one }) => one, 'proof/missing'],
    ['a schema without an id', (one) => ({ ...one, credentialSchema: { type: 'x' } }), 'credential/schema'],
  ])('does not verify with %s', async (_what, change, rule) => {
    const { status, body } = await world.verify(change(await signed()));
    expect(status).toBe(400);
    expect(rulesOf(body)).toContain(rule);
  });

  test('is not issued', async () => {
    const answer = await world.post('/credentials/issue', {
      credential: unsigned(context, { issuer: world.didKeys.Ed25519 }),
    });
    expect(answer).toMatchObject({ status: 400, body: { violations: [{ rule: 'credential/context' }] } });
  });
});
