/** The signature check of each form, with what it leads to: the claims of the verified document. */
import type { Instant } from '../core/calendar.ts';
import type { VerifiedCertificate } from '../core/verdict.ts';
import type { DocumentLoader } from '../credential/contexts.ts';
import { issuerOf } from '../credential/credential-form.ts';
import { verifyProofs } from '../credential/data-integrity.ts';
import { agencyDid, ownerOfDid, verificationMethodId } from '../credential/did.ts';
import { validateCredential } from '../credential/json-schema.ts';
import type { Presented } from '../credential/presented.ts';
import { type ProofResult, unresolved } from '../credential/proof-result.ts';
import type { KeyResolver, ResolvedKey } from '../credential/resolver.ts';
import { type KeyBinding, verifySdJwt } from '../credential/sd-jwt-vc.ts';
import { readSeal } from '../credential/seal.ts';
import type { StatusEntry } from '../credential/status-list.ts';
import { verifyJwt } from '../credential/vc-jose.ts';
import { type Claims, claimsOfDocument, claimsOfSdJwt, claimsOfSeal, statusOfDocument } from './claims.ts';
import { hostOf } from './origin.ts';

type Members = Readonly<Record<string, unknown>>;

export interface SignatureDeps {
  readonly resolver: KeyResolver;
  readonly loader: DocumentLoader;
  readonly origin: string;
  readonly timeZone: string;
  readonly now: Instant;
  /** What a Key Binding JWT must answer, where one is asked for. */
  readonly binding?: KeyBinding | undefined;
  /** Told before a key is looked up. */
  readonly foresee?: Foresee | undefined;
}

/** Where the status of a document will be asked for and, of a seal, what it shows, should its signature be good. */
export type Foresee = (entries: readonly StatusEntry[], shown?: VerifiedCertificate) => void;

export interface SignatureResult {
  readonly outcome: ProofResult['outcome'];
  readonly detail?: string | undefined;
  readonly keys: readonly ResolvedKey[];
  /** Only on a pass. */
  readonly claims?: Claims;
  /** Only on a pass of a credential or JWT: what was signed. */
  readonly document?: Members | undefined;
}

type Signed = Exclude<Presented, { kind: 'none' }>;

export async function checkSignature(deps: SignatureDeps, presented: Signed): Promise<SignatureResult> {
  if (deps.binding && presented.kind !== 'sd-jwt') {
    return { outcome: 'fail', detail: 'only an SD-JWT can show that its holder has the key', keys: [] };
  }
  if (presented.kind === 'seal') return checkSeal(deps, presented);
  if (presented.kind === 'sd-jwt') return checkSdJwt(deps, presented.sdJwt);
  const { foresee } = deps;
  const peek = foresee && ((document: Members) => foresee(statusOfDocument(document).entries));
  const options = { ...deps, peek };
  const result =
    presented.kind === 'jwt'
      ? await verifyJwt(presented.jwt, options)
      : await verifyProofs(presented.credential, options);
  const { outcome, detail, keys, document } = result;
  const fault = document && formFault(document, deps.origin);
  if (fault !== undefined) return { outcome: 'fail', detail: fault, keys };
  return { outcome, detail, keys, ...(document && { claims: claimsOfDocument(document), document }) };
}

/**
 * Different JSON can mean the same RDF, and then one signature fits both. What our agencies sign keeps to the schema of
 * its template, so a certificate of theirs that does not was rewritten.
 */
function formFault(document: Members, origin: string): string | undefined {
  const ours = ownerOfDid(origin, issuerOf(document)) !== undefined;
  if (!ours || ![document.type].flat().includes('VocationalCertificate')) return undefined;
  const { id } = Object(document.credentialSchema) as Record<string, unknown>;
  const prefix = `${origin}/schemas/`;
  if (typeof id !== 'string' || !id.startsWith(prefix)) return 'not in the form that our agencies sign';
  const [violation] = validateCredential(id.slice(prefix.length), document);
  return violation && `not in the form that our agencies sign, see ${violation.pointer}`;
}

async function checkSdJwt(deps: SignatureDeps, sdJwt: string): Promise<SignatureResult> {
  const { outcome, detail, keys, document } = await verifySdJwt(sdJwt, deps);
  return { outcome, detail, keys, ...(document && { claims: claimsOfSdJwt(document) }) };
}

/**
 * A seal names its agency and its key by an id within the agency, so the key is looked up nowhere else. A code whose link
 * leads to another deployment may well be a good one of that.
 */
async function checkSeal(
  { resolver, origin, timeZone, foresee }: SignatureDeps,
  presented: Extract<Signed, { kind: 'seal' }>,
): Promise<SignatureResult> {
  try {
    const seal = readSeal(presented.seal);
    const claims = claimsOfSeal(seal.facts, origin, timeZone);
    foresee?.(claims.status.entries, claims.shown);
    const did = agencyDid(origin, seal.facts.agency);
    const key = await resolver.verificationMethod(verificationMethodId(did, seal.kid));
    if (!(await seal.verify(key.jwk))) return { outcome: 'fail', detail: 'the signature does not match', keys: [key] };
    return { outcome: 'pass', keys: [key], claims };
  } catch (error) {
    if (error instanceof SyntaxError) return { outcome: 'fail', detail: error.message, keys: [] };
    const result = unresolved('proof/verification-method', error);
    const host = hostOf(presented.origin ?? origin);
    if (result.outcome !== 'fail' || host === hostOf(origin)) return result;
    return { outcome: 'unknown', detail: `the code is one of ${host}, which is not recognised here`, keys: [] };
  }
}
