import { invalidRequest, type YinzhengError } from '../core/errors.ts';
import { algorithmOf, type KeyAlgorithm, type KeyRecord } from '../core/key.ts';
import { didKeyOf, ownerOfDid, verificationMethodId } from '../credential/did.ts';
import { SUITES } from '../credential/suites.ts';

export interface KeyWish {
  /** As the credential names it. */
  readonly issuer: string;
  /** DID URL of a key, if the caller names one. */
  readonly verificationMethod?: string | undefined;
  /** Algorithms that will do, the preferred first; undefined: any. */
  readonly algorithms?: readonly KeyAlgorithm[] | undefined;
}

export interface ChosenKey {
  readonly record: KeyRecord;
  readonly verificationMethod: string;
  /** The DID under which the key is named. */
  readonly controller: string;
}

/**
 * The key of an organisation that signs for an issuer. An organisation goes by its did:web, and by the did:key of each of
 * its keys. An identifier that is none of these is the caller's word: it is kept, and since the key is still named as the
 * organisation's, nobody is misled. What belongs to another organisation of ours, or is another key, is refused.
 */
export function chooseKey(
  keys: readonly KeyRecord[],
  { origin, did }: { readonly origin: string; readonly did: string },
  { issuer, verificationMethod, algorithms }: KeyWish,
): ChosenKey {
  const active = keys.filter(({ state }) => state === 'active').toReversed();
  const names = active.flatMap((record) => {
    const didKey = didKeyOf(record.publicJwk);
    return [
      { record, controller: did, verificationMethod: verificationMethodId(did, record.id) },
      { record, controller: didKey, verificationMethod: verificationMethodId(didKey, didKey.slice('did:key:'.length)) },
    ];
  });
  const known = names.some(({ controller }) => controller === issuer);
  if (!known && (issuer.startsWith('did:key:') || ownerOfDid(origin, issuer) !== undefined)) {
    throw refused(
      '/credential/issuer',
      'credential/issuer',
      `must be ${did} or the did:key of one of your active keys`,
    );
  }
  const fitting = names
    .filter(({ controller }) => controller === (known ? issuer : did))
    .filter((name) => verificationMethod === undefined || name.verificationMethod === verificationMethod);
  if (fitting.length === 0) {
    throw refused('/options/verificationMethod', 'proof/verification-method', 'must be an active key of the issuer');
  }
  const wanted = algorithms ?? ['Ed25519', 'ES256', 'ES384'];
  for (const algorithm of wanted) {
    const found = fitting.find(({ record }) => algorithmOf(record.publicJwk) === algorithm);
    if (found) return found;
  }
  const message = `there is no active key of this issuer for ${wanted.join(' or ')}; make one with POST /v1/keys`;
  throw refused('/options', 'proof/key', message);
}

/** The suite that was asked for, or the one that every verifier knows for a key of this algorithm. */
export function suiteFor(cryptosuite: string | undefined, algorithm: KeyAlgorithm): string {
  return cryptosuite ?? (algorithm === 'Ed25519' ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019');
}

/** The algorithms of a suite that proofs are made with here. */
export function algorithmsOf(cryptosuite: string): readonly KeyAlgorithm[] {
  const suite = SUITES.get(cryptosuite);
  if (suite?.type === 'DataIntegrityProof') return suite.algorithms;
  throw refused('/options/cryptosuite', 'proof/cryptosuite', 'no proofs are made with this cryptosuite here');
}

export function refused(pointer: string, rule: string, message: string): YinzhengError {
  return invalidRequest([{ pointer, rule, message }]);
}
