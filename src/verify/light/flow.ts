/** The checks on a seal in SEAL's order, as `verify/flow.ts` makes them, against a trust list alone. */
import { covers, type StandingStep, standingOn } from '../../core/agency.ts';
import { dateAt, type Instant, rfc3339 } from '../../core/calendar.ts';
import { printedNumber } from '../../core/certificate.ts';
import type { StatusSlot } from '../../core/status.ts';
import {
  CHECK_IDS,
  type Check,
  type CheckId,
  type VerdictCode,
  type Verification,
  type VerifiedCertificate,
} from '../../core/verdict.ts';
import type { Seal, SealFacts } from '../../credential/seal.ts';
import type { TrustListEntry } from '../../credential/trust-list.ts';
import { mod3736 } from '../../lib/check-digits.ts';
import { readSeal, sealBytes } from './seal.ts';
import type { StatusAnswer, Withdrawal } from './status.ts';
import { agencyOf, type TrustList } from './trust-list.ts';

export interface SealCheck {
  /** Without one, as when it is out of reach, the signature stays unknown. */
  readonly trustList: TrustList | undefined;
  /** IANA name of the authority's time zone: certificates carry its dates. */
  readonly timeZone: string;
  readonly now: Instant;
}

/** All that can be said without the status. */
export interface Judgement {
  readonly verification: Verification;
  /** Where the status stands. Without it the verdict is final; with it, `conclude` comes next. */
  readonly slot?: StatusSlot;
  /** When the trust list was signed, where it was a kept copy. */
  readonly asOf?: Instant;
}

type Result = Check['result'];

/** Format, signature, issuer, entitlement and dates of the code that was read. Never throws for bad input. */
export async function checkSeal(text: string, { trustList, timeZone, now }: SealCheck): Promise<Judgement> {
  const results: Partial<Record<CheckId, Result>> = {};
  const answer = (verdict: VerdictCode, certificate?: VerifiedCertificate): Verification => ({
    verdict,
    checks: CHECK_IDS.map((id) => ({ id, result: results[id] ?? 'skipped', at: rfc3339(now) })),
    ...(certificate && { certificate }),
  });

  // 1. Format: is it one of ours at all?
  const read = readText(text);
  results.format = read.verdict === undefined ? 'pass' : 'fail';
  if (read.verdict !== undefined) return { verification: answer(read.verdict) };

  // 2. Signature, by a key of the agency that the trust list names. Nothing is shown before this passes.
  const { seal } = read;
  const agency = seal && trustList && agencyOf(trustList, seal.facts.agency);
  results.signature = seal ? await checkSignature(seal, agency, trustList) : 'fail';
  if (results.signature === 'fail') return { verification: answer('not_authentic') };
  if (results.signature !== 'pass' || !seal || !agency) return { verification: answer('cannot_check') };

  // 3. Issuer: who is in the list stands behind the authority's word.
  results.issuer = 'pass';
  const { facts } = seal;
  const certificate = shown(facts, agency);

  // 4. Entitlement on the day of issue, whatever the agency's standing is now.
  results.entitlement = entitled(agency, facts) ? 'pass' : 'fail';
  if (results.entitlement === 'fail') return { verification: answer('issuer_unknown', certificate) };

  // 5. Dates. The verdict is the one for a status that nobody knows.
  const today = dateAt(now, timeZone);
  const late = facts.validUntil !== undefined && facts.validUntil < today;
  const verdict = today < facts.issuedOn ? 'not_yet_valid' : late ? 'expired' : 'status_unchecked';
  results.dates = verdict === 'status_unchecked' ? 'pass' : 'fail';
  results.status = 'unknown';
  const recorded = standingOn(stepsOf(agency), today).state === 'recorded';
  const notices = recorded ? {} : { notices: ['issuer_not_recorded_now'] };
  return {
    verification: { ...answer(verdict, certificate), ...notices },
    slot: { agency: facts.agency, group: facts.group, index: facts.index },
    ...(trustList?.current === false && { asOf: trustList.signedAt }),
  };
}

