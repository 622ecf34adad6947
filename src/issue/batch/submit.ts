/** From a file to a batch: every row judged alone, those that are good kept for whoever releases them. */
import type { Actor } from '../../core/actor.ts';
import { type Batch, type BatchPart, KEPT_MS, PART_ROWS, step, waitsFor } from '../../core/batch.ts';
import type { Deps } from '../../core/deps.ts';
import { notFound, UniqueKeyError, YinzhengError } from '../../core/errors.ts';
import { uuidv7 } from '../../core/ids.ts';
import { allow, may } from '../../core/policy.ts';
import { eventWrite } from '../../core/record-event.ts';
import { holdsIdentityNumber } from '../../credential/plain-text.ts';
import { type Row, TableError } from '../../lib/table/row.ts';
import { approvalOf, mostOf } from './approval.ts';
import { isColumn } from './columns.ts';
import { type BatchFile, rowsOf } from './exam-file.ts';
import { type JudgedRow, rowJudge } from './judge-rows.ts';
import { chain, contentDigestOf, makePart } from './parts.ts';
import { signJob } from './sign-job.ts';

/** Characters of a part as it is kept: D1 has room for 2 MB in a row. A part of an exam has some 20,000. */
const MOST_SEALED = 1_500_000;
/** Somebody who sends a file and never ends it is given up. */
const RECEIVING_MS = 15 * 60_000;

export interface Submission {
  readonly file: BatchFile;
  /** Judges and keeps nothing but the report. */
  readonly dryRun: boolean;
  /** The client's own name for it. */
  readonly requestKey?: string | undefined;
}

export interface Submitted {
  readonly batch: Batch;
  /** An equal submission had made it already. */
  readonly replayed: boolean;
}

/**
 * Receives, judges and submits. Rows with faults are set aside; the others wait for those whom their templates ask for, or
 * are signed at once where that is the actor alone. Equal submissions of an agency are one batch. Throws
 * `TableError` for a file that cannot be read to its end, of which then nothing is kept.
 */
export async function submitBatch(
  deps: Deps,
  actor: Actor,
  { file, dryRun, requestKey }: Submission,
): Promise<Submitted> {
  allow(actor, 'batch.submit', { owner: actor.organisation });
  const agency = await deps.store.agency(actor.organisation);
  if (!agency) throw notFound();

  // 1. Something that tells of the parts to come, should this process die in the middle.
  const begun = beginning(deps, actor, dryRun);
  await deps.store.commit([{ write: 'batch.add', batch: begun }]);
  try {
    // 2. Read, judge and keep, part by part: no more than one is in memory.
    const sum = summary();
    const judge = rowJudge(deps, actor, agency);
    const digests: string[] = [];
    const contents: string[] = [];
    for await (const rows of inParts(rowsOf(file), PART_ROWS)) {
      const judged = await judge(rows);
      for (const one of judged) sum.add(one);
      const kept = judged.map((one) => one.kept);
      const report = judged
        .map((one) => one.report)
        .filter(({ faults, warnings }) => faults.length + warnings.length > 0);
      const place = { batch: begun.id, agency: agency.code, part: digests.length };
      const part = await makePart(deps, place, { rows: kept, report, keep: !dryRun });
      refuseTooLong(part, rows);
      await deps.store.commit([{ write: 'batch.part', part }]);
      digests.push(part.digest);
      contents.push(await contentDigestOf(deps, kept));
      for (const { row } of rows) sum.headings(row);
    }

    // 3. Say what it is, all at once.
    const received = { ...begun, ...(await sum.done(deps)), hash: await chain(deps, agency.code, digests) };
    return await finished(deps, actor, received, {
      contentKey: await chain(deps, agency.code, contents),
      ...(requestKey !== undefined && { requestKey }),
    });
  } catch (error) {
    if (error instanceof UniqueKeyError && error.table === 'batch_step') {
      // Parts that were kept after it was dropped are nobody's.
      await deps.store.commit([{ write: 'batch.erase', batch: begun.id, what: 'all' }]);
      throw givenUp(error);
    }
    // Where the last commit was kept and only its answer lost, this one is refused.
    await deps.store.commit([{ write: 'batch.drop', batch: begun }]).catch(() => undefined);
    throw error;
  }
}

function givenUp(cause: unknown): YinzhengError {
  const minutes = RECEIVING_MS / 60_000;
  const message = `The file took more than ${minutes} minutes to come to its end, and was given up. Send it again.`;
  return new YinzhengError('conflict', message, { cause });
}

function beginning({ clock, random }: Deps, { organisation, person }: Actor, dryRun: boolean): Batch {
  const now = clock();
  return {
    id: uuidv7(clock, random),
    agency: organisation,
    state: 'receiving',
    revision: 0,
    dryRun,
    makers: [person],
    hash: '',
    rows: 0,
    faulty: 0,
    warned: 0,
    templates: [],
    approval: 'none',
    ignored: [],
    releases: [],
    evidence: [],
    tidyAt: now + RECEIVING_MS,
    createdAt: now,
    updatedAt: now,
  };
}

