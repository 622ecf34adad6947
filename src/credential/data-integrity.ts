/** Embedded proofs: W3C Data Integrity 1.0 with the cryptosuite eddsa-rdfc-2022 (vc-di-eddsa section 3.2). */
import { type Instant, rfc3339 } from '../core/calendar.ts';
import { YinzhengError } from '../core/errors.ts';
import type { SigningKey } from '../core/ports.ts';
import { type Bytes, concat, sha256, utf8 } from '../lib/bytes.ts';
import { decodeMultibase, encodeMultibase } from '../lib/multibase.ts';
import { builtInHash } from './canonize/sha256-node.ts';
import { createCanonizer, type Whose } from './canonize.ts';
import type { DocumentLoader } from './contexts.ts';
import { copyDocument, credentialFault, issuerOf, jsonLdFault, parseTimestamp } from './credential-form.ts';
import { verificationMethodId } from './did.ts';
import { failed, type ProofResult, unknown, unresolved } from './proof-result.ts';
import type { KeyResolver, ResolvedKey } from './resolver.ts';
import { verifySignature } from './signature.ts';

const CRYPTOSUITE = 'eddsa-rdfc-2022';
const MAX_PROOFS = 16;

const canonizer = createCanonizer();
/** At once where the runtime can: a promise of WebCrypto takes ten times as long. */
const digestOf: (text: string) => Bytes | Promise<Bytes> = builtInHash()?.bytes ?? ((text) => sha256(utf8(text)));

/** RDFC-1.0 canonical N-Quads of a JSON-LD document. Undefined terms and unpinned contexts are errors. */
export async function canonize(document: object, options: { readonly documentLoader: DocumentLoader }) {
  return (await canonizer.canonize(document, options)).nquads;
}

interface Hashed {
  readonly digest: Bytes;
  /** Lets the canonizer know the shape, once the document's signature is good. */
  learn(whose: Whose): Promise<void>;
}

/** Transformation and hashing (sections 3.2.3 to 3.2.5) of a document or of the options of a proof. */
async function hashed(document: object, documentLoader: DocumentLoader): Promise<Hashed> {
  const { nquads, learn } = await canonizer.canonize(document, { documentLoader });
  return { digest: await digestOf(nquads), learn: async (whose) => learn?.(whose) };
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
  if (key.algorithm !== 'Ed25519')
    throw new TypeError(`the algorithm of ${CRYPTOSUITE} is Ed25519, not ${key.algorithm}`);
  const content = await hashedCredential(document, loader);
  const options = {
    type: 'DataIntegrityProof',
    created: rfc3339(created),
    verificationMethod: verificationMethodId(controller, key.id),
    cryptosuite: CRYPTOSUITE,
    proofPurpose: 'assertionMethod',
  };
  const proof = await hashed({ '@context': document['@context'], ...options }, loader);
  const proofValue = encodeMultibase('z', await key.sign(concat(proof.digest, content.digest)));
  await proof.learn('ours');
  await content.learn('ours');
  return { ...options, proofValue };
}

/**
 * Lints and hashes what is about to be signed. Only documents without faults are learned, and what `copyDocument` and
 * `jsonLdFault` look at is what a shape consists of, so a document of a known shape has no such fault either.
 */
async function hashedCredential(document: Readonly<Record<string, unknown>>, documentLoader: DocumentLoader) {
  const remembered = await canonizer.recall(document, { documentLoader });
  if (remembered === undefined) return hashed(linted(document), documentLoader);
  const fault = credentialFault(document) ?? statementFault(document);
  if (fault) throw new YinzhengError('lint_failed', fault);
  return { digest: await digestOf(remembered), learn: async () => {} };
}

function linted(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    const copy = copyDocument(document, Number.POSITIVE_INFINITY);
    const fault = credentialFault(copy) ?? jsonLdFault(copy) ?? statementFault(copy);
    if (fault) throw new SyntaxError(fault);
    return copy;
  } catch (cause) {
    throw new YinzhengError('lint_failed', messageOf(cause), { cause });
  }
}

