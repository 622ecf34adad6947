import type { Actor } from '../../core/actor.ts';
import { type Batch, PART_ROWS, step } from '../../core/batch.ts';
import type { Deps } from '../../core/deps.ts';
import { invalidRequest, notFound, UniqueKeyError, YinzhengError } from '../../core/errors.ts';
import { eventWrite } from '../../core/record-event.ts';
import { holdsIdentityNumber } from '../../credential/plain-text.ts';
import { pointerTo } from '../../lib/json.ts';
import { type Cell, keepable, type Row } from '../../lib/table/row.ts';
import { handOf, readBatch } from './act.ts';
import { approvalOf, mostOf } from './approval.ts';
import { cellsOf } from './cells.ts';
import { type ColumnName, findColumn } from './columns.ts';
import { doubleFault, type JudgedRow, personAndKind, rowJudge } from './judge-rows.ts';
import { chain, type KeptRow, makePart, openReport, openRows } from './parts.ts';

export interface Mending {
  /** Which row, from 1. */
  readonly n: number;
  /** New values by column; null empties a cell. All others stay. */
  readonly cells: Readonly<Record<string, string | number | null>>;
}

/** What an examiner may enter. */
const SCORES: readonly ColumnName[] = ['assessment.theory', 'assessment.practical', 'assessment.comprehensive'];

/**
 * Changes one row of a batch that is not released, and judges it anew. What will be issued is another thing then: all
 * approvals are void, and whoever mends is one of those who made it. Examiners mend scores only.
 */
export async function mendRow(deps: Deps, actor: Actor, id: string, { n, cells }: Mending): Promise<Batch> {
  const { store, clock } = deps;
  const batch = await readBatch(deps, actor, 'batch.mend', id);
  // Whether it may be mended at all, before anything is asked of rows that may be gone.
  step(batch, { act: 'mend', hand: handOf(actor), rows: batch }, clock());
  const changes = columnsOf(actor, cells);
  const at = Math.floor((n - 1) / PART_ROWS);
  const part = n >= 1 && n <= batch.rows ? await store.batchPart(id, at) : undefined;
  if (!part?.sealed) throw notFound();

  const rows = await openRows(deps, part);
  const old = rows.find((row) => row.n === n);
  if (!old) throw notFound();
  const given = new Map<string, Cell>(Object.entries(cellsOf(old)));
  for (const [name, value] of changes) {
    const [heading = name, ...others] = [...given.keys()].filter((one) => findColumn(one) === name);
    for (const other of others) given.delete(other);
    given.set(heading, keepable(value ?? ''));
  }
  const filled = new Map([...given].filter(([, cell]) => cell !== ''));
  const row: Row = { row: old.row, cells: filled, headings: [...given.keys()] };
  const judged = await judgeAlone(deps, actor, batch, { n, row });

  const before = await openReport(deps, part);
  const report = [...before.filter((one) => one.n !== n), judged.report]
    .filter(({ faults, warnings }) => faults.length + warnings.length > 0)
    .sort((a, b) => a.n - b.n);
  const kept = rows.map((row) => (row.n === n ? judged.kept : row));
  const mended = await makePart(deps, part, { rows: kept, report, keep: true });
  const digests = await store.batchDigests(id);
  digests[at] = mended.digest;
  const warnedBefore = before.some((one) => one.n === n && one.warnings.length > 0);
  const after = step(
    batch,
    {
      act: 'mend',
      hand: handOf(actor),
      rows: {
        hash: await chain(deps, batch.agency, digests),
        faulty: batch.faulty - Number(!old.good) + Number(!judged.kept.good),
        warned: batch.warned - Number(warnedBefore) + Number(judged.report.warnings.length > 0),
        ...(await templatesWith(deps, batch, judged.kept)),
      },
    },
    clock(),
  );
  try {
    await store.commit([
      { write: 'batch.step', batch: after },
      { write: 'batch.part', part: mended },
      eventWrite(deps, actor, 'batch.mended', { subject: id, owner: batch.agency, data: { row: n, hash: after.hash } }),
    ]);
  } catch (error) {
    if (!(error instanceof UniqueKeyError)) throw error;
    throw new YinzhengError('conflict', 'Others change this batch at the same time. Read it again.', { cause: error });
  }
  return after;
}

/** Judges a row against all others of its batch. */
async function judgeAlone(
  deps: Deps,
  actor: Actor,
  batch: Batch,
  row: { readonly n: number; readonly row: Row },
): Promise<JudgedRow> {
  const agency = await deps.store.agency(batch.agency);
  if (!agency) throw notFound();
  const [judged] = await rowJudge(deps, actor, agency)([row]);
  if (!judged) throw new Error('a row that was not judged');
  const { kept } = judged;
  if (!kept.good) return judged;
  const { request } = kept.good;
  const key = personAndKind(request);
  for (let at = 0; at * PART_ROWS < batch.rows; at++) {
    const part = await deps.store.batchPart(batch.id, at);
    const rows = part ? await openRows(deps, part) : [];
    const same = rows.find(({ n, good }) => n !== row.n && good && personAndKind(good.request) === key);
    if (!same) continue;
    return {
      kept: { n: row.n, row: row.row.row, cells: cellsOf(kept) },
      report: { n: row.n, row: row.row.row, faults: [doubleFault(request, same.row)], warnings: [] },
    };
  }
  return judged;
}

/** A row may come to another template, or to a new version of one, which may ask for more. */
async function templatesWith(
  { store }: Deps,
  { templates, approval }: Batch,
  { good }: KeptRow,
): Promise<Pick<Batch, 'templates' | 'approval'>> {
  if (!good) return { templates, approval };
  const template = { id: good.request.template, version: good.version };
  const known = templates.some(({ id, version }) => id === template.id && version === template.version);
  if (known) return { templates, approval };
  const asks = await approvalOf(store, template);
  return { templates: [...templates, template], approval: mostOf([approval, asks]) };
}

function columnsOf({ roles }: Actor, cells: Mending['cells']): Map<ColumnName, string | number | null> {
  const onlyScores = !roles.some((role) => role === 'clerk' || role === 'signer');
  const found = new Map<ColumnName, string | number | null>();
  const faults = Object.entries(cells).flatMap(([heading, value], at) => {
    const name = findColumn(heading);
    if (name === undefined) {
      const pointer = `/cells${pointerTo(holdsIdentityNumber(heading) ? String(at) : heading)}`;
      return { pointer, rule: 'known', message: 'there is no such column' };
    }
    if (onlyScores && !SCORES.includes(name)) {
      return { pointer: `/cells/${name}`, rule: 'scores_only', message: 'an examiner enters scores and nothing else' };
    }
    found.set(name, value);
    return [];
  });
  if (faults.length > 0) throw invalidRequest(faults);
  return found;
}
