/** ecdsa-sd-2023 (vc-di-ecdsa section 3.4): a base proof for the holder, from which proofs for less are derived. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import {
  createDiscloseCryptosuite,
  createSignCryptosuite,
  createVerifyCryptosuite,
} from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import type { PublicJwk } from '../core/key.ts';
import type { DocumentLoader } from './contexts.ts';
import { publicKeyMultibase } from './did.ts';
import type { Checked, CheckInput, ProveInput } from './suites.ts';

type Members = Readonly<Record<string, unknown>>;

/** What a verifier judges by. A holder who could leave it out would hide that a credential has ended or was revoked. */
const JUDGED_BY = ['issuer', 'validFrom', 'validUntil', 'credentialStatus'] as const;

/** The base proof's value. Without pointers of the caller's, `JUDGED_BY` is mandatory. Rejects when a pointer leads nowhere. */
export async function sdSign({ document, options, key, loader, ...input }: ProveInput): Promise<string> {
  const judgedBy = JUDGED_BY.filter((name) => document[name] !== undefined).map((name) => `/${name}`);
  const { mandatoryPointers = judgedBy } = input;
  const signer = {
    id: String(options.verificationMethod),
    algorithm: 'P-256',
    sign: ({ data }: { data: Uint8Array<ArrayBuffer> }) => key.sign(new Uint8Array(data)),
  };
  const suite = new DataIntegrityProof({
    signer,
    date: null,
    cryptosuite: createSignCryptosuite({ mandatoryPointers: [...mandatoryPointers] }),
  });
  const proof = await suite.createProof({
    document,
    documentLoader: loader,
    proofSet: [],
    purpose: { update: async () => ({ ...options }) },
  });
  return String(proof.proofValue);
}

export async function sdVerify({ document, options, proofValue, jwk, loader }: CheckInput): Promise<Checked> {
  const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
  const method = String(options.verificationMethod);
  const { verified, error } = await suite.verifyProof({
    proof: { ...options, proofValue },
    document,
    documentLoader: withKey(loader, method, jwk),
  });
  if (verified) return { good: true, learn: async () => {} };
  const cause = error?.message ?? '';
  if (/proofValue/.test(cause))
    return { good: false, rule: 'proof/value', detail: 'proofValue must be a derived proof' };
  if (cause === 'Invalid signature.' || /match/.test(cause))
    return { good: false, rule: 'proof/signature', detail: 'Invalid signature.' };
  // What JSON-LD refuses is for the caller to name.
  throw error ?? new Error('Invalid signature.');
}

/** Hands the library the key that was resolved already, so that nothing else decides which it is. */
function withKey(loader: DocumentLoader, method: string, jwk: PublicJwk): DocumentLoader {
  const document = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: method,
    type: 'Multikey',
    controller: method.split('#')[0],
    publicKeyMultibase: publicKeyMultibase(jwk),
  };
  return async (url) => (url === method ? { contextUrl: null, documentUrl: url, document } : loader(url));
}

/**
 * A credential with what `selectivePointers` and the mandatory pointers of its base proof name, and a proof for just
 * that. Rejects when a pointer leads nowhere, or nothing is selected.
 */
export async function sdDerive(
  document: Members,
  proof: Members,
  { selectivePointers, loader }: { readonly selectivePointers: readonly string[]; readonly loader: DocumentLoader },
): Promise<Record<string, unknown>> {
  const suite = new DataIntegrityProof({
    cryptosuite: createDiscloseCryptosuite({ selectivePointers: [...selectivePointers] }),
  });
  return suite.derive({ document, proofSet: [proof], documentLoader: loader, purpose: { term: proof.proofPurpose } });
}
