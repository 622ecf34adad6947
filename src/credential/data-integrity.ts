/** Embedded proofs: W3C Data Integrity 1.0 with the cryptosuite eddsa-rdfc-2022. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { type Cryptosuite, cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { issue } from '@digitalbazaar/vc';
import type { Instant } from '../core/calendar.ts';
import { YinzhengError } from '../core/errors.ts';
import type { SigningKey } from '../core/ports.ts';
import { decodeMultibase } from '../lib/multibase.ts';
import type { DocumentLoader } from './contexts.ts';
import { copyDocument, credentialFault, issuerOf, jsonLdFault, parseTimestamp } from './credential-form.ts';
import { verificationMethodId } from './did.ts';
import { failed, type ProofResult, unknown, unresolved } from './proof-result.ts';
import type { KeyResolver, ResolvedKey } from './resolver.ts';
import { verifySignature } from './signature.ts';

const MAX_PROOFS = 16;

/**
 * Blank nodes that look alike are told apart by trying; a poison graph makes that take for ever. Real credentials need
 * a handful of tries. (rdf-canonize's own limit grows with the graph.)
 */
const MAX_DEEP_ITERATIONS = 128;

/** The library's suite with bounded canonicalization, and signatures checked by WebCrypto in every runtime. */
const suite: Cryptosuite = {
  ...cryptosuite,
  canonize,
  createVerifier: async ({ verificationMethod }) => ({
    algorithm: cryptosuite.requiredAlgorithm,
    verify: ({ data, signature }) => verifySignature((verificationMethod as ResolvedKey).jwk, signature, data),
  }),
};

/** RDFC-1.0 canonical N-Quads of a JSON-LD document. Undefined terms and unpinned contexts are errors. */
export function canonize(document: object, options: object): Promise<string> {
  return cryptosuite.canonize(document, { ...options, maxDeepIterations: MAX_DEEP_ITERATIONS });
}

export interface ProveOptions {
  /** An Ed25519 key. */
  readonly key: SigningKey;
  /** The issuer's DID, whose document lists the key. */
  readonly controller: string;
  readonly created: Instant;
  readonly loader: DocumentLoader;
}

/**
 * The proof (vc-di-eddsa section 3.2) for an unsigned VC 2.0 credential; the document with it as `proof` is the secured
 * credential. The same input gives the same proof. Throws `lint_failed` for a form that `verifyProofs` would refuse;
 * undefined terms and unpinned contexts are errors of the JSON-LD library.
 */
export async function proveDocument(
  document: Readonly<Record<string, unknown>>,
  { key, controller, created, loader }: ProveOptions,
): Promise<Record<string, unknown>> {
  const credential = linted(document);
  const signer = {
    id: verificationMethodId(controller, key.id),
    algorithm: key.algorithm,
    sign: ({ data }: { data: Uint8Array<ArrayBuffer> }) => key.sign(data),
  };
  const { proof } = await issue({
    credential,
    suite: new DataIntegrityProof({ cryptosuite: suite, signer, date: new Date(created) }),
    documentLoader: loader,
  });
  return proof;
}

function linted(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    const copy = copyDocument(document, Number.POSITIVE_INFINITY);
    const fault = copy.proof === undefined ? (credentialFault(copy) ?? jsonLdFault(copy)) : 'there is a proof already';
    if (fault) throw new SyntaxError(fault);
    return copy;
  } catch (cause) {
    throw new YinzhengError('lint_failed', messageOf(cause), { cause });
  }
}

export interface VerifyProofsOptions {
  readonly resolver: KeyResolver;
  readonly loader: DocumentLoader;
  readonly now: Instant;
  /** Most JSON values that are looked at; 5,000 unless told. For documents that are large by nature, as trust lists. */
  readonly maxValues?: number | undefined;
}

/**
 * Verifies every proof of a credential: one that fails, fails the whole; one that cannot be checked here leaves it
 * unknown. A proof counts only if its key is listed for assertions in the document of the credential's own issuer.
 */
