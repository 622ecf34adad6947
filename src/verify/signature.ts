/** The signature check of each form, with what it leads to: the claims of the verified document. */
import type { Instant } from '../core/calendar.ts';
import type { DocumentLoader } from '../credential/contexts.ts';
import { verifyProofs } from '../credential/data-integrity.ts';
import { agencyDid, verificationMethodId } from '../credential/did.ts';
import type { Presented } from '../credential/presented.ts';
import { type ProofResult, unresolved } from '../credential/proof-result.ts';
import type { KeyResolver, ResolvedKey } from '../credential/resolver.ts';
import { readSeal } from '../credential/seal.ts';
import { verifyJwt } from '../credential/vc-jose.ts';
import type { Bytes } from '../lib/bytes.ts';
import { type Claims, claimsOfDocument, claimsOfSeal } from './claims.ts';

export interface SignatureDeps {
  readonly resolver: KeyResolver;
  readonly loader: DocumentLoader;
  readonly origin: string;
  readonly timeZone: string;
  readonly now: Instant;
}

export interface SignatureResult {
  readonly outcome: ProofResult['outcome'];
  readonly detail?: string | undefined;
  readonly keys: readonly ResolvedKey[];
  /** Only on a pass. */
  readonly claims?: Claims;
  /** Only on a pass of a credential or JWT: what was signed. */
  readonly document?: Readonly<Record<string, unknown>> | undefined;
}

type Signed = Exclude<Presented, { kind: 'none' }>;

export async function checkSignature(deps: SignatureDeps, presented: Signed): Promise<SignatureResult> {
  if (presented.kind === 'seal') return checkSeal(deps, presented.seal);
  const result =
    presented.kind === 'jwt' ? await verifyJwt(presented.jwt, deps) : await verifyProofs(presented.credential, deps);
  const { outcome, detail, keys, document } = result;
  return { outcome, detail, keys, ...(document && { claims: claimsOfDocument(document), document }) };
}

/** A seal names its agency and its key by an id within the agency, so the key is looked up nowhere else. */
async function checkSeal({ resolver, origin, timeZone }: SignatureDeps, bytes: Bytes): Promise<SignatureResult> {
  try {
    const seal = readSeal(bytes);
    const did = agencyDid(origin, seal.facts.agency);
    const key = await resolver.verificationMethod(verificationMethodId(did, seal.kid));
    if (!(await seal.verify(key.jwk))) return { outcome: 'fail', detail: 'the signature does not match', keys: [key] };
    return { outcome: 'pass', keys: [key], claims: claimsOfSeal(seal.facts, origin, timeZone) };
  } catch (error) {
    if (error instanceof SyntaxError) return { outcome: 'fail', detail: error.message, keys: [] };
    return unresolved(error);
  }
}
