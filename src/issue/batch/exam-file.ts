import { holdsIdentityNumber } from '../../credential/plain-text.ts';
import { type Row, TableError } from '../../lib/table/row.ts';
import { readTable, type TableFormat } from '../../lib/table/table.ts';
import { isColumn } from './columns.ts';

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
    yield { n: ++n, row };
  }
}

/** Headings are kept and shown in clear; a row of people in their place must not be. */
function refusePersonal({ headings = [] }: Row): void {
  const at = headings.findIndex(holdsIdentityNumber);
  if (at < 0) return;
  const message = `has an identity number among its headings, in column ${at + 1}: write the headings above the data`;
  throw new TableError('headings', message);
}
