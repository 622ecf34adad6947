/** Digital Bazaar's suites and ours, each verifying what the other signed. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import { createVerifyCryptosuite } from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { describe, expect, test } from 'vitest';
import { documentLoader } from '../../src/credential/contexts.ts';
import { addProof, checkProofs } from '../../src/credential/data-integrity.ts';
import { publicKeyMultibase } from '../../src/credential/did.ts';
import { sdDerive } from '../../src/credential/sd-suite.ts';
import p384Pair from '../vectors/vc-di-ecdsa/p384KeyPair.json' with { type: 'json' };
import { ed25519, now, origin, p256, resolver, vectorKey } from './world.ts';

const loader = documentLoader(origin);
const p384 = await vectorKey('P-384', p384Pair.publicKeyMultibase, p384Pair.secretKeyMultibase);

const SUITES = [
  ['eddsa-rdfc-2022', 'Ed25519', ed25519, eddsaRdfc, eddsaRdfc],
  ['eddsa-jcs-2022', 'Ed25519', ed25519, eddsaJcs.createSignCryptosuite(), eddsaJcs.createVerifyCryptosuite()],
  ['ecdsa-rdfc-2019', 'P-256', p256, ecdsaRdfc, ecdsaRdfc],
  ['ecdsa-rdfc-2019', 'P-384', p384, ecdsaRdfc, ecdsaRdfc],
] as const;

const names = (key: typeof ed25519) => {
  const multibase = publicKeyMultibase(key.publicJwk);
  const issuer = `did:key:${multibase}`;
  return { issuer, verificationMethod: `${issuer}#${multibase}`, multibase };
};

const credential = (issuer: string) => ({
  '@context': ['https://www.w3.org/ns/credentials/v2', { alumniOf: 'https://schema.org/alumniOf' }],
  id: 'urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33',
  type: ['VerifiableCredential'],
  issuer,
  credentialSubject: { id: 'did:example:alice', alumniOf: { name: 'The School of Examples' } },
});

/** Resolves the one did:key, as their verifier wants it. */
function withKey(key: typeof ed25519) {
  const { issuer, verificationMethod, multibase } = names(key);
  const method = { id: verificationMethod, type: 'Multikey', controller: issuer, publicKeyMultibase: multibase };
  const found = (documentUrl: string, document: object) => ({ contextUrl: null, documentUrl, document });
  return async (url: string) => {
    if (url === verificationMethod)
      return found(url, { '@context': 'https://w3id.org/security/multikey/v1', ...method });
    if (url !== issuer) return loader(url);
    const document = { id: issuer, verificationMethod: [method], assertionMethod: [verificationMethod] };
    return found(url, { '@context': 'https://www.w3.org/ns/did/v1', ...document });
  };
}

const theirVerdict = async (signed: object, cryptosuite: unknown, key: typeof ed25519) =>
  (
    await vc.verifyCredential({
      credential: signed,
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader: withKey(key),
      checkStatus: async () => ({ verified: true }),
      now: new Date(now),
    })
  ).verified;

const ourVerdict = async ({ proof, ...document }: Record<string, unknown>, issuer: string) => {
  const options = { resolver, loader, now, purpose: 'assertionMethod', controller: issuer, plain: false } as const;
  return (await checkProofs(document, proof, options)).outcome;
};

describe.each(SUITES)('%s on %s', (name, algorithm, key, signing, verifying) => {
  const { issuer, verificationMethod } = names(key);

  test('they verify what we sign', async () => {
    const document = credential(issuer);
    const options = { key, verificationMethod, created: now, loader, cryptosuite: name, plain: false };
    const signed = { ...document, proof: await addProof(document, options) };
    expect(await theirVerdict(signed, verifying, key)).toBe(true);
    expect(await theirVerdict({ ...signed, name: 'Another' }, verifying, key)).toBe(false);
  });

  test('we verify what they sign', async () => {
    const sign = ({ data }: { data: Uint8Array<ArrayBuffer> }) => key.sign(new Uint8Array(data));
    const suite = new DataIntegrityProof({
      cryptosuite: signing,
      signer: { id: verificationMethod, algorithm, sign },
      date: new Date(now),
    });
    const signed: Record<string, unknown> = {
      ...(await vc.issue({ credential: credential(issuer), suite, documentLoader: loader })),
    };
    expect(await ourVerdict(signed, issuer)).toBe('pass');
    expect(await ourVerdict({ ...signed, name: 'Another' }, issuer)).toBe('fail');
  });
});

test('they verify what is derived from our base proof', async () => {
  const { issuer, verificationMethod } = names(p256);
  const document = credential(issuer);
  const options = { key: p256, verificationMethod, created: now, loader, cryptosuite: 'ecdsa-sd-2023', plain: false };
  const proof = await addProof(document, { ...options, mandatoryPointers: ['/issuer'] });
  const derived = await sdDerive(document, proof, { selectivePointers: ['/credentialSubject/alumniOf'], loader });
  expect(derived).not.toHaveProperty('name');
  expect(await theirVerdict(derived, createVerifyCryptosuite(), p256)).toBe(true);
  expect(await ourVerdict(derived, issuer)).toBe('pass');
  expect(await theirVerdict({ ...derived, id: 'urn:uuid:1' }, createVerifyCryptosuite(), p256)).toBe(false);
});
