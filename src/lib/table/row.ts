/**
 * What a cell holds. CSV has text only; a number is a cell that its program kept as a number, which is exact for 15
 * digits and no more; a `Date` is a day as a spreadsheet keeps it (midnight UTC). Cells without content are left out.
 */
export type Cell = string | number | boolean | Date;

/** What spreadsheets write in the place of a value that a formula does not have. */
const CELL_ERROR = /^#(?:NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A|SPILL!|CALC!)$/;

export function isCellError(cell: Cell): boolean {
  return typeof cell === 'string' && CELL_ERROR.test(cell);
}

/** The cell as JSON can keep it: `#NUM!` for what is no number or no day, U+FFFD for half of a surrogate pair. */
export function keepable(cell: Cell): Cell {
  if (typeof cell === 'string') return cell.toWellFormed();
  if (typeof cell === 'boolean') return cell;
  return Number.isFinite(Number(cell)) ? cell : '#NUM!';
}

export interface Row {
  /** Its number as a spreadsheet or an editor shows it, the headings being row 1 (NDJSON: the line). */
  readonly row: number;
  /** By heading as it stands in the file; NDJSON: by path, e.g. `holder.name`. */
  readonly cells: ReadonlyMap<string, Cell>;
  /** All headings of the file in their order; NDJSON has none. */
  readonly headings?: readonly string[];
  /** Why the row cannot be read, the others can; then it has no cells, but for those that are too many. */
  readonly fault?: 'not_json' | 'not_an_object' | 'more_cells_than_headings' | undefined;
}

/** Why no further row can be read. */
export type TableErrorKind =
  | 'encoding'
  | 'empty'
  | 'quote'
  | 'headings'
  | 'row_too_long'
  | 'too_many_rows'
  | 'too_large'
  | 'not_xlsx';

export class TableError extends Error {
  readonly kind: TableErrorKind;
  /** The row where reading ended, if there is one to name. */
  readonly row: number | undefined;

  constructor(kind: TableErrorKind, message: string, options: { row?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TableError';
    this.kind = kind;
    this.row = options.row;
  }
}
