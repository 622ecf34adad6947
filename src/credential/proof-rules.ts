/** What VC Data Integrity 1.0 demands of a proof, before any key or canonical form is looked at. */
import type { Instant } from '../core/calendar.ts';
import { isObject, isUrl, listOf, parseTimestamp } from './credential-form.ts';
import { failed, type ProofResult, unknown } from './proof-result.ts';
import type { ProofPurpose } from './resolver.ts';
import { type Cryptosuite, SUITES } from './suites.ts';

type Members = Readonly<Record<string, unknown>>;

/** What whoever verifies expects of a proof (section 4.4). */
export interface Expected {
  readonly purpose: ProofPurpose;
  readonly domain?: string | undefined;
  readonly challenge?: string | undefined;
}

/** The suite of a proof without faults, or what is wrong. */
export function readProof(proof: Members, expected: Expected, now: Instant): Cryptosuite | ProofResult {
  const suite = suiteOf(proof);
  if (!isSuite(suite)) return suite;
  const { id, proofPurpose, verificationMethod, created, expires, proofValue, nonce } = proof;
  if (id !== undefined && !isUrl(id)) return failed('proof/id', 'the id of a proof must be a URL');
  if (proofPurpose !== expected.purpose) {
    return failed('proof/purpose', `the purpose of the proof must be ${expected.purpose}`);
  }
  if (typeof verificationMethod !== 'string') {
    return failed('proof/verification-method', 'a proof must name its verification method');
  }
  if (created !== undefined && parseTimestamp(created) === undefined) {
    return failed('proof/created', 'created must be a dateTimeStamp');
  }
  if (expires !== undefined && !((parseTimestamp(expires) ?? 0) > now)) {
    return failed('proof/expires', 'the proof has expired');
  }
  if (nonce !== undefined && typeof nonce !== 'string') return failed('proof/nonce', 'nonce must be text');
  if (typeof proofValue !== 'string') return failed('proof/value', 'a proof must have a proofValue');
  return replayFault(proof, expected) ?? suite;
}

function suiteOf({ type, cryptosuite }: Members): Cryptosuite | ProofResult {
  if (typeof type !== 'string') return failed('proof/type', 'a proof must have a type');
  if (type !== 'DataIntegrityProof') {
    const suite = SUITES.get(type);
    return suite?.type === type ? suite : unknown('proof/type', `proofs of type ${type} are not checked here`);
  }
  if (typeof cryptosuite !== 'string') return failed('proof/cryptosuite', 'a proof must name its cryptosuite');
  const suite = SUITES.get(cryptosuite);
  if (suite?.type !== type) return unknown('proof/cryptosuite', `the cryptosuite ${cryptosuite} is not known here`);
  return suite;
}

/** Where and for which request a proof was meant to be shown. */
function replayFault({ domain, challenge }: Members, expected: Expected): ProofResult | undefined {
  const domains = listOf(domain);
  if (!domains.every((one) => typeof one === 'string')) return failed('proof/domain', 'domain must be text');
  if (challenge !== undefined && typeof challenge !== 'string') {
    return failed('proof/challenge', 'challenge must be text');
  }
  if (expected.domain !== undefined && !domains.includes(expected.domain)) {
    return failed('proof/domain', 'the proof is meant for another domain');
  }
  if (expected.challenge !== undefined && challenge !== expected.challenge) {
    return failed('proof/challenge', 'the proof answers another challenge');
  }
  return undefined;
}

export function isSuite(value: Cryptosuite | ProofResult): value is Cryptosuite {
  return 'algorithms' in value;
}

/**
 * The proofs that a proof builds on (section 4.5); each that it names must be there. Returns what is wrong otherwise.
 */
export function previousProofs(proof: Members, proofs: readonly Members[]): readonly Members[] | ProofResult {
  const { previousProof } = proof;
  const found: Members[] = [];
  for (const id of listOf(previousProof)) {
    const matching = typeof id === 'string' ? proofs.filter((one) => one.id === id && one !== proof) : [];
    if (matching.length !== 1) return failed('proof/previous', 'previousProof must name a proof of this document');
    found.push(...matching);
  }
  return found;
}

/** The proofs of a document, or undefined when the member holds something else. */
export function proofsIn(proof: unknown): readonly Members[] | undefined {
  const proofs = listOf(proof);
  return proofs.length > 0 && proofs.every(isObject) ? proofs : undefined;
}
