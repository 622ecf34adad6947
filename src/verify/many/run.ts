/** Job `verifications.run`: the rows of a file, part by part, then the report. */
import { DAY, type Instant } from '../../core/calendar.ts';
import type { Deps } from '../../core/deps.ts';
import { type Allowance, allowances } from '../../core/employer.ts';
import { YinzhengError } from '../../core/errors.ts';
import type { Chunk, Handler, Job } from '../../core/jobs.ts';
import { AUTHORITY } from '../../core/key.ts';
import { eventWrite, SYSTEM } from '../../core/record-event.ts';
import type { RowResult, RowVerdict, SubmittedRow, UsedList, VerificationState } from '../../core/verification.ts';
import { utf8 } from '../../lib/bytes.ts';
import { runningSha256 } from '../../lib/running-sha256-node.ts';
import { csvLines, type Line } from '../../lib/table/write.ts';
import { judgeRows } from './judge.ts';
import { type ResultFile, signedReport } from './report.ts';
import { openPart, sealPart } from './sealed.ts';
import { openManyVerifier, type SignedLists } from './signed-lists.ts';

export const RUN_VERIFICATION = 'verifications.run';
const DEFAULT_REPORT_DAYS = 30;

/** How results are put into words, for people and programs. */
export interface ResultText {
  readonly headings: readonly string[];
  describe(result: RowResult): { readonly json: object; readonly line: Line };
}

/** What is kept of the results of a part: texts, so that what was signed is what is given out ever after. */
export interface PartResults {
  readonly csv: string;
  readonly ndjson: string;
  readonly trustLists: readonly UsedList[];
  readonly statusLists: readonly UsedList[];
}

/** Where the next chunk begins. The part after the last is the report. */
interface Cursor {
  readonly part: number;
  readonly begunAt: Instant;
  readonly counts: Readonly<Partial<Record<RowVerdict, number>>>;
}

export function runVerification(lists: SignedLists, text: ResultText): Handler {
  return async (deps, job) => {
    const file = await deps.store.verification(job.id);
    if (!file?.received) throw new YinzhengError('conflict', 'The file is not there any more.');
    const cursor = (job.cursor as Cursor | undefined) ?? { part: 0, begunAt: deps.clock(), counts: {} };
    if (cursor.part < file.received.parts) return verifyPart(deps, lists, text, file, cursor);
    return report(deps, file, cursor, job);
  };
}

async function verifyPart(
  deps: Deps,
  lists: SignedLists,
  text: ResultText,
  file: VerificationState,
  cursor: Cursor,
): Promise<Chunk> {
  const { store, vault } = deps;
  const { part } = cursor;
  const at = { verification: file.id, part };
  // 1. The rows, and how many of them may be tried in vain.
  const kept = await store.verificationPart(file.id, part);
  if (kept?.rows === undefined) throw new YinzhengError('conflict', 'The rows are not there any more.');
  const rows = await openPart<SubmittedRow[]>(vault, at, 'rows', kept.rows);
  const unmatchedAllowance = await unmatchedOf(deps, file.owner);
  const left = unmatchedAllowance ? unmatchedAllowance.limit - (await store.spent(unmatchedAllowance)) : rows.length;

  // 2. Their verdicts, against lists that are opened once for all of them.
  const verifier = await openManyVerifier(deps, lists);
  const { results, unmatched } = await judgeRows(deps, verifier, rows, Math.max(0, left));

  // 3. As they will be given out.
  const described = results.map((result) => text.describe(result));
  const lines = described.map(({ line }) => line);
  const found: PartResults = {
    csv: csvLines(lines, part === 0 ? text.headings : undefined),
    ndjson: described.map(({ json }) => `${JSON.stringify(json)}\n`).join(''),
    ...verifier.used(),
  };
  const counts: Partial<Record<RowVerdict, number>> = { ...cursor.counts };
  for (const { verdict } of results) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return {
    writes: [
      { write: 'verification.results', id: file.id, part, results: await sealPart(vault, at, 'results', found) },
      ...(unmatchedAllowance && unmatched > 0
        ? [{ write: 'allowance.count', allowance: unmatchedAllowance, count: unmatched } as const]
        : []),
    ],
    done: rows.length,
    cursor: { ...cursor, part: part + 1, counts },
  };
}

/** The authority has no limits. */
async function unmatchedOf({ store, clock, settings }: Deps, owner: string): Promise<Allowance | undefined> {
  if (owner === AUTHORITY) return undefined;
  const employer = await store.employer(owner);
  if (!employer) throw new YinzhengError('conflict', 'The employer is not in the register any more.');
  return allowances(employer, clock(), settings.timeZone).unmatched;
}

async function report(deps: Deps, file: VerificationState, { begunAt, counts }: Cursor, job: Job): Promise<Chunk> {
  const finishedAt = deps.clock();
  const expiresAt = finishedAt + (deps.settings.reportDays ?? DEFAULT_REPORT_DAYS) * DAY;
  const { results, trustLists, statusLists } = await gathered(deps, file);
  const findings = { begunAt, finishedAt, counts, results, trustLists, statusLists };
  const data = { purpose: file.purpose, rows: job.done, counts, results: results.map(({ sha256 }) => sha256) };
  return {
    writes: [
      { write: 'verification.report', id: file.id, report: await signedReport(deps, file, findings), expiresAt },
      eventWrite(deps, SYSTEM, 'verification.finished', { subject: file.id, owner: file.owner, data }),
    ],
    done: 0,
  };
}

/** Digests of the results, and every list that was used, each once. */
async function gathered(deps: Deps, file: VerificationState) {
  const csv = digester('text/csv');
  const ndjson = digester('application/x-ndjson');
  const trustLists = new Map<string, UsedList>();
  const statusLists = new Map<string, UsedList>();
  for await (const part of resultsOf(deps, file)) {
    csv.add(part.csv);
    ndjson.add(part.ndjson);
    for (const list of part.trustLists) trustLists.set(list.sha256, list);
    for (const list of part.statusLists) statusLists.set(list.sha256, list);
  }
  const order = ({ id, signedAt, sha256 }: UsedList) => `${id} ${signedAt} ${sha256}`;
  const sorted = (lists: ReadonlyMap<string, UsedList>) =>
    [...lists.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return { results: [csv.end(), ndjson.end()], trustLists: sorted(trustLists), statusLists: sorted(statusLists) };
}

function digester(mediaType: ResultFile['mediaType']) {
  const hash = runningSha256();
  let bytes = 0;
  return {
    add(text: string) {
      const piece = utf8(text);
      bytes += piece.length;
      hash.update(piece);
    },
    end: (): ResultFile => ({ mediaType, bytes, sha256: hash.hex() }),
  };
}

/** The results of all parts, in order. */
export async function* resultsOf(
  { store, vault }: Pick<Deps, 'store' | 'vault'>,
  { id, received }: VerificationState,
): AsyncGenerator<PartResults> {
  for (let part = 0; part < (received?.parts ?? 0); part++) {
    const kept = await store.verificationPart(id, part);
    if (kept?.results === undefined) throw new YinzhengError('conflict', 'The results are not there any more.');
    yield openPart<PartResults>(vault, { verification: id, part }, 'results', kept.results);
  }
}
