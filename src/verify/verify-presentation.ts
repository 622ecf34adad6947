/** Presentations of anybody, with all that they hold: W3C VCALM section 3.3.2. */
import type { Deps } from '../core/deps.ts';
import { isObject, issuerOf, jsonLdFault, listOf } from '../credential/credential-form.ts';
import { credentialFaults, timeFault } from '../credential/credential-rules.ts';
import { checkProofs } from '../credential/data-integrity.ts';
import { holderOf, isEnvelope, openEnvelope, presentationFaults } from '../credential/presentation-rules.ts';
import type { ProofResult } from '../credential/proof-result.ts';
import type { Fault } from '../credential/rules.ts';
import { verifyPresentationJwt } from '../credential/vc-jose.ts';
import {
  broken,
  controllerOf,
  copyOf,
  type Expectations,
  type Judgement,
  judgeCredential,
  type Members,
  proofFault,
  refusal,
  type StandardDeps,
  standardDeps,
} from './verify-credential.ts';

/** Most credentials in one presentation: each may take as long as one that is shown alone. */
const MAX_CREDENTIALS = 32;

/** Verifies a presentation with embedded proofs, an envelope around one, or a compact JWT, and every credential in it. */
export async function verifyPresentation(deps: Deps, input: unknown, expected: Expectations): Promise<Judgement> {
  const parts = standardDeps(deps);
  // 1. The holder's signature.
  const enveloped = typeof input === 'string' || (isObject(input) && isEnvelope(input));
  const result = enveloped ? await openJwt(parts, input, expected) : await openEmbedded(parts, input, expected);
  if ('faults' in result) return { faults: result.faults, warnings: [] };
  const fault = proofFault(result);
  if (fault || !result.document) return refusal(fault ?? broken('proof/missing', 'there is no proof'));

  // 2. Each credential by itself.
  const { document } = result;
  const credentials = listOf(document.verifiableCredential);
  if (credentials.length > MAX_CREDENTIALS) {
    const message = `holds more than ${MAX_CREDENTIALS} credentials`;
    return refusal(broken('presentation/credential', message, '/verifiableCredential'));
  }
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  for (const [at, one] of credentials.entries()) {
    const judged = await judgeOne(parts, one as Members, { holder: holderOf(document), enveloped, expected });
    const within = (found: Fault) => ({ ...found, pointer: `/verifiableCredential/${at}${found.pointer}` });
    faults.push(...judged.faults.map(within));
    warnings.push(...judged.warnings.map(within));
  }
  return faults.length > 0 ? { faults, warnings } : { faults, warnings, document };
}

async function openJwt(
  deps: StandardDeps,
  input: unknown,
  { domain, challenge }: Expectations,
): Promise<ProofResult | { readonly faults: Fault[] }> {
  const opened = isObject(input) ? openEnvelope(input, 'presentation') : { jwt: String(input) };
  return 'faults' in opened ? opened : verifyPresentationJwt(opened.jwt, { ...deps, domain, challenge, controllerOf });
}

async function openEmbedded(
  deps: StandardDeps,
  input: unknown,
  { purpose = 'authentication', domain, challenge }: Expectations,
): Promise<ProofResult | { readonly faults: Fault[] }> {
  const copied = copyOf(input);
  if ('faults' in copied) return copied;
  const { proof, ...document } = copied.document;
  const faults = presentationFaults(document);
  if (proof === undefined) faults.push(broken('proof/missing', 'there is no proof'));
  if (faults.length > 0) return { faults };
  const plain = jsonLdFault({ ...document, proof }) === undefined;
  const controller = controllerOf(holderOf(document));
  return checkProofs(document, proof, { ...deps, purpose, domain, challenge, controller, plain });
}

interface Circumstances {
  readonly holder: string | undefined;
  /** In a JWT credentials must be enveloped (VC-JOSE-COSE section 3.1.2). */
  readonly enveloped: boolean;
  readonly expected: Expectations;
}

async function judgeOne(
  deps: StandardDeps,
  credential: Members,
  { holder, enveloped, expected: { status } }: Circumstances,
): Promise<Judgement> {
  if (isEnvelope(credential) || credential.proof !== undefined) {
    if (enveloped && !isEnvelope(credential)) {
      return refusal(broken('presentation/credential', 'must be enveloped in a presentation that is a JWT'));
    }
    return judgeCredential(deps, credential, { status });
  }
  return selfAsserted(deps, credential, holder, enveloped);
}

/** Section 4.13.4: nothing but the presentation secures it, so it is the word of the holder. */
function selfAsserted(
  deps: StandardDeps,
  credential: Members,
  holder: string | undefined,
  enveloped: boolean,
): Judgement {
  const faults = credentialFaults(credential);
  const late = faults.length === 0 ? timeFault(credential, deps.now) : undefined;
  if (late) faults.push(late);
  if (enveloped || holder === undefined || (faults.length === 0 && issuerOf(credential) !== holder)) {
    faults.push(broken('presentation/self-asserted', 'has no proof and is not by the holder'));
  }
  return { faults, warnings: [] };
}
