/** The securing formats, in one table. Whoever signs or checks is handed an entry, never a name to branch on. */
import type { Instant } from '../core/calendar.ts';
import type { PreparedCertificate, Securing } from '../core/certificate.ts';
import type { SigningKey } from '../core/ports.ts';
import type { FormatId, FurtherFormat } from '../core/template.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import type { DocumentLoader } from './contexts.ts';
import { proveDocument, verifyProofs } from './data-integrity.ts';
import { failed, type ProofResult } from './proof-result.ts';
import type { KeyResolver } from './resolver.ts';
import { readSeal, type SealFacts, signSeal } from './seal.ts';
import { joinJwt, signJwt, verifyJwt } from './vc-jose.ts';

/** What is signed: one certificate as a document, as the exact text of that document, and as the facts of its seal. */
export interface SecureInput {
  readonly document: Readonly<Record<string, unknown>>;
  readonly documentText: string;
  readonly facts: SealFacts;
  /** An active key of the format's algorithm. */
  readonly key: SigningKey;
  /** The issuer's DID. */
  readonly controller: string;
  readonly now: Instant;
  readonly loader: DocumentLoader;
}

export interface CheckInput extends SecureInput {
  /** All that the formats made so far. */
  readonly securing: Partial<Securing>;
  readonly resolver: KeyResolver;
}

export interface SecuringFormat {
  readonly id: FormatId;
  readonly algorithm: keyof PreparedCertificate['keys'];
  /** Signs, and returns this format's piece of `Securing`. Throws `lint_failed` for what cannot be secured this way. */
  secure(input: SecureInput): Promise<Partial<Securing>>;
  /** Verifies this format's piece from the outside in, by the same code that judges what strangers hand in. */
  check(input: CheckInput): Promise<ProofResult>;
}

export const FORMATS: Readonly<Record<FormatId, SecuringFormat>> = {
  'eddsa-rdfc-2022': {
    id: 'eddsa-rdfc-2022',
    algorithm: 'Ed25519',
    secure: async ({ document, now, ...input }) => ({
      proof: await proveDocument(document, { ...input, created: now }),
    }),
    check: async ({ documentText, securing, ...input }) =>
      verifyProofs({ ...JSON.parse(documentText), proof: securing.proof }, input),
  },
  'vc+jwt': {
    id: 'vc+jwt',
    algorithm: 'ES256',
    secure: async ({ documentText, ...input }) => ({ jwt: await signJwt(documentText, input) }),
    check: async ({ documentText, securing, ...input }) =>
      securing.jwt ? verifyJwt(joinJwt(documentText, securing.jwt), input) : failed('jwt/form', 'there is no JWT'),
  },
  seal: {
    id: 'seal',
    algorithm: 'ES256',
    secure: async ({ facts, key }) => ({ seal: encodeBase64url(await signSeal(facts, key)) }),
    check: checkSeal,
  },
  'eddsa-jcs-2022': further('eddsa-jcs-2022', 'Ed25519'),
  'ecdsa-rdfc-2019': further('ecdsa-rdfc-2019', 'ES256'),
  'ecdsa-jcs-2019': further('ecdsa-jcs-2019', 'ES256'),
};

/** Another embedded proof for the same document. */
function further(id: FurtherFormat, algorithm: SecuringFormat['algorithm']): SecuringFormat {
  return {
    id,
    algorithm,
    secure: async ({ document, now, ...input }) => ({
      proofs: { [id]: await proveDocument(document, { ...input, created: now, cryptosuite: id }) },
    }),
    check: async ({ documentText, securing, ...input }) =>
      verifyProofs({ ...JSON.parse(documentText), proof: securing.proofs?.[id] }, input),
  };
}

/** A seal names its key and its certificate by itself; what it may have cut for space is not compared. */
async function checkSeal({ securing, facts, key }: CheckInput): Promise<ProofResult> {
  if (securing.seal === undefined) return failed('proof/missing', 'there is no seal');
  const seal = readSeal(decodeBase64url(securing.seal));
  if (seal.kid !== key.id || seal.facts.certificate !== facts.certificate || seal.facts.number !== facts.number) {
    return failed('proof/key', 'the seal is for another certificate or key');
  }
  return (await seal.verify(key.publicJwk))
    ? { outcome: 'pass', keys: [] }
    : failed('proof/signature', 'the signature does not match');
}
