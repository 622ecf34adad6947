/**
 * Tables from strangers: a stream of bytes in, rows out, whatever the format. Nothing holds the whole of a file but the
 * parts of an XLSX archive, which are bounded; what is too large, too wide or broken is refused with its place.
 */
import { readCsv } from './csv.ts';
import { headed } from './headed.ts';
import { type JsonLine, readJsonLines, readNdjson } from './ndjson.ts';
import { type Row, TableError } from './row.ts';
import { readXlsx } from './xlsx.ts';

export type TableFormat = 'csv' | 'ndjson' | 'xlsx';

export interface TableOptions {
  /** More rows than that, headings and empty rows left out, are `too_many_rows`. */
  readonly maxRows: number;
  /** Bytes of the file; 64 MiB unless told. XLSX has a smaller bound of its own. */
  readonly maxBytes?: number;
  /** For CSV, when the sender named it: a label of the Encoding Standard. Otherwise UTF-8, UTF-16 or GB 18030 is found out. */
  readonly charset?: string | undefined;
  /** For CSV and XLSX: the first row with such a heading names the columns, and what stands above it is passed over. */
  readonly isKnown: (heading: string) => boolean;
}

const MAX_BYTES = 64 * 2 ** 20;

/**
 * The rows of a table, in order; empty rows are passed over. Throws `TableError`, after the rows before the place that
 * is broken.
 */
export async function* readTable(
  format: TableFormat,
  bytes: AsyncIterable<Uint8Array>,
  options: TableOptions,
): AsyncGenerator<Row> {
  const { maxBytes = MAX_BYTES, isKnown } = options;
  const bounded = within(bytes, maxBytes);
  const rows =
    format === 'ndjson'
      ? readNdjson(bounded)
      : headed(format === 'csv' ? readCsv(bounded, options) : readXlsx(bounded), isKnown);
  yield* counted(rows, options);
}

/** NDJSON whose lines are no rows of cells: values as they are. For the rest as `readTable`. */
export async function* readValues(
  bytes: AsyncIterable<Uint8Array>,
  options: Omit<TableOptions, 'charset' | 'isKnown'> & { readonly maxDepth: number },
): AsyncGenerator<JsonLine> {
  yield* counted(readJsonLines(within(bytes, options.maxBytes ?? MAX_BYTES), options.maxDepth), options);
}

async function* counted<R extends { readonly row: number }>(
  rows: AsyncIterable<R>,
  { maxRows }: Pick<TableOptions, 'maxRows'>,
): AsyncGenerator<R> {
  let count = 0;
  for await (const row of rows) {
    if (++count > maxRows) throw new TableError('too_many_rows', `has more than ${maxRows} rows`, { row: row.row });
    yield row;
  }
  if (count === 0) throw new TableError('empty', 'has no rows below its headings');
}

async function* within(bytes: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const part of bytes) {
    length += part.byteLength;
    if (length > maxBytes) throw new TableError('too_large', `has more than ${maxBytes} bytes`);
    yield part;
  }
}
