/** The checks, one after the other, whatever they are made against. */
import { type Instant, type LocalDate, rfc3339, startOfDay } from '../core/calendar.ts';
import { CHECK_IDS, type CheckId, type VerdictCode, type Verification, withoutLink } from '../core/verdict.ts';
import type { DocumentLoader } from '../credential/contexts.ts';
import { ownerOfDid } from '../credential/did.ts';
import type { Presented } from '../credential/presented.ts';
import type { KeyResolver } from '../credential/resolver.ts';
import type { KeyBinding } from '../credential/sd-jwt-vc.ts';
import { checkDates, checkEntitlement, fail, inOrder, PASS, type Result, recordedNow } from './checks.ts';
import type { Claims } from './claims.ts';
import { type Names, namesFor } from './names.ts';
import { type StatusOnDay, statusOnDay } from './on-day.ts';
import { checkSignature, type Foresee, type SignatureResult } from './signature.ts';
import type { StatusAnswer, StatusSource, Withdrawal } from './status.ts';
import type { TrustSource } from './trust.ts';

/** What verifying needs; from the register, or from signed lists alone. */
export interface VerifyDeps {
  readonly trust: TrustSource;
  readonly status: StatusSource;
  readonly resolver: KeyResolver;
  readonly loader: DocumentLoader;
  readonly origin: string;
  readonly timeZone: string;
  readonly now: Instant;
  /** For the codes of a seal; without them it shows what was signed. */
  readonly names?: Names | undefined;
  /** The past day that is asked about, or now. */
  readonly on?: LocalDate | undefined;
  /** What a Key Binding JWT must answer, where one is asked for. */
  readonly binding?: KeyBinding | undefined;
  /** Whether records show that this was signed before its key was compromised; undefined without records. */
  signedBefore(presented: Presented, signature: SignatureResult, since: Instant): Promise<boolean | undefined>;
}

/** The checks in SEAL's order. Each one that does not pass decides the verdict; those that follow are skipped. */
export async function verifyWith(deps: VerifyDeps, presented: Presented): Promise<Verification> {
  const { origin, timeZone, now, on } = deps;
  const results = new Map<CheckId, Result>();
  const at = rfc3339(now);
  const answer = (verdict: VerdictCode, rest: Partial<Verification> = {}): Verification => ({
    verdict,
    checks: inOrder(results, CHECK_IDS, at),
    ...(on !== undefined && { on }),
    ...rest,
  });

  // 1. Format: is it one of ours at all?
  if (presented.kind === 'none') {
    results.set('format', fail(presented.detail));
    return answer(presented.reason === 'damaged' ? 'not_authentic' : 'not_ours');
  }
  results.set('format', PASS);

  // 2. Signature. Nothing of a document is shown or believed before this passes; what will be asked of it is asked already.
  let names: ReturnType<typeof namesFor> | undefined;
  const foresee: Foresee = (entries, shown) => {
    deps.status.foresee?.(entries);
    if (!deps.names || !shown) return;
    names = namesFor(deps.names, shown);
    names.catch(() => {});
  };
  const signature = await checkSignature({ ...deps, foresee }, presented);
  const believed = await judgeKeys(deps, presented, signature);
  results.set('signature', believed);
  const { claims } = signature;
  if (believed.result === 'fail') return answer('not_authentic');
  if (believed.result !== 'pass' || !claims) return answer('cannot_check');

  // 3. Issuer: does the authority stand behind it?
  const owner = ownerOfDid(origin, claims.issuer);
  const organisation = owner === undefined ? undefined : await deps.trust.organisation(owner);
  results.set('issuer', organisation ? PASS : fail(`${claims.issuer} is not in the register`));
  const issuer = { ...claims.shown.issuer, ...(organisation && { code: organisation.owner, name: organisation.name }) };
  const signed = { ...claims.shown, issuer };
  const named = async () => ({ ...signed, ...(await names) });
  if (!organisation) return answer('issuer_unknown', { certificate: await named() });

  // 4. Entitlement on the day of issue, whatever the agency's standing is now.
  const entitlement = checkEntitlement(organisation, claims.entitlement);
  results.set('entitlement', entitlement);
  if (entitlement.result !== 'pass') return answer('issuer_unknown', { certificate: await named() });

  // 5. Dates and 6. status are both looked at: a withdrawal says more than an expiry.
  const { when, ...dates } = checkDates(claims, on === undefined ? now : startOfDay(on, timeZone));
  results.set('dates', dates);
  const [{ status, later }, certificate] = await Promise.all([readStatus(deps, claims), named()]);
  results.set('status', statusResult(status));
  const since = gravest(later);
  const notices = [
    ...(recordedNow(organisation, now, timeZone) ? [] : ['issuer_not_recorded_now']),
    ...(since ? [`${verdictOf(since)}_later`] : []),
  ];
  const found = { certificate, ...(notices.length > 0 && { notices }) };
  const withdrawal = status.known ? gravest(status.withdrawals) : undefined;
  if (withdrawal) {
    const told = shownWithdrawal(withdrawal);
    // What a holder kept back is on the page of the newer certificate.
    return answer(verdictOf(withdrawal), { ...found, ...(presented.kind === 'sd-jwt' ? withoutLink(told) : told) });
  }
  if (when) return answer(when === 'before' ? 'not_yet_valid' : 'expired', found);
  if (dates.result !== 'pass') return answer('cannot_check', found);
  if (!status.known) return answer('status_unchecked', found);
  if (status.asOf === undefined) return answer('valid', found);
  return answer('valid_as_of', { ...found, asOf: rfc3339(status.asOf) });
}

