/** What became of the rows of a batch, for people and for files. */
import type { Actor } from '../../core/actor.ts';
import { type Batch, PART_ROWS } from '../../core/batch.ts';
import type { Certificate, CertificateRequest } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { maskIdNumber } from '../../core/identity.ts';
import { recordReads } from '../../core/record-read.ts';
import { readBatch } from './act.ts';
import { cellsOf } from './cells.ts';
import type { RowReport } from './fault.ts';
import { type KeptRow, openReport, openRows } from './parts.ts';

/**
 * `faulty`: set aside, to be mended. `waiting`: good, and not signed yet. `failed`: could not be signed when its turn
 * came. `issued`: a certificate. `gone`: its data is not kept any more.
 */
export const ROW_STATES = ['faulty', 'waiting', 'failed', 'issued', 'gone'] as const;

export interface RowView {
  readonly n: number;
  /** As the file's program shows it; missing when nothing is kept of it. */
  readonly row?: number;
  readonly state: (typeof ROW_STATES)[number];
  readonly faults: RowReport['faults'];
  readonly warnings: RowReport['warnings'];
  /** What will be issued, or was to be; the identity number is masked. */
  readonly request?: CertificateRequest;
  /** A row that did not become a certificate, as it came. For files that go back to the office that sent it. */
  readonly cells?: KeptRow['cells'];
  readonly certificate?: Certificate;
}

export interface RowsWanted {
  /** Row numbers beyond this one. */
  readonly after: number;
  readonly limit: number;
  readonly state?: RowView['state'] | undefined;
  /** Whether there is a warning. */
  readonly warned?: boolean | undefined;
}

/** One page of rows, in order. */
export async function listRows(deps: Deps, actor: Actor, id: string, wanted: RowsWanted): Promise<RowView[]> {
  const batch = await readBatch(deps, actor, 'batch.read', id);
  return seen(deps, actor, batch, await pageOf(deps, batch, wanted));
}

/** Some rows for those who approve: first those that they must have seen, for their warnings, then the first of the others. */
export async function sampleRows(deps: Deps, actor: Actor, batch: Batch, most: number): Promise<RowView[]> {
  const undecided = batch.state === 'judged' || batch.state === 'submitted';
  const limit = undecided ? Math.min(most, batch.warned) : 0;
  const warned = limit > 0 ? await pageOf(deps, batch, { after: 0, limit, warned: true }) : [];
  const first = await pageOf(deps, batch, { after: 0, limit: most });
  const others = first.filter(({ n }) => warned.every((row) => row.n !== n));
  return seen(deps, actor, batch, [...warned, ...others].slice(0, most));
}

async function pageOf(deps: Deps, batch: Batch, { after, limit, state, warned }: RowsWanted): Promise<RowView[]> {
  const page: RowView[] = [];
  for await (const row of eachRow(deps, batch, after)) {
    if (state !== undefined && row.state !== state) continue;
    if (warned !== undefined && row.warnings.length > 0 !== warned) continue;
    if (page.push(row) >= limit) break;
  }
  return page;
}

/** The rows, once it is on record whose names somebody reads. */
async function seen(deps: Deps, actor: Actor, { id, agency }: Batch, rows: RowView[]): Promise<RowView[]> {
  const names = rows.filter(({ request, certificate }) => request ?? certificate).length;
  if (names > 0) await recordReads(deps, actor, [{ subject: id, owner: agency, data: { rows: names } }]);
  return rows;
}

/** Rows of a batch for a file, all or a range; whoever takes them away is on record. */
export async function exportRows(
  deps: Deps,
  actor: Actor,
  id: string,
  { after, limit }: Pick<RowsWanted, 'after' | 'limit'> = { after: 0, limit: Number.POSITIVE_INFINITY },
): Promise<AsyncGenerator<RowView>> {
  const batch = await readBatch(deps, actor, 'batch.read', id);
  const until = Math.min(batch.rows, after + limit);
  const rows = Math.max(0, until - after);
  await recordReads(deps, actor, [{ subject: id, owner: batch.agency, data: { rows } }]);
  return eachRow(deps, batch, after, until);
}

