/** Tables as bodies: which media types they have, and what is said about one that cannot be read. */
import { YinzhengError } from '../core/errors.ts';
import { TableError, type TableErrorKind } from '../lib/table/row.ts';
import type { TableFormat } from '../lib/table/table.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const TABLE_TYPES: Readonly<Record<string, TableFormat>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  [XLSX]: 'xlsx',
};

/** The charset that a Content-Type names. */
export function charsetOf(request: Request): string | undefined {
  return /;\s*charset="?([^\s";]+)"?/i.exec(request.headers.get('content-type') ?? '')?.[1];
}

/** The bytes of a body as they come. */
export async function* bytesOf(stream: ReadableStream<Uint8Array> | undefined): AsyncGenerator<Uint8Array> {
  if (stream) yield* stream;
}

const TOO_LARGE: readonly TableErrorKind[] = ['too_large', 'too_many_rows'];

/** Runs what reads a table, and says what is wrong with one that cannot be read. */
export async function readingTable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    const [en, zh] = error.row === undefined ? ['', ''] : [` (row ${error.row})`, `（第 ${error.row} 行）`];
    const message = `The file ${error.message}${en}. ${error.zh}${zh}。`;
    const pointer = error.row === undefined ? '' : `/row/${error.row}`;
    const violations = [{ pointer, rule: error.kind, message }];
    const code = TOO_LARGE.includes(error.kind) ? 'body_too_large' : 'malformed_body';
    throw new YinzhengError(code, message, { violations, cause: error });
  }
}
