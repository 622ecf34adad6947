import { ResolutionError } from './guarded-fetch.ts';
import type { ResolvedKey } from './resolver.ts';
import type { Fault, RuleId } from './rules.ts';

/** What checking the signatures of a credential came to. Never an exception: a stranger's bytes are not our error. */
export interface ProofResult {
  /** `unknown`: nothing is wrong as far as it could be checked, but it could not be checked. Never treat it as a pass. */
  readonly outcome: 'pass' | 'fail' | 'unknown';
  /** Why it is not a pass; for people and logs. */
  readonly detail?: string;
  /** The rule that is broken, or cannot be checked here, where it is not a pass. */
  readonly rule?: RuleId;
  /** Only on a pass: a copy of exactly what was signed, without `proof`. Decide and display by nothing else. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** The keys that were resolved on the way. */
  readonly keys: readonly ResolvedKey[];
}

export function failed(rule: RuleId, detail: string, keys: readonly ResolvedKey[] = []): ProofResult {
  return { outcome: 'fail', rule, detail, keys };
}

export function unknown(rule: RuleId, detail: string, keys: readonly ResolvedKey[] = []): ProofResult {
  return { outcome: 'unknown', rule, detail, keys };
}

/** The result for a document that breaks a rule of its form. */
export function faulty({ rule, pointer, message }: Fault): ProofResult {
  return failed(rule, `${pointer}${pointer === '' ? '' : ' '}${message}`);
}

/**
 * What a key that was not found means for its signature, under the rule of the member that named it. Any error but a
 * `ResolutionError` is ours, for example an unreachable Store, and is thrown on.
 */
export function unresolved(rule: RuleId, error: unknown): ProofResult {
  if (!(error instanceof ResolutionError)) throw error;
  const open = error.kind === 'unreachable' || error.kind === 'not_allowed';
  return open ? unknown(rule, error.message) : failed(rule, error.message);
}
