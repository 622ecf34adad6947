/**
 * The cryptosuites of embedded proofs, in one table. All but the selective ones are alike: a canonical form, a hash, and
 * a signature over the hash of the proof's options and the hash of the document (vc-di-eddsa and vc-di-ecdsa sections 3).
 */
import { algorithmOf, type KeyAlgorithm, type PublicJwk } from '../core/key.ts';
import type { SigningKey } from '../core/ports.ts';
import { type Bytes, concat, sha256, utf8 } from '../lib/bytes.ts';
import { canonicalizeJson } from '../lib/jcs.ts';
import { decodeMultibase, encodeMultibase } from '../lib/multibase.ts';
import { libraryCanonize } from './canonize/library.ts';
import { builtInHash } from './canonize/sha256-node.ts';
import { type Canonical, createCanonizer, type Whose } from './canonize.ts';
import type { DocumentLoader } from './contexts.ts';
import { sdSign, sdVerify } from './sd-suite.ts';
import { verifySignature } from './signature.ts';

type Members = Readonly<Record<string, unknown>>;

export interface ProveInput {
  /** The document without proofs, or with those that this one builds on. */
  readonly document: Members;
  /** The proof without `proofValue`. */
  readonly options: Members;
  readonly key: SigningKey;
  readonly loader: DocumentLoader;
  /** The hash of the document, where it is known already. */
  readonly content?: Hashed | undefined;
  /** Whether `jsonLdFault` finds nothing in the document. Only such shapes may be learned. */
  readonly plain: boolean;
  /** JSON Pointers to what every derived proof discloses; for selective suites only. */
  readonly mandatoryPointers?: readonly string[] | undefined;
}

export interface CheckInput {
  readonly document: Members;
  readonly options: Members;
  readonly proofValue: string;
  readonly jwk: PublicJwk;
  readonly loader: DocumentLoader;
  /** Hashes of this document that were made already, by form and algorithm. */
  readonly hashes: Map<string, Promise<Hashed>>;
}

/** `learn`: lets the canonizer know the shapes that it met, now that a signature vouches for them. */
export type Checked =
  | { readonly good: true; learn(whose: Whose): Promise<void> }
  | { readonly good: false; readonly rule: 'proof/value' | 'proof/signature'; readonly detail: string };

export interface Cryptosuite {
  /** `cryptosuite` of a `DataIntegrityProof`, or a type of its own. */
  readonly name: string;
  readonly type: 'DataIntegrityProof' | 'Ed25519Signature2020';
  readonly algorithms: readonly KeyAlgorithm[];
  /** The options of a proof for this document besides those that every suite has. */
  extraOptions(document: Members): Members;
  /** The `proofValue`. */
  sign(input: ProveInput): Promise<string>;
  check(input: CheckInput): Promise<Checked>;
}

type Form = 'rdfc' | 'jcs';

export interface Hashed {
  readonly digest: Bytes;
  learn(whose: Whose): Promise<void>;
}

const canonizer = createCanonizer();
/** At once where the runtime can: a promise of WebCrypto takes ten times as long. */
const sha256Of: (text: string) => Bytes | Promise<Bytes> = builtInHash()?.bytes ?? ((text) => sha256(utf8(text)));
const sha384Of = async (text: string): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-384', utf8(text)));
const LEARNT = async () => {};

/** RDFC-1.0 canonical N-Quads of a JSON-LD document. Undefined terms and unpinned contexts are errors. */
export async function canonize(document: object, options: { readonly documentLoader: DocumentLoader }) {
  return (await canonicalForm(document, options.documentLoader)).nquads;
}

/** The same, for whoever knows whether the document is worth learning. */
export function canonicalForm(document: object, documentLoader: DocumentLoader): Promise<Canonical> {
  return canonizer.canonize(document, { documentLoader });
}

/** Whether a document certainly has a canonical form, for whoever need not know which. */
export function isCanonizable(document: object, documentLoader: DocumentLoader): Promise<boolean> {
  return canonizer.knows(document, { documentLoader });
}

/**
 * The hash that eddsa-rdfc-2022 signs of a document whose canonical form is known from its shape, or undefined. What
 * `copyDocument` and `jsonLdFault` look at is what a shape consists of, and only documents without such faults are
 * learned.
 */
export async function recalledHash(document: object, documentLoader: DocumentLoader): Promise<Hashed | undefined> {
  const nquads = await canonizer.recall(document, { documentLoader });
  return nquads === undefined ? undefined : { digest: await sha256Of(nquads), learn: LEARNT };
}

