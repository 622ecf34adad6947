import type { Instant } from '../core/calendar.ts';
import type { Clock } from '../core/ports.ts';
import type { Check, Verification } from '../core/verdict.ts';
import { parseTimestamp } from '../credential/credential-form.ts';
import { type OpenedTrustList, openTrustList } from '../credential/open-trust-list.ts';
import { readPresented } from '../credential/presented.ts';
import { NO_STATUS } from './status.ts';
import { verifyAgainst } from './trust-list.ts';

export interface OfflineInput {
  /** The trust list as the service published it: JSON with embedded proof, or a compact JWT. */
  readonly trustList: string;
  /** The authority's Ed25519 or P-256 key as did:key, or its `z…` alone: without it the file is believed for where it comes from. */
  readonly authorityKey?: string | undefined;
  readonly clock: Clock;
  /** IANA name. Default: Asia/Shanghai. */
  readonly timeZone?: string | undefined;
}

/**
 * Verifies without a network, against a trust list. The status stays unknown, so the best verdict is `status_unchecked`.
 * A list whose validity is over, as an earlier one from the archive, says nothing about the issuer now: `cannot_check`.
 * Throws `SyntaxError` for a trust list that is not signed by its authority, or by another key than the one given.
 */
export async function verifyOffline(
  { trustList, authorityKey, clock, timeZone = 'Asia/Shanghai' }: OfflineInput,
  input: unknown,
): Promise<Verification> {
  const { origin, entries, document } = await openTrustList(trustList.trim(), authorityKey, clock());
  const over = fault(document, clock());
  const current = over === undefined;
  const found = await verifyAgainst(
    { origin, timeZone, entries, current, clock, status: NO_STATUS },
    readPresented(input),
  );
  return over === undefined ? found : withoutIssuer(found, over);
}

/** What keeps a list from telling about now. */
function fault({ validFrom, validUntil }: OpenedTrustList['document'], now: Instant): string | undefined {
  const [from, until] = [parseTimestamp(validFrom), parseTimestamp(validUntil)];
  if (from !== undefined && until !== undefined && from <= now && now <= until) return undefined;
  return `the trust list is valid from ${validFrom} until ${validUntil}: take the present one from /trust-list`;
}

/** As far as the signature; what an outdated list says of its issuer may have changed. */
function withoutIssuer(found: Verification, detail: string): Verification {
  const at = found.checks.findIndex(({ id }) => id === 'issuer');
  if (found.checks[at]?.result === 'skipped') return found;
  const { certificate } = found;
  const later = ({ id, at: time }: Check): Check => ({ id, at: time, result: 'skipped' });
  const checks = found.checks.map((check, n): Check => {
    return n < at ? check : n > at ? later(check) : { ...later(check), result: 'unknown', detail };
  });
  return { verdict: 'cannot_check', checks, ...(certificate && { certificate }) };
}
