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
  | 'not_xlsx'
  | 'zip64';

const ZH: Readonly<Record<TableErrorKind, string>> = {
  encoding: '文件的文字编码无法识别，请另存为 UTF-8 编码',
  empty: '标题行以下没有数据',
  quote: '有一个引号没有闭合',
  headings: '标题行有误',
  row_too_long: '有一行的内容过长',
  too_many_rows: '行数超出上限，末尾若有空行请删除，或分成几个文件',
  too_large: '文件过大，请删除多余的行、列和内容，或分成几个文件',
  not_xlsx: '文件不是可以读取的工作簿，请另存为不加密的 .xlsx',
  zip64: '文件是 ZIP64 格式的工作簿，请用 Excel 或 LibreOffice 打开，重新另存为 .xlsx',
};

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

  /** What it is in Chinese, shorter than the message. */
  get zh(): string {
    return ZH[this.kind];
  }
}
