/** Tables for people: made as a stream while the rows come. */
import { writeCsv, writeCsvStream } from 'hucre/csv';
import { writeXlsxStream } from 'hucre/xlsx';

export type Line = readonly (string | number | undefined)[];

/**
 * A CSV file that Excel opens as it is (UTF-8 with a byte order mark). A cell that a spreadsheet would take for a formula
 * (it begins with = + - @ or a control character) gets an apostrophe in front.
 */
export function csvOf(headings: readonly string[], lines: AsyncIterable<Line>): ReadableStream<Uint8Array> {
  return writeCsvStream(both(headings, lines), { bom: true, escapeFormulae: true });
}

/** Some lines of such a file; those at its beginning have the headings, and the byte order mark. */
export function csvLines(lines: readonly Line[], headings?: readonly string[]): string {
  const all = [...(headings ? [[...headings]] : []), ...lines.map((line) => line.map((cell) => cell ?? null))];
  if (all.length === 0) return '';
  return `${writeCsv(all, { bom: headings !== undefined, escapeFormulae: true })}\r\n`;
}

/**
 * A workbook of one sheet. Its cells are texts and numbers, never formulas, so nothing needs an apostrophe. `isText`: of what
 * somebody enters under such a heading a spreadsheet makes no number and no day.
 */
export function xlsxOf(
  name: string,
  headings: readonly string[],
  lines: AsyncIterable<Line>,
  isText: (heading: string) => boolean = () => false,
): ReadableStream<Uint8Array> {
  const columns = headings.map((heading) => (isText(heading) ? { numFmt: '@' } : {}));
  return writeXlsxStream(both(headings, lines), { name, columns, freezePane: { rows: 1 } });
}

async function* both(headings: readonly string[], lines: AsyncIterable<Line>) {
  yield [...headings];
  for await (const line of lines) yield line.map((cell) => cell ?? null);
}
