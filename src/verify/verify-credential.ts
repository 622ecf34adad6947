/**
 * Credentials of anybody, judged by the standards alone: the verifier's side of W3C VCALM section 3.3. Whether an issuer
 * is entitled to what it says is another question, and `verify.ts` answers it.
 */
import { rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { copyDocument, isObject, issuerOf, jsonLdFault, listOf } from '../credential/credential-form.ts';
import { credentialFaults, timeFault } from '../credential/credential-rules.ts';
import { checkProofs } from '../credential/data-integrity.ts';
import { readCertificateFacts } from '../credential/facts.ts';
import { isEnvelope, openEnvelope } from '../credential/presentation-rules.ts';
import type { ProofResult } from '../credential/proof-result.ts';
import { relatedResourceFaults } from '../credential/related-resource.ts';
import type { ProofPurpose } from '../credential/resolver.ts';
import type { Fault, RuleId } from '../credential/rules.ts';
import { readStatusEntry } from '../credential/status-list.ts';
import { verifyJwt } from '../credential/vc-jose.ts';
import { schemaFindings } from './credential-schema.ts';
import type { VerifyDeps } from './flow.ts';
import type { Withdrawal } from './status.ts';
import { fromRegister } from './verify.ts';

export type Members = Readonly<Record<string, unknown>>;

/** What whoever asks expects and wants to know. */
export interface Expectations {
  readonly purpose?: ProofPurpose | undefined;
  readonly domain?: string | undefined;
  readonly challenge?: string | undefined;
  /** Whether the status is looked at too. */
  readonly status: boolean;
  /** False for a credential that is itself a schema. */
  readonly schemas?: boolean | undefined;
}

/** `faults`: why it is not verified. `warnings`: what could not be looked at, and does not decide. */
export interface Judgement {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** What was signed. Only without faults. */
  readonly document?: Members;
}

export interface StandardDeps extends Pick<VerifyDeps, 'resolver' | 'status' | 'loader' | 'origin' | 'now'> {
  /** Hosts whose schemas may be fetched. */
  readonly allowedHosts: readonly string[];
}

export function standardDeps(deps: Deps): StandardDeps {
  return { ...fromRegister(deps), allowedHosts: deps.settings.allowedHosts };
}

/** Verifies a credential with embedded proofs, an envelope around one, or a compact JWT. */
export function verifyCredential(deps: Deps, input: unknown, expected: Expectations): Promise<Judgement> {
  return judgeCredential(standardDeps(deps), input, expected);
}

export async function judgeCredential(deps: StandardDeps, input: unknown, expected: Expectations): Promise<Judgement> {
  // 1. The signature, over a copy that nobody else holds.
  const secured = typeof input === 'string' || (isObject(input) && isEnvelope(input));
  const result = secured ? await openJwt(deps, input) : await openEmbedded(deps, input, expected);
  if ('faults' in result) return { faults: result.faults, warnings: [] };
  const fault = proofFault(result);
  if (fault || !result.document) return refusal(fault ?? broken('proof/missing', 'there is no proof'));

  // 2. What the members of the signed document mean.
  const { document } = result;
  const late = timeFault(document, deps.now);
  const { schemas = true } = expected;
  const verified = async (one: unknown) =>
    (await judgeCredential(deps, one, { status: true, schemas: false })).document;
  const bySchema = schemas ? await schemaFindings({ ...deps, verified }, document) : { faults: [], warnings: [] };
  const faults: Fault[] = [
    ...(late ? [late] : []),
    ...(await relatedResourceFaults(document, deps.origin)),
    ...bySchema.faults,
  ];
  const warnings = [...issuerWarnings(document), ...bySchema.warnings];
  if (expected.status) await lookAtStatus(deps, document, { faults, warnings });
  return faults.length > 0 ? { faults, warnings } : { faults, warnings, document };
}

/** Keys count for a DID that has them in its document. What other URLs publish is not looked up. */
export function controllerOf(who: string | undefined): string | undefined {
  return who?.startsWith('did:') ? who : undefined;
}

async function openJwt(deps: StandardDeps, input: unknown): Promise<ProofResult | { readonly faults: Fault[] }> {
  const opened = isObject(input) ? openEnvelope(input, 'credential') : { jwt: String(input) };
  return 'faults' in opened ? opened : verifyJwt(opened.jwt, { ...deps, controllerOf });
}

async function openEmbedded(
  deps: StandardDeps,
  input: unknown,
  { purpose = 'assertionMethod', domain, challenge }: Expectations,
): Promise<ProofResult | { readonly faults: Fault[] }> {
  const copied = copyOf(input);
  if ('faults' in copied) return copied;
  const { proof, ...document } = copied.document;
  const faults = credentialFaults(document);
  if (proof === undefined) faults.push(broken('proof/missing', 'there is no proof'));
  if (faults.length > 0) return { faults };
  const plain = jsonLdFault({ ...document, proof }) === undefined;
  const controller = controllerOf(issuerOf(document));
  return checkProofs(document, proof, { ...deps, purpose, domain, challenge, controller, plain });
}

/** A copy of what was handed in, or why it is no JSON object of a reasonable size. */
export function copyOf(input: unknown): { readonly document: Record<string, unknown> } | { readonly faults: Fault[] } {
  try {
    return { document: copyDocument(input) };
  } catch (error) {
    return { faults: [broken('credential/json', (error as Error).message)] };
  }
}

export function broken(rule: RuleId, message: string, pointer = ''): Fault {
  return { rule, pointer, message };
}

export function refusal(fault: Fault): Judgement {
  return { faults: [fault], warnings: [] };
}

/** Why a signature does not count, or undefined. What cannot be checked here counts no more than what is wrong. */
export function proofFault({ outcome, rule, detail, keys }: ProofResult): Fault | undefined {
  if (outcome !== 'pass') return broken(rule ?? 'proof/signature', detail ?? 'cannot be checked', '/proof');
  for (const { id, record } of keys) {
    const since = record?.compromisedSince;
    if (since === undefined) continue;
    const message = `${id} is compromised since ${rfc3339(since)}; POST /verify knows what was signed before`;
    return broken('proof/verification-method', message, '/proof');
  }
  return undefined;
}

function issuerWarnings(document: Members): Fault[] {
  const issuer = issuerOf(document);
  if (controllerOf(issuer) !== undefined) return [];
  return [broken('proof/controller', `${issuer} is no DID, so nothing says that the key is its own`, '/issuer')];
}

interface Findings {
  readonly faults: Fault[];
  readonly warnings: Fault[];
}

/** Purposes that say something to the holder and nothing against the credential. */
const HARMLESS: ReadonlySet<string> = new Set(['refresh', 'message']);

async function lookAtStatus(deps: StandardDeps, document: Members, { faults, warnings }: Findings): Promise<void> {
  const pointer = '/credentialStatus';
  const read = listOf(document.credentialStatus).map(readStatusEntry);
  const entries = read.filter((entry) => entry !== undefined);
  if (entries.length < read.length)
    faults.push(broken('status/unknown', 'is of a kind that is not read here', pointer));
  const telling = entries.filter(({ purpose }) => !HARMLESS.has(purpose));
  if (telling.length < entries.length)
    warnings.push(broken('status/unknown', 'holds a message for the holder', pointer));
  if (telling.length === 0) return;
  const { id } = document;
  const answer = await deps.status.read({
    issuer: issuerOf(document),
    certificate: readCertificateFacts(document).id,
    credential: typeof id === 'string' ? id : undefined,
    entries: telling,
  });
  if (!answer.known) faults.push(broken(answer.rule ?? 'status/retrieval', answer.detail, pointer));
  else faults.push(...answer.withdrawals.map(withdrawalFault));
}

function withdrawalFault({ purpose, by }: Withdrawal): Fault {
  return purpose === 'revocation'
    ? broken('status/revoked', `is revoked by the ${by}`, '/credentialStatus')
    : broken('status/suspended', `is suspended by the ${by}`, '/credentialStatus');
}