/** 6. Status: the verdict with what the lists say. */
export function conclude(
  { verification, slot, asOf = Number.POSITIVE_INFINITY }: Judgement,
  status: StatusAnswer,
): Verification {
  if (!slot || !status.known) return verification;
  const [gravest] = [...status.withdrawals].sort((a, b) => weight(b) - weight(a));
  const result: Result = gravest ? 'fail' : 'pass';
  const checks = verification.checks.map((check) => (check.id === 'status' ? { ...check, result } : check));
  if (gravest) {
    const verdict = gravest.purpose === 'revocation' ? 'revoked' : 'suspended';
    return { ...verification, checks, verdict, by: gravest.by };
  }
  if (verification.verdict !== 'status_unchecked') return { ...verification, checks };
  const oldest = Math.min(asOf, status.asOf ?? Number.POSITIVE_INFINITY);
  if (oldest === Number.POSITIVE_INFINITY) return { ...verification, checks, verdict: 'valid' };
  return { ...verification, checks, verdict: 'valid_as_of', asOf: rfc3339(oldest) };
}

/** Revoked beats suspended; the authority's act is named before the agency's. */
function weight({ purpose, by }: Withdrawal): number {
  return (purpose === 'revocation' ? 2 : 0) + (by === 'authority' ? 1 : 0);
}

/** A seal, or none where its bytes are no seal, or the verdict on text that does not get that far. */
function readText(text: string): { readonly verdict?: VerdictCode; readonly seal?: Seal } {
  try {
    const bytes = sealBytes(text);
    if (!bytes) return { verdict: 'not_ours' };
    try {
      return { seal: readSeal(bytes) };
    } catch {
      return {};
    }
  } catch {
    return { verdict: 'not_authentic' };
  }
}

async function checkSignature(
  seal: Seal,
  agency: TrustListEntry | undefined,
  trustList: TrustList | undefined,
): Promise<Result> {
  const key = agency?.keys.find(({ id }) => id === seal.kid);
  // A kept list does not know who came since.
  if (!key) return trustList?.current ? 'fail' : 'unknown';
  try {
    if (!(await seal.verify(key.publicJwk))) return 'fail';
  } catch {
    return 'unknown';
  }
  // Only the register can tell what was signed before the key was compromised.
  return key.state === 'compromised' || key.compromisedSince !== undefined ? 'unknown' : 'pass';
}

function entitled(agency: TrustListEntry, { issuedOn, occupation, level }: SealFacts): boolean {
  const { classification, edition, code } = occupation;
  const { state, scope } = standingOn(stepsOf(agency), issuedOn);
  const claim = { classification, edition, occupation: code, levelScheme: level.scheme, level: level.code };
  return state === 'recorded' && covers(scope, claim);
}

function stepsOf({ owner, standing }: TrustListEntry): StandingStep[] {
  return standing.map((step) => ({ ...step, agency: owner, reason: '', recordedAt: 0 }));
}

function shown(facts: SealFacts, { id, owner, name: issuer }: TrustListEntry): VerifiedCertificate {
  const { number, holderName, maskedId, occupation, level, issuedOn, validUntil } = facts;
  const { name, ...code } = occupation;
  return {
    id: facts.certificate,
    number,
    ...(/^[0-9A-Z-]*[0-9A-Z]$/.test(number) && {
      printedNumber: printedNumber({ number, numberCheck: mod3736(number.replaceAll('-', '')) }),
    }),
    holder: { name: holderName, ...(maskedId !== undefined && { maskedId }) },
    occupation: { ...code, ...(name !== undefined && { name: { zh: name, en: name } }) },
    level,
    issuedOn,
    ...(validUntil !== undefined && { validUntil }),
    issuer: { id, code: owner, name: issuer },
  };
}
