import type { Actor } from '../../core/actor.ts';
import type { Deps } from '../../core/deps.ts';
import { notFound } from '../../core/errors.ts';
import { allow } from '../../core/policy.ts';
import { recordReads } from '../../core/record-read.ts';
import { type Cell, type Row, TableError } from '../../lib/table/row.ts';
import { EXAM_COLUMNS } from './columns.ts';
import { type BatchFile, rowsOf } from './exam-file.ts';
import type { RowReport } from './fault.ts';
import { rowJudge } from './judge-rows.ts';
import { inParts } from './submit.ts';

export interface CheckedRow extends Pick<Row, 'cells'> {
  /** What stands under no heading. */
  readonly beyond: readonly Cell[];
  readonly report: Pick<RowReport, 'faults' | 'warnings'>;
}

const PART = 250;

/**
 * Judges a file and keeps nothing at all: its rows come back as they were, each with what is wrong with it. Records the
 * reading, since warnings tell what people hold already. Throws `TableError` for a file that cannot be read at all; one that
 * cannot be read to its end says so in its last row.
 */
export async function checkFile(
  deps: Deps,
  actor: Actor,
  file: BatchFile,
): Promise<{ headings: readonly string[]; rows: AsyncIterable<CheckedRow> }> {
  allow(actor, 'batch.submit', { owner: actor.organisation });
  const agency = await deps.store.agency(actor.organisation);
  if (!agency) throw notFound();
  const judge = rowJudge(deps, actor, agency);
  const parts = inParts(rowsOf(file), PART);
  const first = await parts.next();
  if (first.done) throw new Error('a table without rows and without an error');
  const owner = agency.code;
  await recordReads(deps, actor, [{ subject: owner, owner, data: { what: 'batch.check' } }]);
  const headings = first.value[0]?.row.headings ?? EXAM_COLUMNS.map(({ name }) => name);

  async function* rows(): AsyncGenerator<CheckedRow> {
    try {
      for (let part = first; !part.done; part = await parts.next()) {
        const judged = await judge(part.value);
        for (const [at, { row }] of part.value.entries()) {
          const report = judged[at]?.report;
          if (report) yield { cells: row.cells, beyond: beyond(row), report };
        }
      }
    } catch (error) {
      if (!(error instanceof TableError)) throw error;
      const fault = { code: error.kind, zh: `文件从这里起无法读取：${error.zh}`, en: `the file ${error.message}` };
      yield { cells: new Map(), beyond: [], report: { faults: [fault], warnings: [] } };
    }
  }
  return { headings, rows: rows() };
}

function beyond({ cells, headings = [], fault }: Row): Cell[] {
  if (fault !== 'more_cells_than_headings') return [];
  return [...cells].flatMap(([heading, cell]) => (headings.includes(heading) ? [] : [cell]));
}