/** The rows of a batch beyond `after` up to `until`, a part in memory at a time. */
export async function* eachRow(deps: Deps, batch: Batch, after = 0, until = batch.rows): AsyncGenerator<RowView> {
  for (let at = Math.floor(after / PART_ROWS); at * PART_ROWS < until; at++) {
    for (const row of await partRows(deps, batch, at)) if (row.n > after && row.n <= until) yield row;
  }
}

async function partRows(deps: Deps, batch: Batch, at: number): Promise<RowView[]> {
  const [from, to] = [at * PART_ROWS + 1, Math.min((at + 1) * PART_ROWS, batch.rows)];
  const [part, made] = await Promise.all([
    deps.store.batchPart(batch.id, at),
    deps.store.batchRows(batch.id, from, to),
  ]);
  const [kept, reports, signed] = await Promise.all([
    part ? openRows(deps, part) : [],
    part ? openReport(deps, part) : [],
    made.length > 0 ? deps.store.certificatesAmong(made.map(({ certificate }) => certificate)) : [],
  ]);
  const byId = new Map(signed.map((certificate) => [certificate.id, certificate]));
  const issued = new Map(made.map(({ n, row, certificate }) => [n, { row, certificate: byId.get(certificate) }]));
  const rows = new Map(kept.map((row) => [row.n, row]));
  const said = new Map(reports.map((report) => [report.n, report]));
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const n = from + i;
    return view(n, { kept: rows.get(n), report: said.get(n), ...issued.get(n), dryRun: batch.dryRun });
  });
}

interface Known {
  readonly kept: KeptRow | undefined;
  readonly report: RowReport | undefined;
  readonly row?: number;
  readonly certificate?: Certificate | undefined;
  readonly dryRun: boolean;
}

function view(n: number, known: Known): RowView {
  const { kept, report, certificate } = known;
  const row = kept?.row ?? report?.row ?? known.row;
  const request = kept?.good && masked(kept.good.request);
  return {
    n,
    ...(row !== undefined && { row }),
    state: stateOf(known),
    faults: report?.faults ?? [],
    warnings: report?.warnings ?? [],
    ...(request && { request }),
    ...(kept && (kept.cells || report?.failed) && { cells: cellsOf(kept) }),
    ...(certificate && { certificate }),
  };
}

function stateOf({ kept, report, certificate, dryRun }: Known): RowView['state'] {
  if (certificate) return 'issued';
  if (report?.failed) return 'failed';
  if (report && report.faults.length > 0) return 'faulty';
  return kept || dryRun ? 'waiting' : 'gone';
}

function masked(request: CertificateRequest): CertificateRequest {
  return { ...request, holder: { ...request.holder, idNumber: maskIdNumber(request.holder.idNumber) } };
}

export interface Progress {
  readonly issued: number;
  readonly failed: number;
  /** Good rows that are certificates or that the job has been through, and how many there are. */
  readonly done: number;
  readonly total: number;
  /** Rows a second since the job was given out; missing before the first, and when it ended. */
  readonly rate?: number;
  readonly secondsLeft?: number;
  /** Why the job stopped, or waits. */
  readonly error?: string;
}

/** How far the signing is. */
export async function progressOf({ store, clock }: Deps, batch: Batch): Promise<Progress> {
  const [tally, job] = await Promise.all([
    store.batchTally(batch.id),
    batch.job === undefined ? undefined : store.job(batch.job),
  ]);
  const { failed } = tally;
  const issued = tally.issued - tally.unsigned;
  const total = batch.rows - batch.faulty;
  // A job counts by chunks, and a new one from nothing; certificates are counted as they are made.
  const done = batch.state === 'done' ? total : Math.min(total, Math.max(issued, job?.done ?? 0));
  const sinceThen = done - Number(job?.input.issued ?? 0);
  const seconds = job ? (clock() - job.createdAt) / 1000 : 0;
  const rate = batch.state === 'signing' && sinceThen > 0 && seconds > 0 ? sinceThen / seconds : undefined;
  return {
    issued,
    failed,
    done,
    total,
    ...(rate !== undefined && { rate: Math.round(rate), secondsLeft: Math.ceil((total - done) / rate) }),
    ...(job?.error !== undefined && { error: job.error }),
  };
}