function refuseTooLong({ sealed = '', report = '' }: BatchPart, rows: readonly { readonly row: Row }[]): void {
  if (Math.max(sealed.length, report.length) <= MOST_SEALED) return;
  const [first, last] = [rows[0]?.row.row, rows.at(-1)?.row.row];
  const message = `has more text in rows ${first} to ${last} than an exam can have`;
  throw new TableError('too_large', message, { ...(first !== undefined && { row: first }) });
}

export async function* inParts<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let part: T[] = [];
  for await (const item of items) {
    if (part.push(item) < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** Headings that mean nothing are told, since a misspelt one may have been meant; so many at most. */
const MOST_IGNORED = 20;

/** Counts while rows go by. */
function summary() {
  const versions = new Map<string, number>();
  const ignored = new Set<string>();
  const counts = { rows: 0, faulty: 0, warned: 0 };
  return {
    add({ kept, report }: JudgedRow): void {
      counts.rows++;
      if (kept.good) versions.set(kept.good.request.template, kept.good.version);
      else counts.faulty++;
      if (report.warnings.length > 0) counts.warned++;
    },
    headings({ cells }: Row): void {
      for (const heading of cells.keys()) {
        // A member of a line of NDJSON may be named by anything.
        if (ignored.size >= MOST_IGNORED || isColumn(heading) || holdsIdentityNumber(heading)) continue;
        ignored.add(heading.slice(0, 40));
      }
    },
    async done({
      store,
    }: Deps): Promise<Pick<Batch, 'rows' | 'faulty' | 'warned' | 'templates' | 'approval' | 'ignored'>> {
      const templates = [...versions].map(([id, version]) => ({ id, version }));
      const approvals = await Promise.all(templates.map((one) => approvalOf(store, one)));
      return { ...counts, templates, approval: mostOf(approvals), ignored: [...ignored] };
    },
  };
}

/** The last commit makes it visible; of equal submissions the first one does. */
async function finished(
  deps: Deps,
  actor: Actor,
  received: Batch,
  keys: { readonly contentKey: string; readonly requestKey?: string },
): Promise<Submitted> {
  const { clock, store } = deps;
  const now = clock();
  const seen = { ...received, revision: 1, tidyAt: now + KEPT_MS, updatedAt: now };
  if (received.dryRun) {
    const batch: Batch = { ...seen, state: 'judged' };
    await store.commit([{ write: 'batch.step', batch }]);
    return { batch, replayed: false };
  }
  const submitted: Batch = { ...seen, ...keys, state: 'submitted' };
  const data = { rows: submitted.rows, faulty: submitted.faulty, hash: submitted.hash };
  const about = { subject: submitted.id, owner: submitted.agency };
  const writes = [
    { write: 'batch.step' as const, batch: submitted },
    eventWrite(deps, actor, 'batch.submitted', { ...about, data }),
  ];
  const released = releasedBy(actor, submitted, now);
  const job = released && (await signJob(deps, released));
  if (job)
    writes.push(...job.writes, eventWrite(deps, actor, 'batch.approved', { ...about, data: { hash: data.hash } }));
  try {
    await store.commit(writes);
  } catch (error) {
    if (!(error instanceof UniqueKeyError && error.table === 'batch')) throw error;
    const batch = await equalOne(deps, submitted);
    await store.commit([{ write: 'batch.drop', batch: submitted }]);
    return { batch, replayed: true };
  }
  return { batch: job?.batch ?? submitted, replayed: false };
}

/** Where nobody else needs to look, a signer's word is given with the file. */
function releasedBy(actor: Actor, batch: Batch, now: number): Batch | undefined {
  const second = batch.approval !== 'none' || batch.warned > 0;
  if (second || batch.rows === batch.faulty) return undefined;
  if (!may(actor, 'batch.approve', { owner: batch.agency })) return undefined;
  const hand = { by: 'agency', person: actor.person, key: actor.key } as const;
  const released = step(batch, { act: 'release', hand, hash: batch.hash }, now);
  return waitsFor(released) === undefined ? released : undefined;
}

async function equalOne({ store }: Deps, { agency, contentKey = '', requestKey }: Batch): Promise<Batch> {
  const same = await store.batchLike(agency, { contentKey });
  if (same) return same;
  if (requestKey !== undefined && (await store.batchLike(agency, { requestKey }))) {
    const message = 'This Idempotency-Key was used with another file. Take a new key for a new submission.';
    throw new YinzhengError('idempotency_conflict', message);
  }
  throw new YinzhengError(
    'conflict',
    'The same file was submitted at the same time and ended meanwhile. Send it again.',
  );
}