export async function verifyProofs(credential: unknown, options: VerifyProofsOptions): Promise<ProofResult> {
  let document: Record<string, unknown>;
  let proof: unknown;
  try {
    ({ proof, ...document } = copyDocument(credential, options.maxValues));
  } catch (error) {
    return failed(`not a credential: ${messageOf(error)}`);
  }
  const proofs = Array.isArray(proof) ? proof : [proof];
  if (proof === undefined || proofs.length === 0) return failed('there is no proof');
  if (proofs.length > MAX_PROOFS) return failed(`there are more than ${MAX_PROOFS} proofs`);
  const fault = credentialFault(document) ?? jsonLdFault({ ...document, proof });
  if (fault) return failed(fault);

  // One suite for all proofs, since it keeps the hash of the document; each proof by itself, since the library is
  // content with any one of a set.
  const verifier = new DataIntegrityProof({ cryptosuite: suite });
  const results: ProofResult[] = [];
  for (const one of proofs) results.push(await verifyProof(one, document, verifier, options));
  const keys = results.flatMap((result) => result.keys);
  const worst = results.find(({ outcome }) => outcome === 'fail') ?? results.find(({ outcome }) => outcome !== 'pass');
  return worst ? { ...worst, keys } : { outcome: 'pass', document, keys };
}

async function verifyProof(
  proof: Readonly<Record<string, unknown>>,
  document: Readonly<Record<string, unknown>>,
  verifier: DataIntegrityProof,
  { resolver, loader, now }: VerifyProofsOptions,
): Promise<ProofResult> {
  const fault = proofFault(proof, now);
  if (fault) return fault;
  let key: ResolvedKey;
  try {
    key = await resolver.verificationMethod(String(proof.verificationMethod));
  } catch (error) {
    return unresolved(error);
  }
  const issuer = issuerOf(document);
  if (key.controller !== issuer) return failed(`the key belongs to ${key.controller}, not to the issuer`, [key]);
  if (key.jwk.kty !== 'OKP') return failed('the key is not an Ed25519 key', [key]);
  for (const url of document['@context'] as string[]) {
    const pinned = await loader(url).catch(() => undefined);
    if (!pinned) return unknown(`the context ${url} is not known here`, [key]);
  }
  const { verified, error } = await verifier.verifyProof({
    proof,
    document,
    documentLoader: async (url) => (url === key.id ? { document: key } : loader(url)),
  });
  return verified ? { outcome: 'pass', keys: [key] } : failed(messageOf(error), [key]);
}

/** Data Integrity 1.0 section 4.4, as far as it needs neither key nor canonical form. */
function proofFault(proof: Readonly<Record<string, unknown>>, now: Instant): ProofResult | undefined {
  const { type, cryptosuite: name, proofPurpose, created, expires, proofValue } = Object(proof);
  if (typeof type !== 'string') return failed('a proof must have a type');
  if (type !== 'DataIntegrityProof') return unknown(`proofs of type ${type} are not checked here`);
  if (typeof name !== 'string') return failed('a proof must name its cryptosuite');
  if (name !== suite.name) return unknown(`the cryptosuite ${name} is not known here`);
  if (Object.hasOwn(proof, 'previousProof')) return unknown('chains of proofs are not checked here');
  if (proofPurpose !== 'assertionMethod') return failed('the purpose of the proof must be assertionMethod');
  if (typeof proof.verificationMethod !== 'string') return failed('a proof must name its verification method');
  if (created !== undefined && parseTimestamp(created) === undefined) return failed('created must be a dateTimeStamp');
  if (expires !== undefined && !((parseTimestamp(expires) ?? 0) > now)) return failed('the proof has expired');
  // The suite allows base58btc alone; the library would take a second spelling of the same signature.
  if (typeof proofValue !== 'string' || !isSignature(proofValue))
    return failed('proofValue must be 64 bytes as base58btc');
  return undefined;
}

function isSignature(text: string): boolean {
  try {
    return text[0] === 'z' && decodeMultibase(text).length === 64;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'the signature does not match';
}
