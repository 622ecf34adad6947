import { holdsIdentityNumber } from '../../credential/plain-text.ts';
import { columnLetters } from '../../lib/table/headings.ts';
import { type Row, TableError } from '../../lib/table/row.ts';
import { readTable, type TableFormat } from '../../lib/table/table.ts';
import { ERRORS_HEADING, isColumn } from './columns.ts';

/** An exam has no more. */
export const MAX_ROWS = 50_000;

export interface BatchFile {
  readonly format: TableFormat;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly charset?: string | undefined;
}

/** The rows of an exam, numbered from 1. Throws `TableError`, after the rows before the place that is broken. */
export async function* rowsOf({ format, bytes, charset }: BatchFile): AsyncGenerator<{ n: number; row: Row }> {
  let n = 0;
  for await (const row of readTable(format, bytes, { maxRows: MAX_ROWS, charset, isKnown: isColumn })) {
    if (n === 0) refusePersonal(row);
    yield { n: ++n, row: withoutErrors(row) };
  }
}

/** Headings are kept and shown in clear; a row of people in their place must not be. */
function refusePersonal({ headings = [] }: Row): void {
  const at = headings.findIndex(holdsIdentityNumber);
  if (at < 0) return;
  const message = `has an identity number among its headings, in column ${columnLetters(at)}: write the headings above the data`;
  throw new TableError('headings', message);
}

/** Of a file of ours that comes back, what was said about its rows is no part of them. */
function withoutErrors(row: Row): Row {
  const { headings } = row;
  if (!row.cells.has(ERRORS_HEADING) && !headings?.includes(ERRORS_HEADING)) return row;
  const cells = new Map(row.cells);
  cells.delete(ERRORS_HEADING);
  return { ...row, cells, ...(headings && { headings: headings.filter((heading) => heading !== ERRORS_HEADING) }) };
}
