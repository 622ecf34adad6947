/** The checks after the signature, each on plain values. A failed check is a result, never an exception. */
import { covers, type StandingStep, standingOn } from '../core/agency.ts';
import { dateAt, type Instant, rfc3339 } from '../core/calendar.ts';
import { CHECK_IDS, type Check, type CheckId, type Verification } from '../core/verdict.ts';
import { parseTimestamp } from '../credential/credential-form.ts';
import type { Claims } from './claims.ts';
import type { TrustedOrganisation } from './trust.ts';

export type Result = Pick<Check, 'result' | 'detail'>;

export const PASS: Result = { result: 'pass' };

export function fail(detail: string): Result {
  return { result: 'fail', detail };
}

/** When nothing can be said of the signature, and `detail` says why. */
export function uncheckable(detail: string, now: Instant): Verification {
  const results = new Map<CheckId, Result>([
    ['format', PASS],
    ['signature', { result: 'unknown', detail }],
  ]);
  return { verdict: 'cannot_check', checks: inOrder(results, CHECK_IDS, rfc3339(now)) };
}

/** Recorded with this occupation and level in scope on every day that counts. */
export function checkEntitlement(organisation: TrustedOrganisation, entitlement: Claims['entitlement']): Result {
  if (!entitlement) return fail('this is no vocational certificate');
  for (const day of entitlement.days) {
    const { state, scope } = standingOn(stepsOf(organisation), day);
    if (state !== 'recorded') return fail(`the agency was ${state.replace('_', ' ')} on ${day}`);
    if (!covers(scope, entitlement.claim)) return fail(`occupation and level were outside its scope on ${day}`);
  }
  return PASS;
}

/** True when the agency is recorded today. */
export function recordedNow(organisation: TrustedOrganisation, now: Instant, timeZone: string): boolean {
  return standingOn(stepsOf(organisation), dateAt(now, timeZone)).state === 'recorded';
}

function stepsOf({ standing, owner }: TrustedOrganisation): StandingStep[] {
  return standing.map((step) => ({ ...step, agency: owner, reason: '', recordedAt: 0 }));
}

/** Whether the validity period holds now; `expired` and `not_yet_valid` are told apart by the caller. */
export function checkDates(
  { validFrom, validUntil }: Claims,
  now: Instant,
): Result & { readonly when?: 'before' | 'after' } {
  const from = validFrom === undefined ? Number.NEGATIVE_INFINITY : parseTimestamp(validFrom);
  const until = validUntil === undefined ? Number.POSITIVE_INFINITY : parseTimestamp(validUntil);
  if (from === undefined || until === undefined) return { result: 'unknown', detail: 'a date that cannot be read' };
  if (now < from) return { ...fail(`valid from ${validFrom}`), when: 'before' };
  if (now > until) return { ...fail(`valid until ${validUntil}`), when: 'after' };
  return PASS;
}

/** The list of checks in their order; those without a result were not reached. */
export function inOrder(results: ReadonlyMap<CheckId, Result>, order: readonly CheckId[], at: string): Check[] {
  return order.map((id) => ({ id, at, ...(results.get(id) ?? { result: 'skipped' as const }) }));
}
