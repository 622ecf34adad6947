/** Embedded proofs: W3C VC Data Integrity 1.0 with the cryptosuites of `suites.ts`. */
import { type Instant, rfc3339 } from '../core/calendar.ts';
import { YinzhengError } from '../core/errors.ts';
import { algorithmOf } from '../core/key.ts';
import type { SigningKey } from '../core/ports.ts';
import type { DocumentLoader } from './contexts.ts';
import { copyDocument, isObject, issuerOf, jsonLdFault } from './credential-form.ts';
import { credentialFaults } from './credential-rules.ts';
import { verificationMethodId } from './did.ts';
import { failed, faulty, type ProofResult, unknown, unresolved } from './proof-result.ts';
import { type Expected, isSuite, previousProofs, proofsIn, readProof } from './proof-rules.ts';
import type { KeyResolver, ProofPurpose, ResolvedKey } from './resolver.ts';
import { type Checked, type Hashed, recalledHash, SUITES } from './suites.ts';

type Members = Readonly<Record<string, unknown>>;

const MAX_PROOFS = 16;

export interface ProveOptions {
  /** A key of the suite's algorithm. */
  readonly key: SigningKey;
  /** The issuer's DID, whose document lists the key. */
  readonly controller: string;
  readonly created: Instant;
  readonly loader: DocumentLoader;
  /** `eddsa-rdfc-2022` unless told. */
  readonly cryptosuite?: string | undefined;
}

/**
 * The proof for an unsigned certificate or list of ours; the document with it as `proof` is the secured credential. Where
 * the algorithm allows, the same input gives the same proof. Throws `lint_failed` for a form that `verifyProofs` would
 * refuse; undefined terms and unpinned contexts are errors of the JSON-LD library.
 */
export async function proveDocument(document: Members, options: ProveOptions): Promise<Record<string, unknown>> {
  const { key, controller, loader, cryptosuite = 'eddsa-rdfc-2022' } = options;
  const content = cryptosuite === 'eddsa-rdfc-2022' ? await recalledHash(document, loader) : undefined;
  const lintedOne = linted(document, content !== undefined);
  const verificationMethod = verificationMethodId(controller, key.id);
  return addProof(lintedOne, { ...options, cryptosuite, verificationMethod, plain: true, content });
}

/** Only documents without faults are learned, so one of a known shape has none of those that its shape shows. */
function linted(document: Members, known: boolean): Members {
  try {
    const copy = known ? document : copyDocument(document, Number.POSITIVE_INFINITY);
    const [fault] = credentialFaults(copy);
    if (fault) throw new SyntaxError(`${fault.pointer} ${fault.message}`);
    const hidden = known ? undefined : jsonLdFault(copy);
    if (hidden) throw new SyntaxError(hidden);
    if (copy.proof !== undefined) throw new SyntaxError('there is a proof already');
    return copy;
  } catch (cause) {
    throw new YinzhengError('lint_failed', messageOf(cause), { cause });
  }
}

export interface AddProofOptions {
  readonly key: SigningKey;
  readonly verificationMethod: string;
  readonly created: Instant;
  readonly loader: DocumentLoader;
  readonly cryptosuite: string;
  readonly proofPurpose?: ProofPurpose | undefined;
  /** A name for the proof, so that later ones can build on it. */
  readonly id?: string | undefined;
  /** Ids of proofs of the document that this one vouches for too (section 4.5). */
  readonly previousProof?: string | readonly string[] | undefined;
  readonly mandatoryPointers?: readonly string[] | undefined;
  readonly domain?: string | undefined;
  readonly challenge?: string | undefined;
  /** Whether `jsonLdFault` finds nothing in the document. */
  readonly plain: boolean;
  readonly content?: Hashed | undefined;
}

/**
 * A further proof for a document, whatever it is about (sections 4.2 and 4.5). The document may have proofs; a chained
 * proof is made over those that it names. Rejects with what the canonical form refuses.
 */
export async function addProof(document: Members, options: AddProofOptions): Promise<Record<string, unknown>> {
  const { key, created, loader, plain, content, mandatoryPointers } = options;
  const { proof, ...unsecured } = document;
  const suite = SUITES.get(options.cryptosuite);
  if (suite?.type !== 'DataIntegrityProof') throw new TypeError(`no proofs are made with ${options.cryptosuite}`);
  if (!suite.algorithms.includes(key.algorithm)) {
    throw new TypeError(`the algorithm of ${suite.name} is ${suite.algorithms.join(' or ')}, not ${key.algorithm}`);
  }
  const { id, domain, challenge, previousProof } = options;
  const made = {
    ...(id !== undefined && { id }),
    type: suite.type,
    created: rfc3339(created),
    verificationMethod: options.verificationMethod,
    cryptosuite: suite.name,
    proofPurpose: options.proofPurpose ?? 'assertionMethod',
    ...(domain !== undefined && { domain }),
    ...(challenge !== undefined && { challenge }),
    ...(previousProof !== undefined && { previousProof }),
    ...suite.extraOptions(unsecured),
  };
  const previous = previousProofs(made, proofsIn(proof) ?? []);
  if ('outcome' in previous) throw new TypeError(previous.detail);
  const signed = previous.length === 0 ? unsecured : { ...unsecured, proof: previous };
  const input = { document: signed, options: made, key, loader, mandatoryPointers, plain, content };
  return { ...made, proofValue: await suite.sign(input) };
}

export interface VerifyProofsOptions {
  readonly resolver: KeyResolver;
  readonly loader: DocumentLoader;
  readonly now: Instant;
  /** Most JSON values that are looked at; 5,000 unless told. For documents that are large by nature, as trust lists. */
  readonly maxValues?: number | undefined;
  /** Called with a document in good form before its keys are looked up, when nobody has signed any of it yet. */
  readonly peek?: ((document: Members) => void) | undefined;
}

