/** The job that signs a batch, chunk by chunk. Killed at any moment, it is taken up again and makes each row once. */
import type { Actor } from '../../core/actor.ts';
import { type Batch, type BatchPart, type BatchRow, PART_ROWS, step, waitsFor } from '../../core/batch.ts';
import type { Deps } from '../../core/deps.ts';
import { YinzhengError } from '../../core/errors.ts';
import type { Chunk, Handler, Job } from '../../core/jobs.ts';
import type { Write } from '../../core/ports.ts';
import { eventWrite, SYSTEM } from '../../core/record-event.ts';
import { finishLeft } from '../finish-left.ts';
import { issueFor, type Order, type Outcome } from '../issue.ts';
import { type Fault, faultOf, type RowReport } from './fault.ts';
import { chain, digestOf, type KeptRow, makePart, openReport, openRows } from './parts.ts';

interface Slice {
  readonly part: BatchPart;
  /** All rows of the part, and those whose turn it is. */
  readonly rows: readonly KeptRow[];
  readonly turn: readonly KeptRow[];
  readonly report: readonly RowReport[];
}

/** Signs `chunkRows` rows at a time: as many as a runtime does in a second or two, and within its bounds. */
export function signBatch(chunkRows: number): Handler {
  return async (deps, job) => {
    const id = String(job.input.batch);
    const batch = await deps.store.batch(id);
    if (!isOurs(batch, job)) return STOPPED;
    if (waitsFor(batch) !== undefined) throw new YinzhengError('forbidden', 'This batch was never released.');

    // 1. The rows whose turn it is, and that they are those that were approved.
    const from = Number(job.cursor?.next ?? 1);
    const to = Math.min(from + chunkRows - 1, batch.rows);
    const slices = await read(deps, batch, from, to).catch(async (error: unknown) => {
      // Somebody may have cancelled it in between: its rows are gone then.
      if (isOurs(await deps.store.batch(id), job)) throw error;
      return undefined;
    });
    if (!slices) return STOPPED;

    // 2. What is a certificate already stays as it is; what a death left unsigned is signed.
    const made = await deps.store.batchRows(id, from, to);
    const stuck = await stuckAmong(deps, made);
    const issued = new Set(made.map(({ n }) => n));

    // 3. All others become certificates, each row's with the commit that records what will be signed.
    const todo = slices.flatMap(({ turn }) => turn).filter(({ n, good }) => good && !issued.has(n));
    let stopped = false;
    const goesOn = async () => {
      stopped = !isOurs(await deps.store.batch(id), job);
      return !stopped;
    };
    const outcomes = await issueRows(deps, batch, todo, { shown: shownIn(slices), goesOn });
    if (stopped) return STOPPED;

    // 4. What could not be issued is told row by row; not what somebody issued meanwhile who was believed dead.
    const failures = todo.flatMap(({ n, row }, at) => failureOf(outcomes[at], n, row) ?? []);
    const late = failures.length === 0 ? [] : await deps.store.batchRows(id, from, to);
    const told = failures.filter(({ n }) => !late.some((one) => one.n === n));
    const failed = new Map([...stuck, ...told].map((one) => [one.n, one]));
    const parts = (await Promise.all(slices.map((slice) => toldIn(deps, slice, failed)))).flat();
    const writes = parts.map((part): Write => ({ write: 'batch.part', part }));
    const done = slices.flatMap(({ turn }) => turn).filter(({ good }) => good).length;
    const progress = { done, total: batch.rows - batch.faulty };
    if (to < batch.rows) return { writes, ...progress, cursor: { next: to + 1 } };
    return { writes: [...writes, ...(await ending(deps, batch, failedMore(slices, parts)))], ...progress };
  };
}

const STOPPED: Chunk = { writes: [], done: 0 };

/** Not once it was paused or cancelled: the job that goes on with it is another one. */
function isOurs(batch: Batch | undefined, job: Job): batch is Batch {
  return batch?.state === 'signing' && batch.job === job.id;
}

async function read(deps: Deps, batch: Batch, from: number, to: number): Promise<Slice[]> {
  const { store } = deps;
  const digests = await store.batchDigests(batch.id);
  if ((await chain(deps, batch.agency, digests)) !== batch.hash) throw changed();
  const slices: Slice[] = [];
  for (let at = Math.floor((from - 1) / PART_ROWS); at * PART_ROWS < to; at++) {
    const part = await store.batchPart(batch.id, at);
    if (!part?.sealed) throw changed();
    const rows = await openRows(deps, part);
    if ((await digestOf(deps, batch.id, rows)) !== digests[at]) throw changed();
    const turn = rows.filter(({ n }) => n >= from && n <= to);
    slices.push({ part, rows, turn, report: await openReport(deps, part) });
  }
  return slices;
}