/** A signature by a key that was compromised counts only if records show that it was there before. */
async function judgeKeys(deps: VerifyDeps, presented: Presented, signature: SignatureResult): Promise<Result> {
  const { outcome, detail, keys } = signature;
  if (outcome !== 'pass') return { result: outcome, ...(detail !== undefined && { detail }) };
  for (const { id, record } of keys) {
    const since = record?.compromisedSince;
    if (since === undefined) continue;
    const before = await deps.signedBefore(presented, signature, since);
    const when = `the key ${id} is compromised since ${rfc3339(since)}`;
    if (before === undefined)
      return { result: 'unknown', detail: `${when}; only the register can tell what was signed before` };
    if (!before) return fail(`${when}, and the register does not know this as signed before`);
  }
  return PASS;
}

async function readStatus(
  { status, on, timeZone }: VerifyDeps,
  { issuer, status: { entries, unreadable }, shown }: Claims,
): Promise<StatusOnDay> {
  const unknown = (detail: string): StatusOnDay => ({ status: { known: false, detail }, later: [] });
  if (unreadable > 0) return unknown('a status entry of a kind that is not known here');
  if (entries.length === 0) return unknown('the document does not say where its status is');
  const question = { issuer, certificate: shown.id, entries };
  const now = await status.read(question);
  if (on === undefined) return { status: now, later: [] };
  return statusOnDay(now, await status.past(question), on, timeZone);
}

function statusResult(status: StatusAnswer): Result {
  if (!status.known) return { result: 'unknown', detail: status.detail };
  const withdrawal = gravest(status.withdrawals);
  return withdrawal ? fail(`${verdictOf(withdrawal)} by the ${withdrawal.by}`) : PASS;
}

/** Revoked beats replaced, and both beat suspended; the authority's act is named before the agency's. */
function gravest(withdrawals: readonly Withdrawal[]): Withdrawal | undefined {
  const weight = (one: Withdrawal) =>
    (one.purpose === 'revocation' ? 4 : 0) + (one.replacedBy === undefined ? 2 : 0) + (one.by === 'authority' ? 1 : 0);
  return [...withdrawals].sort((a, b) => weight(b) - weight(a))[0];
}

function verdictOf({ purpose, replacedBy }: Withdrawal): VerdictCode {
  if (purpose === 'suspension') return 'suspended';
  return replacedBy === undefined ? 'revoked' : 'replaced';
}

function shownWithdrawal({ purpose: _, ...shown }: Withdrawal): Partial<Verification> {
  return shown;
}
