import { columnLetters, isUnnamedHeading, unnamedHeading } from './headings.ts';
import { type Cell, keepable, type Row, TableError } from './row.ts';

const MAX_HEADINGS = 256;
/** Rows with content that may stand above the headings: a title, a note on how to fill the table in. */
export const MAX_ABOVE = 20;
/** Characters of a row. None of an exam has nearly as many; in CSV, a quote without an end would swallow the rest of the file. */
export const MAX_RECORD = 64 * 1024;

/** The cells of a row by position, as its format has them. */
export interface Line {
  readonly row: number;
  readonly values: readonly (Cell | null | undefined)[];
}

/**
 * Positions become headings: the first row with a heading that is known names the columns of all that follow, and what
 * stands above it is passed over. A cell under no heading is under the letters of its column, and its row has a fault.
 * Throws `TableError` `headings` when there is none: without headings a row of people would be taken for them. No message
 * repeats a heading, since it may be a person's.
 */
export async function* headed(lines: AsyncIterable<Line>, isKnown: (heading: string) => boolean): AsyncGenerator<Row> {
  let headings: readonly string[] | undefined;
  let above = 0;
  for await (const { row, values } of lines) {
    const filled = values.map((value) => keepable(typeof value === 'string' ? value.trim() : (value ?? '')));
    if (filled.every((value) => value === '')) continue;
    if (headings) {
      yield under(headings, row, filled);
      continue;
    }
    const texts = filled.map((value) => (value instanceof Date ? value.toISOString() : String(value)));
    if (texts.some((text) => text !== '' && isKnown(text))) headings = checked(row, texts);
    else if (++above > MAX_ABOVE) throw noHeadings();
  }
  if (!headings && above > 0) throw noHeadings();
}

function noHeadings(): TableError {
  const message = `has no heading that is known here in its first ${MAX_ABOVE} rows: write the headings above the data`;
  return new TableError('headings', message);
}

function checked(row: number, texts: readonly string[]): readonly string[] {
  const last = texts.findLastIndex((text) => text !== '');
  const headings = texts
    .slice(0, last + 1)
    .map((text, at) => (text === '' || isUnnamedHeading(text) ? unnamedHeading(at) : text));
  if (headings.length > MAX_HEADINGS) {
    throw new TableError('headings', `has more than ${MAX_HEADINGS} columns`, { row });
  }
  const seen = new Map<string, number>();
  for (const [at, heading] of headings.entries()) {
    const first = seen.get(heading);
    if (first !== undefined) {
      const columns = `${columnLetters(first)} and ${columnLetters(at)}`;
      throw new TableError('headings', `has the same heading in columns ${columns}`, { row });
    }
    seen.set(heading, at);
  }
  return headings;
}

function under(headings: readonly string[], row: number, values: readonly Cell[]): Row {
  const cells = new Map<string, Cell>();
  let unnamed = false;
  for (const [at, value] of values.entries()) {
    if (value === '') continue;
    const heading = headings[at] ?? unnamedHeading(at);
    unnamed ||= isUnnamedHeading(heading);
    cells.set(heading, value);
  }
  return { row, cells, headings, ...(unnamed && { fault: 'more_cells_than_headings' }) };
}
