/** What comes of the rows of one part. */
import type { Certificate } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { isPassing, nameOf } from '../../core/errors.ts';
import { normaliseName } from '../../core/identity.ts';
import { parsePrintedNumber } from '../../core/numbering.ts';
import { type Verification, withoutLink } from '../../core/verdict.ts';
import type { RowResult, SubmittedRow } from '../../core/verification.ts';
import { type Presented, readPresented } from '../../credential/presented.ts';
import { joinJwt } from '../../credential/vc-jose.ts';
import type { ManyVerifier } from './signed-lists.ts';

type LookedUp = Extract<SubmittedRow, { readonly number: string }>;

export interface Judged {
  /** In the order of the rows. */
  readonly results: readonly RowResult[];
  /** Rows with a number and a name that belong to no certificate. */
  readonly unmatched: number;
}

/** Judges each row alone. At most `mayMiss` names are tried in vain: rows beyond are not looked up. */
export async function judgeRows(
  deps: Deps,
  verifier: ManyVerifier,
  rows: readonly SubmittedRow[],
  mayMiss: number,
): Promise<Judged> {
  const lookups = rows.filter((row): row is LookedUp => 'number' in row);
  const [presented, { results: found, unmatched }] = await Promise.all([
    Promise.all(rows.map((row) => ('number' in row ? undefined : judgePresented(deps, verifier, row)))),
    lookUp(deps, verifier, lookups, mayMiss),
  ]);
  return { results: rows.map((row, at) => presented[at] ?? (found.get(row) as RowResult)), unmatched };
}

/** So many at once as may all be wrong, so that the allowance holds whatever comes of them. */
async function lookUp(deps: Deps, verifier: ManyVerifier, rows: readonly LookedUp[], mayMiss: number) {
  const results = new Map<SubmittedRow, RowResult>();
  let unmatched = 0;
  for (let at = 0; at < rows.length; ) {
    const some = rows.slice(at, at + mayMiss - unmatched);
    if (some.length === 0) break;
    at += some.length;
    const verdicts = await Promise.all(some.map((row) => judgeLookup(deps, verifier, row)));
    for (const [n, row] of some.entries()) results.set(row, verdicts[n] as RowResult);
    unmatched += verdicts.filter(({ verdict }) => verdict === 'not_found').length;
  }
  for (const row of rows) if (!results.has(row)) results.set(row, bare(row, 'not_looked_up'));
  return { results, unmatched };
}

/** A wrong number, a wrong check character and a wrong name cannot be told apart, and none leads to a link of the holder. */
async function judgeLookup(deps: Deps, verifier: ManyVerifier, row: LookedUp): Promise<RowResult> {
  const parsed = parsePrintedNumber(row.number);
  if (!parsed || parsed.checkMatches === false) return bare(row, 'not_found');
  const certificate = await deps.store.certificateByNumber(parsed.number);
  if (!certificate || certificate.holderName !== normaliseName(row.name)) return bare(row, 'not_found');
  return withoutLink(await verified(deps, verifier, row, presentedOf(certificate), certificate));
}

/** The text of a small code, `https://<host>/v/<token>`; the host counts for nothing. */
const SMALL_CODE = /^https?:\/\/[^/\s]+\/v\/([a-z2-7]{26})$/i;

async function judgePresented(
  deps: Deps,
  verifier: ManyVerifier,
  row: Exclude<SubmittedRow, LookedUp>,
): Promise<RowResult> {
  if ('fault' in row) return { ...bare(row, 'unreadable'), fault: row.fault };
  const token = typeof row.presented === 'string' ? SMALL_CODE.exec(row.presented.trim())?.[1] : undefined;
  if (token === undefined) return verified(deps, verifier, row, readPresented(row.presented));
  const id = await deps.vault.idOf(token.toLowerCase());
  const certificate = id === undefined ? undefined : await deps.store.certificate(id);
  if (!certificate) return bare(row, 'not_found');
  return verified(deps, verifier, row, presentedOf(certificate), certificate);
}

/** A certificate of the register as if a stranger had handed it in: what is stored is not believed either. */
function presentedOf({ document, securing }: Certificate): Presented {
  return { kind: 'jwt', jwt: joinJwt(document, securing.jwt) };
}

/** One row that breaks a check is one that could not be checked; the fault is ours and is logged. */
async function verified(
  deps: Deps,
  verifier: ManyVerifier,
  row: SubmittedRow,
  presented: Presented,
  known?: Certificate,
): Promise<RowResult> {
  try {
    return resultOf(row, await verifier.verify(presented, known));
  } catch (error) {
    if (isPassing(error)) throw error;
    deps.log('error', 'verify.broke', { row: row.row, error: nameOf(error) });
    return bare(row, 'cannot_check');
  }
}

function resultOf({ row }: SubmittedRow, { verdict, checks, asOf: _, on: __, ...rest }: Verification): RowResult {
  const notPassed = checks.filter(({ result }) => result === 'fail' || result === 'unknown');
  return {
    row,
    verdict,
    checks: notPassed.map(({ id, result, detail }) => ({ id, result, ...(detail !== undefined && { detail }) })),
    ...rest,
  };
}

function bare({ row }: SubmittedRow, verdict: RowResult['verdict']): RowResult {
  return { row, verdict, checks: [] };
}