/**
 * Verifies every proof of a credential in the plain form that our certificates and lists have: one that fails, fails the
 * whole; one that cannot be checked here leaves it unknown. A proof counts only if its key is listed for assertions in
 * the document of the credential's own issuer.
 */
export async function verifyProofs(credential: unknown, options: VerifyProofsOptions): Promise<ProofResult> {
  let document: Record<string, unknown>;
  let proof: unknown;
  try {
    ({ proof, ...document } = copyDocument(credential, options.maxValues));
  } catch (error) {
    return failed('credential/json', `not a credential: ${messageOf(error)}`);
  }
  if (proof === undefined) return failed('proof/missing', 'there is no proof');
  const [fault] = credentialFaults(document);
  if (fault) return faulty(fault);
  const hidden = jsonLdFault({ ...document, proof: withoutContexts(proof) });
  if (hidden) return failed('credential/json', hidden);
  options.peek?.(document);
  const expected = { purpose: 'assertionMethod', controller: issuerOf(document), plain: true } as const;
  return checkProofs(document, proof, { ...options, ...expected });
}

/** JCS has the context in the proof, where it is signed as it stands and compared with that of the document. */
function withoutContexts(proof: unknown): unknown {
  const bare = (one: unknown) => {
    if (!isObject(one) || !String(one.cryptosuite).includes('-jcs-')) return one;
    const { '@context': _, ...rest } = one;
    return rest;
  };
  return Array.isArray(proof) ? proof.map(bare) : bare(proof);
}

export interface CheckProofsOptions extends Omit<VerifyProofsOptions, 'maxValues' | 'peek'>, Expected {
  /** Whose keys count; undefined: anybody's, and the caller says so. */
  readonly controller: string | undefined;
  readonly plain: boolean;
}

/** Verifies every proof of a document without `proof`, whatever it is about (sections 4.3 to 4.5). */
export async function checkProofs(
  document: Members,
  proof: unknown,
  options: CheckProofsOptions,
): Promise<ProofResult> {
  const proofs = proofsIn(proof);
  if (!proofs) return failed('proof/missing', 'proof must hold one or more proofs');
  if (proofs.length > MAX_PROOFS) return failed('proof/missing', `there are more than ${MAX_PROOFS} proofs`);

  // Canonized once, and only for a proof that gets as far as that.
  const hashes = new Map<string, Promise<Hashed>>();
  const results: ProofResult[] = [];
  for (const one of proofs) {
    const previous = previousProofs(one, proofs);
    if ('outcome' in previous) results.push(previous);
    else if (previous.length === 0) results.push(await verifyProof(one, document, hashes, options));
    else results.push(await verifyProof(one, { ...document, proof: previous }, new Map(), options));
  }
  const keys = results.flatMap((result) => result.keys);
  const worst = results.find(({ outcome }) => outcome === 'fail') ?? results.find(({ outcome }) => outcome !== 'pass');
  return worst ? { ...worst, keys } : { outcome: 'pass', document, keys };
}

async function verifyProof(
  proof: Members,
  document: Members,
  hashes: Map<string, Promise<Hashed>>,
  options: CheckProofsOptions,
): Promise<ProofResult> {
  const { resolver, loader, now, purpose, controller, plain } = options;
  const suite = readProof(proof, options, now);
  if (!isSuite(suite)) return suite;
  const { proofValue, ...config } = proof;
  if (!contextsAgree(config['@context'], document['@context'])) {
    return failed('proof/context', 'the context of the proof is not the one of the document');
  }
  let key: ResolvedKey;
  try {
    key = await resolver.verificationMethod(String(proof.verificationMethod), purpose);
  } catch (error) {
    return unresolved('proof/verification-method', error);
  }
  if (controller !== undefined && key.controller !== controller) {
    return failed('proof/controller', `the key belongs to ${key.controller}, not to the issuer`, [key]);
  }
  if (!suite.algorithms.includes(algorithmOf(key.jwk))) {
    return failed('proof/key', `the key is not one for ${suite.name}`, [key]);
  }
  for (const url of [document['@context']].flat()) {
    const pinned = typeof url !== 'string' || (await loader(url).catch(() => undefined));
    if (!pinned) return unknown('credential/unknown-context', `the context ${url} is not known here`, [key]);
  }
  const input = { document, options: config, proofValue: String(proofValue), jwk: key.jwk, loader, hashes };
  let checked: Checked;
  try {
    checked = await suite.check(input);
  } catch (error) {
    return failed('credential/undefined-term', jsonLdMessage(error), [key]);
  }
  if (!checked.good) return failed(checked.rule, checked.detail, [key]);
  if (plain) await checked.learn(key.record ? 'ours' : 'strangers');
  return { outcome: 'pass', keys: [key] };
}

/** vc-di-eddsa section 3.3.2, stricter: contexts that were added to the document since then are signed by nobody. */
function contextsAgree(ofProof: unknown, ofDocument: unknown): boolean {
  if (ofProof === undefined) return true;
  const contexts = [ofDocument].flat();
  return JSON.stringify([ofProof].flat()) === JSON.stringify(contexts);
}

/** What JSON-LD in safe mode found: the event that it names, and the property or type. */
export function jsonLdMessage(error: unknown): string {
  const { message, details } = Object(error);
  const { event } = Object(details);
  if (!event) return messageOf(error);
  const { property, type, reference, value } = Object(event.details);
  return `${message} ${event.code}: ${JSON.stringify(property ?? type ?? reference ?? value ?? '')}`.slice(0, 200);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'the signature does not match';
}