/** What an issuer must not sign although a verifier may take it: empty claims, names that are no URLs, missing types. */
function statementFault(credential: Readonly<Record<string, unknown>>): string | undefined {
  if (credential.proof !== undefined) return 'there is a proof already';
  if (!URL.canParse(issuerOf(credential))) return 'the issuer must be a URL';
  for (const subject of objectsIn(credential.credentialSubject)) {
    if (Object.keys(subject).length === 0) return 'credentialSubject must make a claim';
    if (subject.id && !URL.canParse(String(subject.id))) return 'credentialSubject.id must be a URL';
  }
  for (const name of ['credentialStatus', 'termsOfUse', 'evidence']) {
    for (const { id, type } of objectsIn(credential[name])) {
      if (type === undefined || type === '') return `${name} must have a type`;
      if (id !== undefined && name !== 'termsOfUse' && !URL.canParse(String(id))) return `${name}.id must be a URL`;
    }
  }
  return undefined;
}

/** The members of a credential that are an object or a list of objects, as `credentialFault` makes sure. */
function objectsIn(value: unknown): readonly Record<string, unknown>[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as Record<string, unknown>[];
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

  // Canonized once, and only for a proof that gets as far as that.
  let content: Promise<Hashed> | undefined;
  const hashedDocument = () => {
    content ??= hashed(document, options.loader);
    return content;
  };
  const results: ProofResult[] = [];
  for (const one of proofs) results.push(await verifyProof(one, document, hashedDocument, options));
  const keys = results.flatMap((result) => result.keys);
  const worst = results.find(({ outcome }) => outcome === 'fail') ?? results.find(({ outcome }) => outcome !== 'pass');
  return worst ? { ...worst, keys } : { outcome: 'pass', document, keys };
}

async function verifyProof(
  proof: Readonly<Record<string, unknown>>,
  document: Readonly<Record<string, unknown>>,
  hashedDocument: () => Promise<Hashed>,
  { resolver, loader, now }: VerifyProofsOptions,
): Promise<ProofResult> {
  const fault = proofFault(proof, now);
  if (fault) return fault;
  const signature = signatureIn(proof.proofValue);
  if (!signature) return failed('proofValue must be 64 bytes as base58btc');
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
  try {
    const { proofValue: _, ...config } = proof;
    const options = await hashed({ '@context': document['@context'], ...config }, loader);
    const content = await hashedDocument();
    if (!(await verifySignature(key.jwk, signature, concat(options.digest, content.digest)))) {
      return failed('Invalid signature.', [key]);
    }
    const whose = key.record ? 'ours' : 'strangers';
    await options.learn(whose);
    await content.learn(whose);
    return { outcome: 'pass', keys: [key] };
  } catch (error) {
    return failed(messageOf(error), [key]);
  }
}

/** Data Integrity 1.0 section 4.4, as far as it needs neither key nor canonical form. */
function proofFault(proof: Readonly<Record<string, unknown>>, now: Instant): ProofResult | undefined {
  const { type, cryptosuite: name, proofPurpose, created, expires } = Object(proof);
  if (typeof type !== 'string') return failed('a proof must have a type');
  if (type !== 'DataIntegrityProof') return unknown(`proofs of type ${type} are not checked here`);
  if (typeof name !== 'string') return failed('a proof must name its cryptosuite');
  if (name !== CRYPTOSUITE) return unknown(`the cryptosuite ${name} is not known here`);
  if (Object.hasOwn(proof, 'previousProof')) return unknown('chains of proofs are not checked here');
  if (proofPurpose !== 'assertionMethod') return failed('the purpose of the proof must be assertionMethod');
  if (typeof proof.verificationMethod !== 'string') return failed('a proof must name its verification method');
  if (created !== undefined && parseTimestamp(created) === undefined) return failed('created must be a dateTimeStamp');
  if (expires !== undefined && !((parseTimestamp(expires) ?? 0) > now)) return failed('the proof has expired');
  return undefined;
}

/** The suite allows base58btc alone; a library might take a second spelling of the same signature. */
function signatureIn(proofValue: unknown): Bytes | undefined {
  if (typeof proofValue !== 'string' || proofValue[0] !== 'z') return undefined;
  try {
    const signature = decodeMultibase(proofValue);
    return signature.length === 64 ? signature : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'the signature does not match';
}
