import type { Clock } from '../core/ports.ts';
import type { Verification } from '../core/verdict.ts';
import { openTrustList } from '../credential/open-trust-list.ts';
import { readPresented } from '../credential/presented.ts';
import { NO_STATUS } from './status.ts';
import { verifyAgainst } from './trust-list.ts';

export interface OfflineInput {
  /** The trust list as the service published it: JSON with embedded proof, or a compact JWT. */
  readonly trustList: string;
  /** The authority's Ed25519 or P-256 key as `z…` multibase: without it the file is believed for where it comes from. */
  readonly authorityKey?: string | undefined;
  readonly clock: Clock;
  /** IANA name. Default: Asia/Shanghai. */
  readonly timeZone?: string | undefined;
}

/**
 * Verifies without a network, against a trust list. The status stays unknown, so the best verdict is `status_unchecked`.
 * Throws `SyntaxError` for a trust list that is not signed by its authority, or by another key than the one given.
 */
export async function verifyOffline(
  { trustList, authorityKey, clock, timeZone = 'Asia/Shanghai' }: OfflineInput,
  input: unknown,
): Promise<Verification> {
  const { origin, entries } = await openTrustList(trustList.trim(), authorityKey, clock());
  return verifyAgainst({ origin, timeZone, entries, clock, status: NO_STATUS }, readPresented(input));
}
