import { streamXlsxRows } from 'hucre/xlsx';
import { concat } from '../bytes.ts';
import { type Line, MAX_RECORD } from './headed.ts';
import { TableError } from './row.ts';
import { checkWorkbook } from './xlsx-bounds.ts';

/** 50,000 rows of an exam are under 5 MB. */
const MAX_BYTES = 16 * 2 ** 20;

/** Rows of a sheet, says ECMA-376; a file may say anything. */
const MAX_ROW = 2 ** 20;

/** The rows of the first sheet that an Excel workbook (ECMA-376) shows. Formulas count as what they were worth when it was saved. */
export async function* readXlsx(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  // Excel writes the texts of cells behind the sheet: without the whole archive no cell can be read.
  const archive = await collected(bytes);
  const workbook = await checkWorkbook(archive);
  const rows = streamXlsxRows(archive, { sheet: workbook === undefined ? 0 : firstShown(workbook) });
  for (;;) {
    const next = await rows.next().catch(notXlsx);
    if (next.done) return;
    const { index, values } = next.value;
    if (!(Number.isInteger(index) && index >= 0 && index < MAX_ROW)) notXlsx(new RangeError('a row beyond all rows'));
    // One long text may stand in any number of cells: it is in memory once, until the rows are written anew.
    const length = values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
    if (length > MAX_RECORD) {
      throw new TableError('row_too_long', `has a row of more than ${MAX_RECORD} characters`, { row: index + 1 });
    }
    yield { row: index + 1, values };
  }
}

/** The elements that name sheets, each with all its attributes. */
const SHEETS = /<(?:\w{1,20}:)?sheet\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/g;

/** The place of the first sheet that is not hidden, as lists for drop-downs are. */
function firstShown(workbook: Uint8Array): number {
  const sheets = new TextDecoder().decode(workbook).match(SHEETS) ?? [];
  return Math.max(
    0,
    sheets.findIndex((sheet) => !/\sstate\s*=\s*["'](?:hidden|veryHidden)["']/.test(sheet)),
  );
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
