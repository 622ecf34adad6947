import type { Actor } from '../../core/actor.ts';
import type { Deps } from '../../core/deps.ts';
import { recordReads } from '../../core/record-read.ts';
import { readBatch } from './act.ts';
import { eachRow, type RowView } from './results.ts';

/** The rows that are set aside or failed, as they came, for the office that sent them. Leaves an event: it shows identities. */
export async function faultyRows(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ headings: readonly string[]; rows: AsyncIterable<RowView> }> {
  const batch = await readBatch(deps, actor, 'batch.submit', id);
  async function* rows(): AsyncGenerator<RowView> {
    for await (const row of eachRow(deps, batch)) if (row.cells) yield row;
  }
  const headings = new Set<string>();
  for await (const { cells } of rows()) for (const heading of Object.keys(cells ?? {})) headings.add(heading);
  await recordReads(deps, actor, [{ subject: id, owner: batch.agency, data: { what: 'batch.errors' } }]);
  return { headings: [...headings], rows: rows() };
}