/** Transformation and hashing. A key on P-384 wants SHA-384, also for the labels of blank nodes. */
async function hashed(
  form: Form,
  algorithm: KeyAlgorithm,
  document: object,
  documentLoader: DocumentLoader,
): Promise<Hashed> {
  const long = algorithm === 'ES384';
  if (form === 'jcs' || long) {
    const text =
      form === 'jcs'
        ? canonicalizeJson(document)
        : await libraryCanonize(document, { documentLoader, messageDigestAlgorithm: 'SHA-384' });
    return { digest: await (long ? sha384Of : sha256Of)(text), learn: LEARNT };
  }
  const { nquads, learn } = await canonicalForm(document, documentLoader);
  return { digest: await sha256Of(nquads), learn: async (whose) => learn?.(whose) };
}

/** How long a signature of each algorithm is. */
const LENGTHS: Readonly<Record<KeyAlgorithm, number>> = { Ed25519: 64, ES256: 64, ES384: 96 };

function hashAndSign(
  name: string,
  form: Form,
  algorithms: readonly KeyAlgorithm[],
  type: Cryptosuite['type'] = 'DataIntegrityProof',
): Cryptosuite {
  // The options are hashed in the context of the document; JCS, which knows no contexts, has it in the proof itself.
  const config = (document: Members, options: Members) =>
    form === 'jcs' ? options : { ...options, '@context': document['@context'] };
  return {
    name,
    type,
    algorithms,
    extraOptions: (document) => (form === 'jcs' ? { '@context': document['@context'] } : {}),
    async sign({ document, options, key, loader, plain, content: known }) {
      const content = known ?? (await hashed(form, key.algorithm, document, loader));
      const proof = await hashed(form, key.algorithm, config(document, options), loader);
      const proofValue = encodeMultibase('z', await key.sign(concat(proof.digest, content.digest)));
      if (plain) {
        await proof.learn('ours');
        await content.learn('ours');
      }
      return proofValue;
    },
    async check({ document, options, proofValue, jwk, loader, hashes }) {
      const algorithm = algorithmOf(jwk);
      const length = LENGTHS[algorithm];
      const signature = signatureIn(proofValue, length);
      if (!signature)
        return { good: false, rule: 'proof/value', detail: `proofValue must be ${length} bytes as base58btc` };
      const proof = await hashed(form, algorithm, config(document, options), loader);
      const kept = `${form} ${algorithm}`;
      const made = hashes.get(kept) ?? hashed(form, algorithm, document, loader);
      hashes.set(kept, made);
      const content = await made;
      if (!(await verifySignature(jwk, signature, concat(proof.digest, content.digest)))) {
        return { good: false, rule: 'proof/signature', detail: 'Invalid signature.' };
      }
      const learn = async (whose: Whose) => {
        await proof.learn(whose);
        await content.learn(whose);
      };
      return { good: true, learn };
    },
  };
}

/** The suites allow base58btc alone; a library might take a second spelling of the same signature. */
function signatureIn(proofValue: string, length: number): Bytes | undefined {
  if (proofValue[0] !== 'z') return undefined;
  try {
    const signature = decodeMultibase(proofValue);
    return signature.length === length ? signature : undefined;
  } catch {
    return undefined;
  }
}

const ED25519 = ['Ed25519'] as const;
const ECDSA = ['ES256', 'ES384'] as const;

const TABLE: readonly Cryptosuite[] = [
  hashAndSign('eddsa-rdfc-2022', 'rdfc', ED25519),
  hashAndSign('eddsa-jcs-2022', 'jcs', ED25519),
  hashAndSign('ecdsa-rdfc-2019', 'rdfc', ECDSA),
  hashAndSign('ecdsa-jcs-2019', 'jcs', ECDSA),
  {
    name: 'ecdsa-sd-2023',
    type: 'DataIntegrityProof',
    algorithms: ['ES256'],
    extraOptions: () => ({}),
    sign: sdSign,
    check: sdVerify,
  },
  // From before cryptosuites; verified, never made (vc-di-eddsa section 3.1).
  hashAndSign('Ed25519Signature2020', 'rdfc', ED25519, 'Ed25519Signature2020'),
];
export const SUITES: ReadonlyMap<string, Cryptosuite> = new Map(TABLE.map((suite) => [suite.name, suite]));

/** Names of the suites that proofs are made with here. */
export const SIGNING_SUITES: readonly string[] = TABLE.filter(({ type }) => type === 'DataIntegrityProof').map(
  ({ name }) => name,
);
