/** The securing formats, in one table. Whoever signs or checks is handed an entry, never a name to branch on. */
import type { Instant } from '../core/calendar.ts';
import type { PreparedCertificate, Securing } from '../core/certificate.ts';
import type { SigningKey } from '../core/ports.ts';
import type { FormatId, FurtherFormat } from '../core/template.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { canonicalizeJson } from '../lib/jcs.ts';
import type { Credential } from './build.ts';
import type { DocumentLoader } from './contexts.ts';
import { proveDocument, verifyProofs } from './data-integrity.ts';
import { failed, type ProofResult } from './proof-result.ts';
import type { KeyResolver } from './resolver.ts';
import { certificateClaims } from './sd-jwt-claims.ts';
import { type CopyInput, signSdJwt } from './sd-jwt-sign.ts';
import { verifySdJwt } from './sd-jwt-vc.ts';
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
  /** For the formats that are made when they are fetched. */
  readonly copy?: CopyInput;
}

/** The signatures that are kept with a certificate, or the one copy that is handed out and not kept. */
export type Secured = Partial<Securing> & { readonly sdJwt?: string };

export interface CheckInput extends SecureInput {
  /** All that the formats made so far. */
  readonly securing: Secured;
  readonly resolver: KeyResolver;
}

export interface SecuringFormat {
  readonly id: FormatId;
  readonly algorithm: keyof PreparedCertificate['keys'];
  /** Signs, and returns this format's piece of `Secured`. Throws `lint_failed` for what cannot be secured this way. */
  secure(input: SecureInput): Promise<Secured>;
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
  'dc+sd-jwt': {
    id: 'dc+sd-jwt',
    algorithm: 'ES256',
    secure: async ({ document, copy, ...input }) => ({
      sdJwt: await signSdJwt(document as unknown as Credential, { ...input, copy: needed(copy) }),
    }),
    check: checkSdJwt,
  },
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

function needed(copy: CopyInput | undefined): CopyInput {
  if (!copy) throw new Error('a copy without what it is made for');
  return copy;
}

/** With everything shown, it says what the certificate says. */
async function checkSdJwt({ securing, document, copy, ...input }: CheckInput): Promise<ProofResult> {
  const result = await verifySdJwt(securing.sdJwt ?? '', input);
  const claims = certificateClaims(document as unknown as Credential, needed(copy).birthdate);
  const said = Object.fromEntries(Object.keys(claims).map((name) => [name, result.document?.[name]]));
  if (result.outcome !== 'pass' || canonicalizeJson(said) === canonicalizeJson(claims)) return result;
  return failed('sd-jwt/disclosure', 'the claims are not those of the certificate');
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
