import type { Actor } from '../../core/actor.ts';
import type { Deps } from '../../core/deps.ts';
import { YinzhengError } from '../../core/errors.ts';
import { recordReads } from '../../core/record-read.ts';
import { readBatch } from './act.ts';
import { examColumn, findColumn } from './columns.ts';
import { eachRow, type RowView } from './results.ts';

/**
 * The rows that are set aside or failed, as they came, for the office that sent them. Leaves an event: it shows identities.
 * Throws `conflict` where they are not kept.
 */
export async function faultyRows(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ headings: readonly string[]; rows: AsyncIterable<RowView> }> {
  const batch = await readBatch(deps, actor, 'batch.submit', id);
  if (batch.dryRun) {
    const message =
      'A dry run keeps no rows. Send the file again with `Accept: text/csv`, and it comes back with its errors.';
    throw new YinzhengError('conflict', message);
  }
  const { issued } = await deps.store.batchTally(id);
  if (batch.tidyAt === undefined && issued < batch.rows) {
    throw new YinzhengError('conflict', `The rows of this batch are not kept any more: it is ${batch.state}.`);
  }
  async function* rows(): AsyncGenerator<RowView> {
    for await (const row of eachRow(deps, batch)) if (row.cells) yield row;
  }
  const headings = headingsBack();
  for await (const { cells = {} } of rows()) for (const heading of Object.keys(cells)) headings.add(heading);
  await recordReads(deps, actor, [{ subject: id, owner: batch.agency, data: { what: 'batch.errors' } }]);
  async function* shown(): AsyncGenerator<RowView> {
    for await (const { cells = {}, ...row } of rows()) {
      yield {
        ...row,
        cells: Object.fromEntries(Object.entries(cells).map(([name, cell]) => [headings.of(name), cell])),
      };
    }
  }
  return { headings: headings.all(), rows: shown() };
}

/**
 * Collects what stands above rows that go back. Rows that were good have their cells by our own names, those that were not
 * as their file has them: a column goes under the heading of the file, or under that of our template.
 */
function headingsBack() {
  const shown = new Map<string, string>();
  const ours = new Set<string>();
  return {
    add(heading: string): void {
      const column = findColumn(heading) ?? heading;
      const now = shown.get(column);
      if (heading !== column) {
        if (now === undefined || ours.delete(column)) shown.set(column, heading);
        // A file may have two headings for one column; both come back.
        else if (now !== heading) shown.set(heading, heading);
      } else if (now === undefined) {
        ours.add(column);
        shown.set(column, templateHeading(heading));
      }
    },
    of: (heading: string) => (heading === findColumn(heading) ? (shown.get(heading) ?? heading) : heading),
    all: () => [...shown.values()],
  };
}

function templateHeading(heading: string): string {
  const column = findColumn(heading);
  return (column && examColumn(column).headings[0]) ?? heading;
}
