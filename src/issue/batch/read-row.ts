/** From the cells of a row to a request for a certificate. */
import { isLocalDate } from '../../core/calendar.ts';
import type { CertificateRequest } from '../../core/certificate.ts';
import { holdsIdentityNumber } from '../../credential/plain-text.ts';
import { type Cell, isCellError, type Row } from '../../lib/table/row.ts';
import { type ColumnName, codeOf, EXAM_COLUMNS, type ExamColumn, findColumn } from './columns.ts';
import { type Fault, shownValue } from './fault.ts';

export interface ReadRow {
  /** Where a cell is missing or at fault, something stands that no rule accepts. */
  readonly request: CertificateRequest;
  /** By column; none of them needs to be judged again. */
  readonly faults: readonly Fault[];
  /** The cells by column, as they came. */
  readonly cells: ReadonlyMap<ColumnName, Cell>;
}

const UNREADABLE: Readonly<Record<NonNullable<Row['fault']>, readonly [zh: string, en: string]>> = {
  not_json: ['不是有效的 JSON', 'is not JSON, or has a member twice'],
  not_an_object: ['不是 JSON 对象', 'is not a JSON object'],
  more_cells_than_headings: [
    '有内容的单元格上方没有标题：请清除其内容，或为该列加上标题',
    'has a cell without a heading above it: empty the cell, or give its column a heading',
  ],
};

/** Reads a row. Every fault of every cell is found, not just the first. */
export function readRow({ cells: given, fault }: Row): ReadRow {
  const cells = new Map<ColumnName, Cell>();
  const faults: Fault[] = [];
  for (const [heading, cell] of given) {
    const name = findColumn(heading);
    if (name === undefined) continue;
    if (cells.has(name)) faults.push(said(name, 'twice', '同一项有两列', 'has two columns', cell));
    else cells.set(name, cell);
  }
  const scheme = String(cells.get('level.scheme') ?? 'CN-SKILL');
  const values = new Map<ColumnName, string | number>();
  for (const column of EXAM_COLUMNS) {
    const cell = cells.get(column.name);
    const read = cell === undefined ? whenEmpty(column) : readCell(column, cell, scheme);
    if (typeof read === 'object') faults.push(read);
    else if (read !== undefined) values.set(column.name, read);
  }
  if (fault) {
    const [zh, en] = UNREADABLE[fault];
    const unread = { code: fault, zh, en };
    return { request: requestOf(values), faults: given.size === 0 ? [unread] : [unread, ...faults], cells };
  }
  return { request: requestOf(values), faults, cells };
}

function whenEmpty({ name, required, usual }: ExamColumn): string | Fault | undefined {
  if (usual !== undefined) return usual;
  return required ? said(name, 'required', '必填', 'is required') : undefined;
}

function readCell(column: ExamColumn, cell: Cell, scheme: string): string | number | Fault {
  const { name, kind, max } = column;
  if (isCellError(cell)) {
    const zh = '单元格是电子表格的错误值，不是内容';
    return said(name, 'cell_error', zh, 'holds an error of its spreadsheet in place of a value', cell);
  }
  if (typeof cell === 'boolean') return said(name, 'type', '应为文本', 'must be text', cell);
  if (kind === 'score') return readScore(name, cell);
  if (kind === 'date') return readDate(name, cell);
  if (cell instanceof Date) return said(name, 'type', '应为文本，而不是日期', 'must be text, not a day', cell);
  if (typeof cell === 'number') return readNumber(column, cell, scheme);
  if (cell.length > max) {
    return said(name, 'too_long', `不能超过 ${max} 个字符`, `must have at most ${max} characters`, cell);
  }
  if (kind !== 'identity' && holdsIdentityNumber(cell)) {
    return said(name, 'identity_number', '此处不能填写身份证号码', 'must not hold an identity number', cell);
  }
  if (kind === 'identity' && /^\d(?:\.\d+)?E\+\d+$/i.test(cell)) return rounded(name, cell);
  const text = kind === 'code' ? codeOf(name, cell, scheme) : cell;
  if (name === 'holder.nationality' && !/^[A-Z]{2}$/.test(text)) {
    const zh = '必须为国家代码，即两个大写字母，如 CN';
    return said(name, 'country', zh, 'must be an ISO 3166-1 code of two letters', cell);
  }
  return text;
}

