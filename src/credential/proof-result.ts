import { ResolutionError } from './guarded-fetch.ts';
import type { ResolvedKey } from './resolver.ts';

/** What checking the signatures of a credential came to. Never an exception: a stranger's bytes are not our error. */
export interface ProofResult {
  /** `unknown`: nothing is wrong as far as it could be checked, but it could not be checked. Never treat it as a pass. */
  readonly outcome: 'pass' | 'fail' | 'unknown';
  /** Why it is not a pass; for people and logs. */
  readonly detail?: string;
  /** Only on a pass: a copy of exactly what was signed, without `proof`. Decide and display by nothing else. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** The keys that were resolved on the way. */
  readonly keys: readonly ResolvedKey[];
}

export function failed(detail: string, keys: readonly ResolvedKey[] = []): ProofResult {
  return { outcome: 'fail', detail, keys };
}

export function unknown(detail: string, keys: readonly ResolvedKey[] = []): ProofResult {
  return { outcome: 'unknown', detail, keys };
}

/**
 * What a key that was not found means for its signature. Any error but a `ResolutionError` is ours, for example an
 * unreachable Store, and is thrown on.
 */
export function unresolved(error: unknown): ProofResult {
  if (!(error instanceof ResolutionError)) throw error;
  const open = error.kind === 'unreachable' || error.kind === 'not_allowed';
  return open ? unknown(error.message) : failed(error.message);
}
