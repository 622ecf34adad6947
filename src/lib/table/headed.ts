import { type Cell, type Row, TableError } from './row.ts';

const MAX_HEADINGS = 256;

/** Positions become headings: the first row with content names the columns of all that follow. */
export function headed(): (row: number, values: readonly (Cell | null | undefined)[]) => Row | undefined {
  let headings: readonly string[] | undefined;
  return (row, values) => {
    const filled = values.map((value) => (typeof value === 'string' ? value.trim() : (value ?? '')));
    if (filled.every((value) => value === '')) return undefined;
    if (headings) return under(headings, row, filled);
    headings = headingsOf(row, filled);
    return undefined;
  };
}

function headingsOf(row: number, values: readonly Cell[]): string[] {
  if (values.length > MAX_HEADINGS) {
    throw new TableError('headings', `has more than ${MAX_HEADINGS} columns`, { row });
  }
  const headings = values.map((value) => (value instanceof Date ? value.toISOString() : String(value)));
  const seen = new Set<string>();
  for (const heading of headings) {
    if (heading !== '' && seen.has(heading)) {
      throw new TableError('headings', `has the heading "${heading.slice(0, 40)}" twice`, { row });
    }
    seen.add(heading);
  }
  return headings;
}

function under(headings: readonly string[], row: number, values: readonly Cell[]): Row {
  const cells = new Map<string, Cell>();
  for (const [at, value] of values.entries()) {
    if (value === '') continue;
    const heading = headings[at] ?? '';
    if (heading === '') return { row, cells: new Map(), headings, fault: 'more_cells_than_headings' };
    cells.set(heading, value);
  }
  return { row, cells, headings };
}