/** What a second person saw of doubles before the batch was released, by number of the row. */
function shownIn(slices: readonly Slice[]): ReadonlyMap<number, readonly string[]> {
  const reports = slices.flatMap(({ report }) => report);
  return new Map(reports.flatMap(({ n, held }) => (held ? [[n, held]] : [])));
}

function changed(): YinzhengError {
  return new YinzhengError('conflict', 'The rows are not those that were approved. Nothing of them was signed.');
}

/** Signs what a death left between recording and signing, and tells of rows that nobody can sign any more. */
async function stuckAmong(deps: Deps, made: readonly BatchRow[]): Promise<RowReport[]> {
  if (made.length === 0) return [];
  const left = await deps.store.preparedAmong(made.map(({ certificate }) => certificate));
  const stuck = await finishLeft(deps, left);
  return made.flatMap(({ n, row, certificate }) => {
    const error = stuck.get(certificate);
    if (error === undefined) return [];
    if (!(error instanceof YinzhengError)) throw error;
    return { n, row, faults: [cannotBeSigned(error)], warnings: [], failed: true };
  });
}

/** Its number is taken, and its key signs no more: neither can change. */
function cannotBeSigned({ code, message }: YinzhengError): Fault {
  return {
    code,
    zh: '取得编号后，签名密钥已停用，该证书无法签发：请重新提交此行',
    en: `has its number and cannot be signed any more, submit it again: ${message}`,
  };
}

async function issueRows(
  deps: Deps,
  batch: Batch,
  rows: readonly KeptRow[],
  { shown, goesOn }: { shown: ReadonlyMap<number, readonly string[]>; goesOn: () => Promise<boolean> },
): Promise<Outcome[]> {
  if (rows.length === 0) return [];
  const actor = approver(batch);
  const orders = rows.flatMap(({ n, row, good }): Order[] => {
    if (!good) return [];
    const also = (certificate: string): Write[] => [
      { write: 'batch.row', row: { batch: batch.id, agency: batch.agency, n, row, certificate } },
    ];
    const held = shown.get(n);
    const shownAsDouble = held && { id: `${batch.id}/${n}`, by: batch.makers[0] ?? '', held };
    return [{ request: good.request, released: good.version, shownAsDouble, also }];
  });
  return issueFor(deps, actor, batch.agency, orders, goesOn);
}

/** In whose name certificates are issued: the agency's person who released them. */
function approver({ agency, hash, releases }: Batch): Actor {
  const release = releases.findLast((one) => one.by === 'agency' && one.hash === hash);
  if (!release) throw new YinzhengError('forbidden', 'This batch was never released.');
  return { kind: 'agency', organisation: agency, roles: ['signer'], person: release.person, key: release.key };
}

function failureOf(outcome: Outcome | undefined, n: number, row: number): RowReport | undefined {
  if (!outcome || !('error' in outcome)) return undefined;
  const { error } = outcome;
  const faults: Fault[] =
    error.violations.length > 0
      ? error.violations.map((violation) => faultOf(violation))
      : [{ code: error.code, zh: '签发时出错，可重试', en: error.message }];
  return { n, row, faults, warnings: [], failed: true };
}

/** The part as its rows' fates change it; nothing where they do not. */
async function toldIn(
  deps: Deps,
  { part, rows, turn, report }: Slice,
  failed: ReadonlyMap<number, RowReport>,
): Promise<BatchPart[]> {
  const news = turn.flatMap(({ n }) => failed.get(n) ?? []);
  if (news.length === 0 && part.failed === 0) return [];
  const turned = new Set(turn.map(({ n }) => n));
  const old = report.filter((one) => !(one.failed && turned.has(one.n)));
  const told = [...old, ...news].sort((a, b) => a.n - b.n);
  return [await makePart(deps, part, { rows, report: told, keep: true })];
}

/** By how many more rows of some parts have failed than before. */
function failedMore(slices: readonly Slice[], changed: readonly BatchPart[]): number {
  const before = new Map(slices.map(({ part }) => [part.part, part.failed]));
  return changed.reduce((sum, { part, failed }) => sum + failed - (before.get(part) ?? 0), 0);
}

/** The last chunk: the batch is done, and rows that are all certificates need not be kept. */
async function ending(deps: Deps, batch: Batch, more: number): Promise<Write[]> {
  const { failed } = await deps.store.batchTally(batch.id);
  const after = step(batch, { act: 'finish', failed: failed + more > 0 }, deps.clock());
  return [
    { write: 'batch.step', batch: after },
    ...(after.tidyAt === undefined ? [{ write: 'batch.erase' as const, batch: batch.id, what: 'rows' as const }] : []),
    eventWrite(deps, SYSTEM, 'batch.done', { subject: batch.id, owner: batch.agency }),
  ];
}