/** Fifteen digits are what a spreadsheet's number keeps. */
function readNumber({ name, kind }: ExamColumn, cell: number, scheme: string): string | Fault {
  if (kind === 'identity') return rounded(name, cell);
  const whole = Number.isInteger(cell) && Math.abs(cell) < 1e15;
  if (kind === 'code' && whole) return codeOf(name, String(cell), scheme);
  return said(name, 'type', '应为文本，而不是数值', 'must be text, not a number', cell);
}

function rounded(name: ColumnName, cell: Cell): Fault {
  return said(
    name,
    'number_cell',
    '单元格是数值。Excel 的数值只保留 15 位，其后的数字已变为 0：请将该列设为文本格式，重新输入号码',
    'is a number cell. Excel keeps 15 digits of a number and makes the rest 0: format the column as text and enter the number anew',
    cell,
  );
}

function readScore(name: ColumnName, cell: Cell): number | Fault {
  const text = typeof cell === 'number' ? String(cell) : String(cell).normalize('NFKC').trim();
  // Spreadsheets show 15 digits, and what a formula makes may differ beyond them: 85.300000000000011 is 85.3.
  if (!(cell instanceof Date) && /^\d{1,3}(?:\.\d+)?$/.test(text)) return Number(Number(text).toPrecision(15));
  const range = '必须为 0 至 100 的数，最多一位小数';
  return said(name, 'score', range, 'must be a number from 0 to 100 with at most one decimal', cell);
}

const DAY = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?: 0?0:00(?::00)?)?$/;
/** As databases put it out. */
const EIGHT_DIGITS = /^(\d{4})(\d{2})(\d{2})$/;

function readDate(name: ColumnName, cell: Cell): string | Fault {
  const text = cell instanceof Date ? dayOf(cell) : String(cell).normalize('NFKC').trim();
  const [, year, month = '', day = ''] = DAY.exec(text) ?? EIGHT_DIGITS.exec(text) ?? [];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (isLocalDate(date)) return date;
  return said(
    name,
    'date',
    '必须是日历上存在的日期，写作 YYYY-MM-DD',
    'must be a day of the calendar, YYYY-MM-DD',
    cell,
  );
}

function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

function said(column: ColumnName, code: string, zh: string, en: string, cell?: Cell): Fault {
  return { column, code, zh, en, ...(cell !== undefined && { value: shownValue(column, cell) }) };
}

function requestOf(values: ReadonlyMap<ColumnName, string | number>): CertificateRequest {
  const text = (name: ColumnName) => String(values.get(name) ?? '');
  const optional = <M extends string>(member: M, name: ColumnName) =>
    values.has(name) ? ({ [member]: values.get(name) } as Record<M, string>) : {};
  const score = <M extends string>(member: M, name: ColumnName) => {
    const value = values.get(name);
    return typeof value === 'number' ? ({ [member]: value } as Record<M, number>) : {};
  };
  return {
    template: text('template'),
    holder: {
      name: text('holder.name'),
      idType: text('holder.idType'),
      idNumber: text('holder.idNumber'),
      ...optional('nameLatin', 'holder.nameLatin'),
      ...optional('nationality', 'holder.nationality'),
    },
    occupation: {
      classification: text('occupation.classification'),
      edition: text('occupation.edition'),
      code: text('occupation.code'),
    },
    ...optional('jobDirection', 'jobDirection'),
    level: { scheme: text('level.scheme'), code: text('level.code') },
    assessment: {
      route: text('assessment.route'),
      assessedOn: text('assessment.assessedOn'),
      ...optional('batch', 'assessment.batch'),
      ...optional('region', 'assessment.region'),
      ...score('theory', 'assessment.theory'),
      ...score('practical', 'assessment.practical'),
      ...score('comprehensive', 'assessment.comprehensive'),
    },
    issuedOn: text('issuedOn'),
  };
}
