import type { Deps } from '../core/deps.ts';
import { invalidRequest } from '../core/errors.ts';
import { documentLoader } from '../credential/contexts.ts';
import { credentialFaults } from '../credential/credential-rules.ts';
import { proofsIn } from '../credential/proof-rules.ts';
import type { RuleId } from '../credential/rules.ts';
import { sdDerive } from '../credential/sd-suite.ts';
import { copyOf, type Members } from './verify-credential.ts';

/**
 * A credential with a part of another, and a proof for just that (vc-di-ecdsa section 3.4.6). Its issuer's signature is
 * not looked at: whoever gets it verifies it. Throws `invalid_request` for one that has no base proof, or pointers to
 * nothing.
 */
export async function deriveCredential(
  { settings }: Pick<Deps, 'settings'>,
  credential: Members,
  selectivePointers: readonly string[],
): Promise<Members> {
  const copied = copyOf(credential);
  const faults = 'faults' in copied ? copied.faults : credentialFaults(copied.document);
  if ('faults' in copied || faults.length > 0) {
    throw invalidRequest(faults.map((one) => ({ ...one, pointer: `/verifiableCredential${one.pointer}` })));
  }
  const { proof, ...document } = copied.document;
  const [base, ...others] = (proofsIn(proof) ?? []).filter(({ cryptosuite }) => cryptosuite === 'ecdsa-sd-2023');
  if (!base || others.length > 0) throw refusal('proof/missing', '/verifiableCredential/proof', 'needs one base proof');
  try {
    return await sdDerive(document, base, { selectivePointers, loader: documentLoader(settings.origin) });
  } catch (error) {
    const inProof = /proofValue/.test((error as Error).message);
    throw inProof
      ? refusal('proof/value', '/verifiableCredential/proof/proofValue', 'must be a base proof')
      : refusal('proof/pointer', '/options/selectivePointers', (error as Error).message.slice(0, 200));
  }
}

function refusal(rule: RuleId, pointer: string, message: string): Error {
  return invalidRequest([{ pointer, rule, message }]);
}
