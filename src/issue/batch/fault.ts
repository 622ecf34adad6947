/** What is wrong with a row, said so that the office that sent it can mend it. */
import type { Violation } from '../../core/errors.ts';
import { maskIdNumber } from '../../core/identity.ts';
import { holdsIdentityNumber } from '../../credential/plain-text.ts';
import type { Cell } from '../../lib/table/row.ts';
import type { RequestRule } from '../decide.ts';
import { type ColumnName, type ExamColumn, examColumn } from './columns.ts';

export interface Fault {
  /** Missing where the row as a whole is at fault. */
  readonly column?: ColumnName;
  /** The cell as it came; identity numbers are masked. */
  readonly value?: string;
  /** Stable name of the rule. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** What there is to say about one row. */
export interface RowReport {
  /** From 1, counting rows with content. */
  readonly n: number;
  /** As the file's program shows it. */
  readonly row: number;
  readonly faults: readonly Fault[];
  /** A second person must have seen it. */
  readonly warnings: readonly Fault[];
  /** Ids of the certificates that the warnings are about. */
  readonly held?: readonly string[];
  /** Good as it was judged, and refused when it was to be signed. */
  readonly failed?: boolean;
}

const LONGEST = 60;

/** Digits in a row that are nobody's number, by where they stand. */
const IMPERSONAL: Partial<Record<ExamColumn['kind'], RegExp>> = {
  score: /^\d{1,3}\.\d{1,17}$/,
  date: /^(?:(?:19|20)\d{6}|\d{1,5}\.\d{1,17})$/,
};

export function shownValue(column: ColumnName, cell: Cell): string {
  const text = cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
  return (isPersonal(column, text.normalize('NFKC')) ? maskIdNumber(text) : text).slice(0, LONGEST);
}

function isPersonal(column: ColumnName, text: string): boolean {
  const { kind } = examColumn(column);
  if (kind === 'identity' || holdsIdentityNumber(text)) return true;
  return /\d{8,}/.test(text) && !IMPERSONAL[kind]?.test(text);
}

const MEMBERS: Readonly<Record<string, ColumnName>> = {
  '/holder': 'holder.name',
  '/occupation': 'occupation.code',
  '/level': 'level.code',
  '/assessment': 'assessment.assessedOn',
};

/** The column that a pointer into a request means; undefined for the request as a whole. */
export function columnOf(pointer: string): ColumnName | undefined {
  if (pointer === '') return undefined;
  return MEMBERS[pointer] ?? (pointer.slice(1).replaceAll('/', '.') as ColumnName);
}

/** By rule: of a request, of doubles. */
export const CHINESE: Readonly<Record<RequestRule | 'duplicate', string>> = {
  text: '含有不允许的字符，或超过 100 个字符',
  date: '必须是日历上存在的日期，写作 YYYY-MM-DD',
  not_future: '不能晚于今天',
  order: '不能晚于发证日期',
  score: '必须为 0 至 100 的数，最多一位小数',
  pass_mark: '低于合格分数线',
  required: '必填',
  numbering: '按编号规则不能用于该证书',
  standing: '评价机构在该日未处于备案有效状态',
  scope: '超出评价机构的备案范围（职业或等级）',
  approval: '该模板的证书须经第二人审批',
  duplicate: '此人已有同一职业、方向和等级的有效证书；确需再发一份的，请重新提交此行，由第二人确认',
  glyph: '含有证书字库中没有的字，无法打印',
  known: '没有这一项',
  template: '该模板不接受',
  version: '证书模板在判定后有了新版本：请重新提交此行',
};
/** Where a rule means something else at each place. */
const CHINESE_BY_POINTER: Readonly<Record<string, string>> = {
  '/assessment/region known': '没有这个省级行政区',
  '/template known': '没有这个证书模板',
  '/occupation known': '职业目录中没有这个职业',
  '/level known': '没有这个等级',
  '/holder/idType known': '没有这种证件类型',
  '/level/scheme template': '该模板不使用这个等级体系',
  '/assessment/route template': '该模板不接受这种评价方式',
};

export function faultOf({ pointer, rule, message }: Violation, value?: string): Fault {
  const column = columnOf(pointer);
  // There the rule is the name of the identity type.
  const idNumber =
    pointer === '/holder/idNumber' ? '证件号码不符合该证件类型的规则：位数、出生日期或校验码有误' : undefined;
  const sentences: Readonly<Record<string, string>> = CHINESE;
  const zh = CHINESE_BY_POINTER[`${pointer} ${rule}`] ?? idNumber ?? sentences[rule] ?? '不符合规则';
  return { ...(column && { column }), ...(value !== undefined && { value }), code: rule, zh, en: message };
}
