import { streamXlsxRows } from 'hucre/xlsx';
import { concat } from '../bytes.ts';
import type { Line } from './headed.ts';
import { TableError } from './row.ts';
import { checkWorkbook } from './xlsx-bounds.ts';

/** 50,000 rows of an exam are under 5 MB. */
const MAX_BYTES = 16 * 2 ** 20;

/** The rows of the first sheet of an Excel workbook (ECMA-376). Formulas count as what they were worth when it was saved. */
export async function* readXlsx(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  // Excel writes the texts of cells behind the sheet: without the whole archive no cell can be read.
  const archive = await collected(bytes);
  await checkWorkbook(archive);
  const rows = streamXlsxRows(archive);
  for (;;) {
    const next = await rows.next().catch(notXlsx);
    if (next.done) return;
    yield { row: next.value.index + 1, values: next.value.values };
  }
}

async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes) {
    length += part.byteLength;
    if (length > MAX_BYTES) throw new TableError('too_large', `has more than ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  return concat(...parts);
}

function notXlsx(cause: unknown): never {
  throw new TableError('not_xlsx', 'is not a workbook that can be read; save it as .xlsx without a password', {
    cause,
  });
}
